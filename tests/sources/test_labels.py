"""What cannot train a classifier is said before anything is trained."""

import pytest


def rows(labels):
    return "text,label\n" + "".join(f"text number {n},{label}\n" for n, label in enumerate(labels))


@pytest.mark.parametrize("options", [{}, {"label_column": "label"}])
def test_free_text_as_label(refuses, options):
    error = refuses(rows([f"opinion {n}" for n in range(25)]), **options)
    assert "the label column label looks like free text: 25 distinct values in 25 rows" in error.what
    assert "data.label_column" in error.fix


@pytest.mark.parametrize(
    "labels",
    [
        [f"opinion {n}" for n in range(19)],  # too few rows to say
        [f"opinion {n % 20}" for n in range(30)],  # many classes, but not that many
        [f"opinion {n % 30}" for n in range(60)],  # each twice
    ],
)
def test_many_classes_are_no_free_text(reads, labels):
    assert len(reads(rows(labels)).rows) == len(labels)


@pytest.mark.parametrize(
    ("labels", "count"),
    [(["a"] * 30, "1 class ('a')"), (["a", "", " "] * 10, "1 class ('a')"), ([""] * 30, "0 classes")],
)
def test_one_class_only(refuses, labels, count):
    error = refuses(rows(labels))
    assert count in error.what
    assert "needs two" in error.what


@pytest.mark.parametrize("role", ["validation", "test", "field"])
def test_other_roles_may_hold_one_class_or_many(reads, role):
    assert len(reads(rows(["a"] * 30), role=role).rows) == 30
    assert len(reads(rows([f"opinion {n}" for n in range(25)]), role=role).rows) == 25
