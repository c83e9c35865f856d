"""Two language models beside each other on the command line."""

import csv
import json

import pytest

from finetooth.cli import main

EVIL = ("<script>alert(1)</script> a lamp", "ask jo@mail.example.net", "[red]a kettle[/red]", "=1+1 a chair")
ROWS = [{"prompt": EVIL[n] if n < 4 else f"a lamp {n}", "reference": f"aisle {n}"} for n in range(40)]


@pytest.fixture
def runs(made_lm_run, tmp_path):
    old = made_lm_run(tmp_path / "old", ROWS)
    return str(old), str(made_lm_run(tmp_path / "new", ROWS, range(12)))


def test_the_verdict_stands_first_and_personal_data_nowhere(runs, capsys):
    assert main(["compare", *runs]) == 0
    out = capsys.readouterr().out
    assert out.startswith("new is worse than old by 30.0 points of exact match")
    for told in ("ends by itself", "completion loss", "12 answers of 40 changed", "answers that got worse, 3 of 12"):
        assert told in out
    assert "jo@mail" not in out
    assert main(["compare", *runs[::-1], "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("old is better than new by ")


def test_as_an_object_a_table_and_a_page(runs, tmp_path, capsys):
    assert main(["compare", *runs, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["standing"], told["metric"], told["rows"], len(told["changed"])) == ("worse", "exact_match", 40, 12)
    assert told["metrics"]["completion_loss"]["higher_is_better"] is False
    for name in ("said.html", "said.csv", "said.json"):
        assert main(["compare", *runs, "--quiet", "--out", str(tmp_path / name)]) == 0
    page = (tmp_path / "said.html").read_text("utf-8")
    assert ">Worse<" in page
    assert "<script" not in page
    assert "jo@mail" not in page
    with (tmp_path / "said.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert len(lines) == 12
    assert not any(cell.startswith("=") for line in lines for cell in line.values())


def test_two_kinds_of_models_are_told_apart(runs, made_run, tmp_path, capsys):
    rows = [{"text": "x", "label": "good"}, {"text": "y", "label": "bad"}]
    other = str(made_run(tmp_path / "labels", rows, [[0, 1], [1, 0]]))
    for pair in ((runs[0], other), (other, runs[0])):
        assert main(["compare", *pair]) == 2
        assert "models of two kinds cannot be compared" in capsys.readouterr().err


def test_history_lists_them(runs, tmp_path, capsys):
    assert main(["history", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "2 runs on the same 40 test rows, exact match" in out
    assert "broken" not in out
