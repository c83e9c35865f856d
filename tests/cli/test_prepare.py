"""Mending and splitting without a model, from the command line."""

import csv
import json
import shlex
from pathlib import Path

import polars as pl
import pytest

from finetooth.cli import main

QUICK = ["--set", "audit.select=[PRE,DAT001,DAT002]"]


@pytest.fixture(scope="module")
def said(tmp_path_factory, opinions, write_csv):
    """Rows 121 to 123 repeat rows 1 to 3, row 124 has no text, row 125 would run in a spreadsheet."""
    rows = opinions(120)
    extra = [{"text": "", "label": "good"}, {"text": "=lovely + superb", "label": "good"}]
    return write_csv(tmp_path_factory.mktemp("prepare") / "said.csv", [*rows, *rows[:3], *extra])


@pytest.fixture(scope="module")
def prepared(said, tmp_path_factory):
    """A run folder that prepare wrote."""
    root = tmp_path_factory.mktemp("prepared") / "run"
    assert main(["prepare", str(said), "--out", str(root), "--quiet", *QUICK]) == 0
    return root


def test_it_tells_what_was_done_and_where_it_lies(said, tmp_path, capsys):
    root = tmp_path / "run"
    assert main(["prepare", str(said), "--out", str(root), *QUICK]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "125 rows read, 121 left" in out
    assert "PRE003 3 rows dropped" in out
    assert "PRE001 1 row dropped" in out
    assert "macro-F1" in out
    assert "before" in out
    assert "ledger.parquet" in out
    sizes = {name: pl.read_parquet(root / "2-prepare" / f"{name}.parquet").height for name in ("train", "test")}
    assert f"train {sizes['train']} rows" in out
    assert f"test {sizes['test']} rows" in out
    assert (root / "recipe.yaml").is_file()
    assert json.loads((root / "run.json").read_text())["base_model"] is None
    assert not (root / "3-tune").exists()
    assert not (root / "export").exists()


def test_the_last_line_names_the_next_commands_and_quiet_prints_no_other(said, prepared, capsys):
    assert main(["prepare", str(said), "--out", str(prepared), "--quiet", *QUICK]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told, _, commands = line.partition("; next: ")
    ledger, run = commands.split("; then ")
    assert told == "125 rows read, 121 left"
    assert shlex.split(ledger) == ["finetooth", "ledger", str(prepared)]
    run_words = ["--data", str(said), "--model", "NAME", "--out", str(prepared), *QUICK]
    assert shlex.split(run) == ["finetooth", "run", *run_words]
    assert main([*shlex.split(ledger)[1:], "--row", "121"]) == 0


def test_json_is_one_object(said, prepared, capsys):
    assert main(["prepare", str(said), "--out", str(prepared), "--json", *QUICK]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    assert (told["rows"], told["left"], told["set_aside"], told["run"]) == (125, 121, 0, str(prepared))
    assert {one["check"]: one["rows"] for one in told["changes"]}["PRE003"] == {"drop": 3}
    assert sum(told["splits"].values()) == 121
    assert {"before", "after", "low", "high", "test_rows"} <= told["gain"].keys()
    assert pl.read_parquet(told["files"]["train"]).height == told["splits"]["train"]
    assert told["export"] is None
    assert {one["code"]: one["outcome"] for one in told["verdicts"]}["PRE003"] == "passed"


def test_an_error_that_is_left_is_exit_code_1_and_its_fix_is_offered(said, tmp_path, opinions, write_csv, capsys):
    rows = opinions(120)
    other = {"good": "bad", "bad": "good"}
    contested = [*rows, {"text": rows[0]["text"], "label": other[rows[0]["label"]]}]
    path, options = str(write_csv(tmp_path / "contested.csv", contested)), ["--json", *QUICK]
    assert main(["prepare", path, "--out", str(tmp_path / "one"), *options]) == 1
    told = json.loads(capsys.readouterr().out)
    (offer,) = [one for one in told["offered"] if one["check"] == "PRE026"]
    assert offer["rows"] == 2
    assert main(["prepare", path, "--out", str(tmp_path / "two"), *options, *shlex.split(offer["ask"])]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "PRE026" not in [one["check"] for one in told["offered"]]
    assert "PRE026" in [one["check"] for one in told["changes"]]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_the_splits_are_exported_where_asked(said, prepared, kind, capsys):
    assert main(["prepare", str(said), "--out", str(prepared), "--format", kind, "--json", *QUICK]) == 0
    files = json.loads(capsys.readouterr().out)["export"]
    assert list(files) == ["train", "validation", "test"]
    rows = [row for path in files.values() for row in records(path)]
    assert len(rows) == 121
    assert list(rows[0]) == ["text", "label", "row", "line"]
    formula = next(row for row in rows if row["row"] == "125")
    assert formula["text"] == ("'" if kind == "csv" else "") + "=lovely + superb"
    assert int(formula["line"]) == 126


def test_a_csv_that_differs_from_the_data_says_so(said, prepared, capsys):
    assert main(["prepare", str(said), "--out", str(prepared), "--format", "csv", *QUICK]) == 0
    assert "1 cell of the CSV got ' before" in " ".join(capsys.readouterr().out.split())
    assert main(["prepare", str(said), "--out", str(prepared), "--format", "jsonl", *QUICK]) == 0
    assert "of the CSV" not in capsys.readouterr().out


def test_rows_of_several_labels_are_prepared_and_exported_as_lists(tmp_path, opinions, capsys):
    rows = [{**row, "label": [row["label"], "said"]} for row in opinions(80)]
    path = tmp_path / "several.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["prepare", str(path), "--out", str(tmp_path / "run"), "--format", "jsonl", *QUICK]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert "next: finetooth ledger" in last
    assert records(str(tmp_path / "run" / "export" / "train.jsonl"))[0]["label"] in (["bad", "said"], ["good", "said"])


def test_the_same_command_finds_its_folder_again(said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["prepare", str(said), "--quiet", *QUICK]) == 0
    assert main(["prepare", str(said), *QUICK]) == 0
    assert "kept from before" in capsys.readouterr().out
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_a_wrong_word_is_exit_code_2(said, tmp_path, capsys):
    assert main(["prepare", str(tmp_path / "none.csv")]) == 2
    assert main(["prepare", str(said), "--format", "xlsx"]) == 2
    assert "jsonl" in capsys.readouterr().err


@pytest.mark.model
def test_a_run_goes_on_from_what_was_prepared(tmp_path, opinions, write_csv, tiny_model, capsys):
    data = write_csv(tmp_path / "said.csv", opinions(100))
    recipe, root = tmp_path / "recipe.yaml", tmp_path / "run"
    training = "training: {num_train_epochs: 1, cross_validation: none}\n"
    settings = f"tune: {{method: none}}\n{training}evaluate: {{resamples: 200}}\n"
    select = "audit: {select: [PRE, EVL, FIT]}\n"
    recipe.write_text(f"base_model: {tiny_model}\ndata: {{train: {data}}}\n{settings}{select}")
    assert main(["prepare", str(recipe), "--out", str(root), "--quiet"]) == 0
    command = capsys.readouterr().out.strip().rpartition("; then finetooth ")[2]
    assert shlex.split(command) == ["run", str(recipe), "--out", str(root)]
    assert main([*shlex.split(command), "--json"]) in (0, 1)
    events = [json.loads(line) for line in (root / "log.jsonl").read_text().splitlines()]
    kinds = [(event["kind"], event["stage"]) for event in events if event["stage"] in ("1-audit", "2-prepare")]
    assert [kind for kind in kinds if kind[0] in ("done", "resumed")] == [
        ("done", "1-audit"),
        ("done", "2-prepare"),
        ("resumed", "1-audit"),
        ("resumed", "2-prepare"),
    ]


def records(path):
    if path.endswith(".parquet"):
        return pl.read_parquet(path).to_dicts()
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return [json.loads(line) for line in stream] if path.endswith(".jsonl") else list(csv.DictReader(stream))
