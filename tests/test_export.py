"""Prepared rows as files: what is in them is what a model would learn from, to the letter where it can be."""

import csv
import json

import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.results import Splits
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.export import export
from finetooth.stages.prepare import Prepared

HOSTILE = [
    "=1+1",
    '"quoted", and\na new line',
    "a\rb",
    "caf\u00e9 \U0001f642 \u2028",
    "\x00nul",
    " lead",
    "null",
    "-x",
    "",
]


def prepared(records, weights=()):
    """What prepare would return of these rows: all train, but for the last, which is test."""
    rows = Rows.of(records)
    last = rows.ids.to_list()[-1:]
    splits = Splits(rows.without(last), rows.only([]), rows.only(last), rows.only([]))
    table = pl.DataFrame(list(weights), schema={"id": pl.Int64, "weight": pl.Float64}, orient="row")
    return Prepared(rows, splits, Ledger.empty(), (), table, None)


def read(path):
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    with path.open(encoding="utf-8", newline="") as stream:
        return [json.loads(line) for line in stream] if path.suffix == ".jsonl" else list(csv.DictReader(stream))


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_texts_are_exact(tmp_path, kind):
    texts = [*HOSTILE, None, "the test row"]
    done = export(prepared([{"text": text, "label": "a"} for text in texts]), tmp_path, kind)
    assert [row["text"] for row in read(done.files["train"])] == texts[:-1]
    assert done.guarded == 0


def test_a_csv_is_read_back_as_it_was_but_for_formulas(tmp_path):
    done = export(prepared([{"text": text, "label": "-a"} for text in [*HOSTILE, "the test row"]]), tmp_path, "csv")
    rows = read(done.files["train"])
    assert [row["text"] for row in rows] == ["'=1+1", *HOSTILE[1:7], "'-x", ""]
    assert {row["label"] for row in rows} == {"'-a"}
    assert done.guarded == 2 + len(HOSTILE) + 1


def test_rows_carry_their_name_and_line_and_only_columns_that_some_row_has(tmp_path):
    records = [{"text": "one", "label": "a", "line": 2}, {"text": "two", "label": "b", "line": 3}]
    records.append({"text": "three", "label": "b", "role": "test", "line": 9})
    done = export(prepared(records), tmp_path, "jsonl")
    assert read(done.files["train"])[1] == {"text": "two", "label": "b", "row": "2", "line": 3}
    assert read(done.files["test"]) == [{"text": "three", "label": "b", "row": "test:1", "line": 9}]
    wider = [{**record, "pair": "and", "group": "g"} for record in records]
    done = export(prepared(wider), tmp_path, "jsonl")
    assert list(read(done.files["test"])[0]) == ["text", "pair", "label", "group", "row", "line"]


def test_training_rows_that_weigh_less_carry_their_weight(tmp_path):
    done = export(prepared([{"text": str(n), "label": "a"} for n in range(4)], [(2, 0.25)]), tmp_path, "jsonl")
    assert [row["weight"] for row in read(done.files["train"])] == [1.0, 0.25, 1.0]
    assert "weight" not in read(done.files["test"])[0]


def test_several_labels_are_a_list_and_in_a_csv_joined_by_what_none_holds(tmp_path):
    several = prepared([{"text": str(n), "label": LABEL_JOINT.join(("a|b", "c"))} for n in range(3)])
    assert read(export(several, tmp_path, "jsonl").files["test"])[0]["label"] == ["a|b", "c"]
    assert read(export(several, tmp_path, "parquet").files["test"])[0]["label"] == ["a|b", "c"]
    done = export(several, tmp_path, "csv")
    assert done.separator == ";"
    assert read(done.files["test"])[0]["label"] == "a|b;c"
    assert export(several, tmp_path, "csv", "#").separator == "#"


def test_what_an_earlier_export_left_is_gone(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "field.csv").write_text("old")
    (folder / "notes.txt").write_text("mine")
    export(prepared([{"text": "one", "label": "a"}, {"text": "two", "label": "a"}]), tmp_path, "csv")
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "test.csv", "train.csv"]


def test_a_folder_that_cannot_be_is_the_users_mistake(tmp_path):
    (tmp_path / "export").write_text("a file")
    with pytest.raises(UserError, match="cannot be written"):
        export(prepared([{"text": "one", "label": "a"}]), tmp_path, "csv")


def test_what_makes_answers_goes_along_and_is_gone_when_it_is_not_there(tmp_path):
    rows = prepared([{"text": "a", "label": "x"}, {"text": "b", "label": "y"}])
    assert export(rows, tmp_path, "jsonl").answering is None
    (tmp_path / "5-evaluate").mkdir()
    (tmp_path / "5-evaluate" / "answering.json").write_text('{"labels": ["x", "y"]}')
    assert export(rows, tmp_path, "jsonl").answering is None  # the stage is not done
    (tmp_path / "5-evaluate" / "done.json").write_text("{}")
    found = export(rows, tmp_path, "jsonl")
    assert found.answering == tmp_path / "export" / "answering.json"
    assert json.loads(found.answering.read_text()) == {"labels": ["x", "y"]}
    (tmp_path / "5-evaluate" / "answering.json").unlink()
    assert export(rows, tmp_path, "jsonl").answering is None
    assert not found.answering.exists()
