"""Rows with several labels: from a list or a separated cell to one text a row."""

import io
import json

import polars as pl
import pytest

from finetooth.core.rows import LABEL_JOINT as JOINT
from finetooth.sources.label_sets import joined

SETS = [["tea", "hot"], ["tea"], [], ["cold", "tea", "cold"], [" hot ", ""], None, [None], [""]]
LABELS = [f"hot{JOINT}tea", "tea", "", f"cold{JOINT}tea", "hot", None, None, None]


def jsonl(labels):
    return "".join(json.dumps({"text": f"cup {n}", "labels": labels}) + "\n" for n, labels in enumerate(labels))


def parquet(**columns):
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


def test_lists_in_json_are_sets(reads):
    source = reads(jsonl(SETS), name="rows.jsonl")
    assert source.rows.labels.to_list() == LABELS
    assert source.facts["multi_label"]


def test_lists_in_parquet_are_sets(reads):
    content = parquet(text=[f"cup {n}" for n in range(len(SETS))], labels=pl.Series(SETS, dtype=pl.List(pl.String)))
    source = reads(content, name="rows.parquet")
    assert source.rows.labels.to_list() == LABELS
    assert source.facts["multi_label"]


def test_a_list_may_hold_numbers_and_stand_beside_single_labels(reads):
    source = reads(jsonl([[3, True, 1.50], "tea", ["hot"]]), name="rows.jsonl")
    assert source.rows.labels.to_list() == [f"1.5{JOINT}3{JOINT}true", "tea", "hot"]


def test_a_separator_splits_a_cell(reads):
    source = reads("text,label\na,tea | hot\nb,tea\nc,hot|tea|hot\nd,\ne,|\n", label_separator="|")
    assert source.rows.labels.to_list() == [f"hot{JOINT}tea", "tea", f"hot{JOINT}tea", None, None]
    assert source.facts["multi_label"]


def test_without_a_separator_nothing_is_split_or_stripped(reads):
    source = reads("text,label\na,tea | hot\nb,tea\n c, tea\n")
    assert source.rows.labels.to_list() == ["tea | hot", "tea", " tea"]
    assert not source.facts["multi_label"]


def test_a_separator_of_several_characters(reads):
    assert reads("text,label\na,x::y\nb,x:y\n", label_separator="::").rows.labels.to_list() == [f"x{JOINT}y", "x:y"]


def test_classes_are_counted_one_by_one(reads, refuses):
    sets = [[f"label {n % 21}", f"label {(n * 7 + 1) % 21}"] for n in range(30)]
    assert len(reads(jsonl(sets), name="rows.jsonl").rows) == 30, "sets are many, classes few"
    assert "1 class ('tea')" in refuses(jsonl([["tea"], [], ["tea"]]), name="rows.jsonl").what


def test_production_rows_need_no_labels(reads):
    assert reads(jsonl([[], [], None]), name="rows.jsonl", role="field").rows.labels.to_list() == [None, None, None]
    assert reads(jsonl([[], ["tea"]]), name="rows.jsonl", role="field").rows.labels.to_list() == ["", "tea"]


@pytest.mark.parametrize("value", [{"tea": 1}, [["tea"]], [{"name": "tea"}], ["a\x1fb"]])
def test_what_is_no_set_is_named_or_set_aside(reads, refuses, value):
    content = jsonl([["tea"], ["hot"], value])
    error = refuses(content, name="rows.jsonl")
    assert error.where.endswith("rows.jsonl:3")
    assert "the value of labels" in error.what
    source = reads(content, name="rows.jsonl", on_bad_line="quarantine")
    assert source.rows.labels.to_list() == ["tea", "hot"]
    assert source.set_aside["row"].to_list() == [3]


def test_one_object_does_not_make_a_column_of_sets(reads):
    content = jsonl([" tea", "hot", {"tea": 1}])
    source = reads(content, name="rows.jsonl", on_bad_line="quarantine")
    assert source.rows.labels.to_list() == [" tea", "hot"]
    assert not source.facts["multi_label"]


def test_many_rows_are_joined_by_their_distinct_sets():
    cells = pl.Series("label", [json.dumps([f"l{n % 7}", "x"]) for n in range(30_000)])
    found = joined(cells, range(30_000), None)
    assert found.labels.n_unique() == 7
    assert found.labels[13] == f"l6{JOINT}x"
    assert found.several
    assert not found.faults
