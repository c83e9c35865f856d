import json

import pytest
from pydantic import TypeAdapter

from finetooth.cli import main
from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.results import Scores
from finetooth.core.store import append_json, write_json
from finetooth.screen.past import read


@pytest.fixture
def finished(tmp_path, ending, verdict):
    """A run folder as a finished run leaves it, as far as its ending is concerned."""
    root = tmp_path / "tea"
    for name in ("1-audit", "2-prepare", "5-evaluate", "7-report"):
        (root / name).mkdir(parents=True)
    later = verdict("PRE003", Outcome.PASSED)
    kept = [("1-audit", verdict("PRE003")), ("2-prepare", later), ("5-evaluate", verdict("EVL002", rows=(4,)))]
    for stage, found in [*kept, ("2-prepare", verdict("DAT002"))]:
        line = TypeAdapter(Verdict).dump_python(found, mode="json")
        append_json(root / stage / "verdicts.jsonl", line)
    write_json(root / "5-evaluate" / "scores.json", TypeAdapter(Scores).dump_python(ending().scores, mode="json"))
    told = {"decision": "no-go", "blocking": ["EVL002"], "waived": ["DAT002"], "uncovered": ["RWV"]}
    reasons = {"EVL002": "no better than a simple one", "DAT002": "said so (waived: meant)"}
    write_json(root / "7-report" / "decision.json", {**told, "reasons": reasons, "scores": {"macro_f1": {"n": 40}}})
    write_json(root / "7-report" / "done.json", {})
    return root


def test_a_finished_run_is_read_back(finished, ending):
    told, scores = read(finished)
    assert (told.decision.go, told.decision.blocking, told.decision.uncovered) == (False, ("EVL002",), ("RWV",))
    assert told.scores == ending().scores
    assert told.report == finished / "7-report" / "report.html"
    assert scores == {"macro_f1": {"n": 40}}


def test_the_last_verdict_of_a_check_counts_and_waivers_show(finished):
    outcomes = {verdict.code: verdict.outcome for verdict in read(finished)[0].verdicts}
    assert outcomes == {"DAT002": Outcome.WAIVED, "EVL002": Outcome.FAILED, "PRE003": Outcome.PASSED}


def test_an_unfinished_run_says_how_to_finish_it(tmp_path):
    with pytest.raises(UserError, match="name a run folder"):
        read(tmp_path)
    (tmp_path / "recipe.yaml").touch()
    with pytest.raises(UserError, match=f"finetooth run {tmp_path}/recipe.yaml --out {tmp_path}"):
        read(tmp_path)


def test_the_verb_shows_the_panel_one_line_or_json(finished, capsys):
    assert main(["report", str(finished)]) == 0
    assert "no better than a simple one" in capsys.readouterr().out
    assert main(["report", str(finished), "--quiet"]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert main(["report", str(finished), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert list(value) == ["decision", "scores", "run", "verdicts"]
    assert value["verdicts"][1]["rows"] == [4]
