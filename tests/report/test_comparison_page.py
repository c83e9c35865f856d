"""The comparison's page: complete, escaped, and bounded however many rows changed sides."""

import polars as pl

from finetooth.comparing.comparison import Comparison, SliceDifference
from finetooth.metrics.mcnemar import McNemar
from finetooth.metrics.paired import Difference
from finetooth.report.comparison_page import comparison_page

EVIL = '<img src=x onerror=alert(1)>"\u202e'


def difference(change: float, label: str | None = None, half: float = 0.02, metric: str = "macro_f1") -> Difference:
    return Difference(metric, 0.8, 0.8 + change, change, change - half, change + half, 300, label)


def made(change: float = 0.05, rows: int = 250, name: str = "new") -> Comparison:
    changed = pl.DataFrame(
        {
            "row": [f"test:{n}" for n in range(rows)], "text": [f"{EVIL} {n}" for n in range(rows)],
            "pair": [None] * rows, "truth": [EVIL] * rows, "first": ["a"] * rows, "second": [EVIL] * rows,
            "change": ["better"] * rows, "sure_first": [0.5] * rows, "sure_second": [0.9] * rows,
        },
        schema_overrides=dict.fromkeys(["row", "text", "pair", "truth", "first", "second", "change"], pl.String),
    )  # fmt: skip
    slices = tuple(SliceDifference(EVIL, str(n), 50, 0.8, 0.9, 0.1, 0.05, 0.15, 0.001, 0.02) for n in range(20))
    overall = (difference(0.01, metric="accuracy"), difference(change))
    classes = (difference(0.04, EVIL, metric="f1"), difference(0.0, "b", metric="f1"))
    return Comparison("old", name, "macro_f1", 300, overall, classes, {EVIL: 0.01, "b": 1.0},
                      McNemar(200, 10, 40, 50, 0.001), slices, changed, (EVIL,))  # fmt: skip


def test_the_verdict_the_classes_the_slices_and_the_rows_are_there():
    page = comparison_page(made())
    assert "new is better than old by 5.0 points of macro-F1 (3.0 to 7.0)" in page
    for told in (
        ">Better<",
        "250 rows got better",
        "8 more slices",
        "50 more are in the CSV",
        "1 of 2 classes differ for",
    ):
        assert told in page
    assert page.count('class="example"') == 200


def test_what_is_within_noise_says_so():
    page = comparison_page(made(0.01, 0))
    assert "No difference can be told: new looks better" in page
    assert "Both answer every row alike" in page


def test_hostile_texts_labels_and_names_are_only_text():
    page = comparison_page(made(name=EVIL))
    assert "<img" not in page
    assert "\u202e" not in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_a_class_is_marked_only_after_correction():
    page = comparison_page(made())
    table = page[page.index("F1 of each class") :]
    first, second = table.split("<tr>")[2:4]
    assert "badge good" in first
    assert "badge" not in second
