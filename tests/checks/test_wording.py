"""Counts, shares and names in plain words."""

import polars as pl
import pytest

from finetooth.checks.wording import counted, frequencies, groups, listed, names, part_of, percent
from finetooth.core.rows import row_id


def test_counted() -> None:
    assert counted(1) == "1 row"
    assert counted(9000) == "9,000 rows"
    assert counted(2, "class", "classes") == "2 classes"
    assert counted(0, "class", "classes") == "0 classes"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0.0 %"), (1, "100.0 %"), (0.5, "50.0 %"), (0.0001, "< 0.1 %"), (0.9999, "> 99.9 %"), (0.0041, "0.4 %")],
)
def test_percent_never_rounds_to_nothing_or_all(share: float, said: str) -> None:
    assert percent(share) == said


def test_part_of() -> None:
    assert part_of(37, 9000) == "37 of 9,000 rows (0.4 %)"
    assert part_of(0, 0) == "0 of 0 rows (0.0 %)"


def test_listed_escapes_shortens_and_counts_the_rest() -> None:
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed(list("abcdefgh")) == "'a', 'b', 'c', 'd', 'e' and 3 more"
    assert "\x1b" not in listed(["\x1b[31m"])
    assert len(listed(["x" * 1000])) < 50


def test_names_are_those_people_see() -> None:
    assert names([3, row_id("test", 17)]) == [3, "test:17"]
    assert len(names(range(1, 100))) == 10


def test_groups_come_largest_first() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3, 4, 5], "key": ["a", "b", "b", "b", "a"]})
    assert groups(frame, "key") == [[2, 3, 4], [1, 5]]


def test_frequencies_come_most_frequent_first_then_by_name() -> None:
    assert list(frequencies(pl.Series(["b", "a", "c", "c", None])).items()) == [("c", 2), ("a", 1), ("b", 1)]
