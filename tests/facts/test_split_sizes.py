"""The sides that judge, as they are or as they will be."""

from typing import Any

import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.facts.split_sizes import share_for

all_checks()  # registers all facts
TRAIN = [{"text": f"row {n}", "label": "a" if n % 4 else "b"} for n in range(1_000)]


def _told(example: Any) -> list[Any]:
    return [(side.name, side.planned, dict(side.counts.rows())) for side in example_facts(example).get("judging_sides")]


def test_planned_by_the_rule_or_as_asked() -> None:
    assert _told({"rows": TRAIN}) == [
        ("validation", True, {"b": 50.0, "a": 150.0}),
        ("test", True, {"b": 50.0, "a": 150.0}),
    ]
    asked = {"rows": TRAIN, "recipe": {"prepare": {"test_size": 0.4}}}
    assert _told(asked)[1] == ("test", True, {"b": 100.0, "a": 300.0})


def test_as_they_stand_in_files_or_splits() -> None:
    test = [{"text": "one", "label": "a\x1fb", "role": "test"}, {"text": "two", "label": None, "role": "test"}]
    assert _told({"rows": [*TRAIN, *test]})[1] == ("test", False, {"a": 1.0, "b": 1.0})
    splits = {"train": TRAIN, "test": [{"text": "one", "label": "a"}]}
    assert _told({"rows": TRAIN, "splits": splits}) == [("validation", False, {}), ("test", False, {"a": 1.0})]


@pytest.mark.parametrize(("rows", "share"), [(100, 0.2), (4_000, 0.125), (20_000, 0.1), (50_000, 0.05), (10**6, 0.01)])
def test_rule(rows: int, share: float) -> None:
    assert share_for(rows) == pytest.approx(share)


def test_a_row_with_two_labels_is_one_row() -> None:
    rows = [{"text": f"row {n}", "label": "a\x1fb"} for n in range(1_000)]
    sides = example_facts({"rows": rows}).get("judging_sides")
    assert [side.rows for side in sides] == [200, 200]
