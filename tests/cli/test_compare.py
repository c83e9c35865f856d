"""Two runs, or a run and a file, beside each other on the command line."""

import csv
import json

import pytest

from finetooth.cli import main

TEXTS = ["<script>alert(1)</script> lamp", "ask jo@mail.example.net", "[red]kettle[/red]", "=1+1 chair"]
ROWS = [
    {"text": f"{TEXTS[n]} {n}" if n < 4 else f"a lamp {n}", "label": "good" if n % 2 else "bad", "shop": "ab"[n < 30]}
    for n in range(60)
]


def chances(wrong):
    return [[0.1, 0.9] if (n % 2 == 1) != (n in wrong) else [0.8, 0.2] for n in range(60)]


@pytest.fixture
def runs(made_run, tmp_path):
    """Two runs: the second has rows 1 to 20 wrong, the first 59 and 60."""
    old = made_run(tmp_path / "old", ROWS, chances({58, 59}))
    return str(old), str(made_run(tmp_path / "new", ROWS, chances(set(range(20)))))


def test_the_verdict_stands_first_and_the_exit_code_says_nothing(runs, capsys):
    assert main(["compare", *runs]) == 0
    out = capsys.readouterr().out
    assert out.startswith("new is worse than old by ")
    for told in ("points of", "accuracy", "McNemar", "classes", "slices", "rows that got worse, 3 of 20", "shop = b"):
        assert told in out
    assert main(["compare", *runs[::-1], "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("old is better than new by ")


def test_hostile_and_personal_text_is_harmless_on_the_screen(runs, capsys):
    assert main(["compare", *runs]) == 0
    out = capsys.readouterr().out
    assert "jo@mail" not in out
    assert main(["compare", *runs, "--json"]) == 0
    assert "jo@mail" not in capsys.readouterr().out


def test_as_an_object(runs, capsys):
    assert main(["compare", *runs, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["first"], told["second"], told["standing"], told["metric"], told["rows"]) == (
        "old", "new", "worse", "macro_f1", 60)  # fmt: skip
    assert told["metrics"]["accuracy"]["change"] == pytest.approx(-0.3)
    assert told["metrics"]["log_loss"]["higher_is_better"] is False
    assert told["per_class"]["good"]["f1"]["p_adjusted"] < 0.05
    assert told["mcnemar"]["only_first"] == 20
    assert {"kind", "value", "rows", "p_adjusted"} <= told["slices"][0].keys()
    assert [row["change"] for row in told["changed"]].count("worse") == 20


def test_the_page_escapes_and_runs_nothing(runs, tmp_path, capsys):
    out = tmp_path / "said.html"
    assert main(["compare", *runs, "--out", str(out)]) == 0
    page = out.read_text("utf-8")
    assert "new is worse than old by" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "jo@mail" not in page
    assert "written to" in capsys.readouterr().out


def test_the_table_runs_in_no_spreadsheet(runs, tmp_path):
    out = tmp_path / "said.csv"
    assert main(["compare", *runs, "--out", str(out), "-q"]) == 0
    rows = {row["row"]: row for row in csv.DictReader(out.read_text("utf-8").splitlines())}
    assert len(rows) == 22
    assert rows["test:4"]["text"] == "'=1+1 chair 3"
    assert (rows["test:4"]["truth"], rows["test:4"]["second"], rows["test:4"]["change"]) == ("good", "bad", "worse")


def test_a_file_of_predictions(runs, tmp_path, capsys):
    path = tmp_path / "theirs.csv"
    path.write_text("id,prediction\n" + "".join(f"{n + 1},{row['label']}\n" for n, row in enumerate(ROWS)))
    assert main(["compare", runs[1], "--predictions", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("theirs.csv is better than new by ")
    assert "without probabilities" in out


def test_other_test_rows_are_refused(made_run, runs, tmp_path, capsys):
    other = made_run(tmp_path / "other", ROWS[:50], chances({1})[:50])
    assert main(["compare", runs[0], str(other)]) == 2
    err = capsys.readouterr().err
    assert "10 only in old (row test:51, say); 0 only in other; 50 in both" in err
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "--predictions FILE"),
        (["nothing"], "no such run folder"),
        (["--predictions", "nothing.csv"], "cannot be read"),
        (["{}", "--predictions", "nothing.csv"], "--predictions FILE"),
        (["{}", "--out", "said.pdf"], ".html, .csv, .json"),
        (["{}", "--out", "nowhere/said.html"], "folder that exists"),
    ],
)
def test_what_is_asked_wrongly_is_the_users_mistake(runs, words, told, capsys):
    assert main(["compare", runs[0], *(word.format(runs[1]) for word in words)]) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def test_a_file_that_is_looked_at_is_not_overwritten(runs, tmp_path, capsys):
    path = tmp_path / "theirs.csv"
    path.write_text("id,prediction\n")
    assert main(["compare", runs[0], "--predictions", str(path), "--out", str(path)]) == 2
    assert "overwrite" in capsys.readouterr().err
    assert path.read_text() == "id,prediction\n"
