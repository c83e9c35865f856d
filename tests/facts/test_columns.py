"""The other columns: aligned with the rows, without the label's own."""

import polars as pl

from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.facts.columns import named, present

all_checks()
ROWS = [{"text": "a", "label": "x"}, {"text": "b", "label": "y"}, {"text": "c", "label": "x", "role": "test"}]


def test_cells_follow_the_rows_that_are_left() -> None:
    facts = example_facts({"rows": ROWS, "columns": [{"city": "Bonn"}, {"city": "Ulm"}, {"city": "Kiel"}]})
    fewer = facts.with_(rows=facts.get("rows").without([1]))
    assert fewer.get("cells")["city"].to_list() == ["Ulm", "Kiel"]


def test_the_labels_own_column_is_left_out() -> None:
    columns = [{"label": label, "id_in_file": str(n)} for n, label in enumerate("xyx")]
    facts = example_facts({"rows": ROWS, "columns": columns})
    assert facts.get("label_copies") == frozenset({"label"})
    table = facts.get("train_cells")
    assert [named(name) for name in table.columns] == ["id", "label", "id_in_file"]
    assert table["id"].to_list() == [1, 2]


def test_the_labels_own_column_is_known_once_labels_are_spelled_alike() -> None:
    facts = example_facts({"rows": ROWS, "columns": [{"topic": value} for value in ("X ", "y", "x")]})
    assert facts.get("label_copies") == frozenset({"topic"})


def test_a_column_that_only_resembles_the_label_stays() -> None:
    facts = example_facts({"rows": ROWS, "columns": [{"fine": value} for value in ("x1", "y1", "x2")]})
    assert facts.get("label_copies") == frozenset()


def test_lists_of_labels_are_known_as_the_label() -> None:
    rows = [{"text": "a", "label": "x\x1fy"}, {"text": "b", "label": "y"}, {"text": "c", "label": ""}]
    facts = example_facts({"rows": rows, "columns": [{"labels": '["y", "x"]'}, {"labels": '["y"]'}, {"labels": "[]"}]})
    assert facts.get("label_copies") == frozenset({"labels"})


def test_labels_with_a_separator_are_known_as_the_label() -> None:
    rows = [{"text": "a", "label": "x\x1fy"}, {"text": "b", "label": "y"}]
    recipe = {"data": {"train": "rows.csv", "label_separator": "|"}}
    facts = example_facts({"rows": rows, "columns": [{"tags": "y| x"}, {"tags": "y"}], "recipe": recipe})
    assert facts.get("label_copies") == frozenset({"tags"})


def test_a_column_called_label_or_id_does_no_harm() -> None:
    columns = [{"column label": "1", "role": "clerk"}, {"column label": "2", "role": "boss"}, {"column label": "3"}]
    facts = example_facts({"rows": ROWS, "columns": columns})
    assert facts.get("train_cells").width == 4


def test_present_knows_the_ways_to_say_nothing() -> None:
    assert present(pl.Series(["a ", "NA", " null", "", None, "-", "0"])).to_list() == ["a", *[None] * 5, "0"]
