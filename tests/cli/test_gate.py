"""A finished run before the gate again, on the command line: its exit code is what a CI job reads."""

import json

import pytest

from finetooth.cli import main
from finetooth.core.finding import Outcome, Severity, Verdict

ROWS = [{"text": f"row {n}", "label": "good" if n % 2 else "bad", "lang": "es" if n < 20 else "en"} for n in range(60)]
LEAK = Verdict("DAT001", "a leak", Outcome.FAILED, Severity.ERROR, "3 rows, of 60: leak\n::error::x")


@pytest.fixture
def make(made_run, tmp_path):
    def one(name="tea", wrong=3, **told):
        chances = [[0.1, 0.9] if (n % 2 == 1) != (n < wrong) else [0.8, 0.2] for n in range(60)]
        return str(made_run(tmp_path / name, ROWS, chances, **told))

    return one


def test_go_and_no_go_as_exit_codes(make, capsys):
    root = make()
    assert main(["gate", root]) == 0
    assert "GO" in capsys.readouterr().out
    assert main(["gate", root, "--require", "slice[lang=es].f1 >= 0.95", "--require", "accuracy > 0.5"]) == 1
    out = capsys.readouterr().out
    assert "✗  slice[lang=es].f1 >= 0.95" in out
    assert "✓  accuracy > 0.5" in out
    assert "the run itself ended with go; nothing was written" in " ".join(out.split())
    assert "to keep this gate: finetooth run" in " ".join(out.split())


def test_a_waiver_lets_it_pass_with_its_reason(make, capsys):
    root = make(verdicts=[LEAK], go=False)
    assert main(["gate", root, "-q"]) == 1
    assert capsys.readouterr().out.startswith("NO-GO  blocked by DAT001")
    assert main(["gate", root, "--waive", "dat001=known, and meant"]) == 0
    assert "known, and meant" in capsys.readouterr().out
    assert main(["gate", root, "--waive", "DAT001"]) == 2
    assert "a waiver needs a reason" in capsys.readouterr().err


def test_as_an_object(make, capsys):
    assert main(["gate", make(verdicts=[LEAK]), "--require", "accuracy >= 0.9", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["decision"], told["run_decision"], told["blocking"]) == ("no-go", "go", ["DAT001"])
    assert told["conditions"] == {"accuracy >= 0.9": "it is 0.950"}
    assert told["gate"]["require"] == ["accuracy >= 0.9"]
    assert "DAT001" in [verdict["code"] for verdict in told["verdicts"]]


def test_as_annotations_that_a_finding_cannot_break_out_of(make, capsys):
    assert main(["gate", make(verdicts=[LEAK]), "--require", "accuracy >= 0.99", "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "::error title=DAT001::3 rows, of 60: leak ::error::x"
    assert lines[1] == "::error title=accuracy >= 0.99::not met: it is 0.950"
    assert lines[-1].startswith("::notice title=finetooth::NO-GO")
    assert len(lines) == 3


def test_an_earlier_run(make, capsys):
    old, new = make("old", 1), make("new", 30)
    assert main(["gate", new, "--regression-vs", old]) == 1
    assert "worse than old by" in " ".join(capsys.readouterr().out.split())
    assert main(["gate", old, "--regression-vs", new]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--require", "recall[goud] > 0.5"], "did you mean good"),
        (["--require", "slice[lang=ess].f1 > 0.5"], "did you mean es"),
        (["--require", "makro_f1 > 0.5"], "did you mean macro_f1"),
        (["--regression-vs", "nothing"], "no such run folder"),
        (["--waive", "DAT0099=a reason"], "did you mean DAT00"),
    ],
)
def test_what_cannot_be_judged_is_the_users_mistake(make, words, told, capsys):
    assert main(["gate", make(), *words]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert len(err.splitlines()) == 3


def test_an_unfinished_run_is_refused(tmp_path, capsys):
    assert main(["gate", str(tmp_path)]) == 2
    assert "no finished run lies here" in capsys.readouterr().err
