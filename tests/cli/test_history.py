"""The runs of a folder over time, on the command line."""

import csv
import json

import pytest

from finetooth.cli import main

ROWS = [{"text": f"row {n}", "label": "good" if n % 2 else "bad"} for n in range(60)]


@pytest.fixture
def runs(made_run, tmp_path):
    """Two runs in line, the second worse, one on other rows, one unfinished, one broken."""

    def one(name, wrong, rows=ROWS, **told):
        chances = [[0.1, 0.9] if (n % 2 == 1) != (n < wrong) else [0.8, 0.2] for n in range(len(rows))]
        return made_run(tmp_path / "runs" / name, rows, chances, **told)

    one("first", 3, at="2026-01-01T10:00:00+0000")
    one("second", 30, at="2026-01-02T10:00:00+0000", go=False)
    one("<b>other</b>", 2, ROWS[:40], at="2026-01-03T10:00:00+0000")
    (one("half", 3) / "7-report" / "done.json").unlink()
    (one("torn", 3) / "5-evaluate" / "scores.json").write_text("{")
    return str(tmp_path / "runs")


def test_runs_in_line_marked_where_worse_and_the_others_named(runs, capsys):
    assert main(["history", runs]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "2 runs on the same 60 test rows, macro-F1 █▁" in out
    assert "worse −" in out
    assert "training" in out  # rows
    assert "unfinished" in out
    assert "stopped before the end of 7-report" in out
    assert "broken" in out
    assert f"5 runs in {runs}: 2 go, 1 no-go, 1 unfinished, 1 broken; 1 worse" in out
    assert main(["history", runs, "-q"]) == 0
    assert capsys.readouterr().out.startswith("5 runs in ")


def test_as_an_object(runs, capsys):
    assert main(["history", runs, "--json"]) == 0
    found = {one["run"].rpartition("runs/")[2]: one for one in json.loads(capsys.readouterr().out)["runs"]}
    assert found["first"]["test"] == found["second"]["test"] != ""
    assert (found["second"]["worse"], found["second"]["since_accepted"]["run"]) == (True, "first")
    assert found["first"]["score"]["n"] == 60
    assert (found["half"]["state"], found["half"]["score"], found["half"]["decision"]) == ("unfinished", None, None)
    assert found["torn"]["state"] == "broken"


def test_the_page_draws_the_line_and_escapes_names(runs, tmp_path):
    out = tmp_path / "history.html"
    assert main(["history", runs, "--out", str(out)]) == 0
    page = out.read_text("utf-8")
    assert "<svg" in page
    assert "2 runs on the same 60 test rows" in page
    assert "1 run worse than the last accepted one" in page
    assert "<b>other" not in page
    assert "stopped before the end of 7-report" in page


def test_the_table(runs, tmp_path):
    out = tmp_path / "history.csv"
    assert main(["history", runs, "--out", str(out), "-q"]) == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert len(rows) == 5
    assert {row["decision"] for row in rows} == {"go", "no-go", ""}


def test_a_folder_without_runs_and_one_that_is_not_there(tmp_path, capsys):
    assert main(["history", str(tmp_path)]) == 0
    assert "no run lies in" in capsys.readouterr().out
    assert main(["history", str(tmp_path / "nothing")]) == 2
    assert "no such folder" in capsys.readouterr().err
