"""A finished run before another gate: conditions, waivers, an earlier run, and a run that stays as it is."""

import json
import subprocess
import sys

import pytest

from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.rejudge import rejudge

ROWS = [{"text": f"row {n}", "label": "good" if n % 2 else "bad"} for n in range(60)]
LEAK = Verdict("DAT001", "a leak", Outcome.FAILED, Severity.ERROR, "3 rows leak: jo@mail.example.net")
FEW = Verdict("QTY002", "few rows", Outcome.FAILED, Severity.WARNING, "60 rows")


def chances(wrong: int):
    return [[0.1, 0.9] if (n % 2 == 1) != (n < wrong) else [0.8, 0.2] for n in range(60)]


@pytest.fixture
def make(made_run, tmp_path):
    return lambda name="tea", wrong=3, **told: made_run(tmp_path / name, ROWS, chances(wrong), **told)


def test_its_own_gate_holds_and_further_conditions_come_to_it(make):
    root = make(recipe={"gate": {"require": ["accuracy >= 0.9"]}})
    assert rejudge(root).decision.go
    found = rejudge(root, ["recall[good].low >= 0.99", "accuracy >= 0.9"])
    assert found.decision.blocking == ("recall[good].low >= 0.99",)
    assert found.gate.require == ["accuracy >= 0.9", "recall[good].low >= 0.99"]
    assert found.decision.conditions["accuracy >= 0.9"] == "it is 0.950"
    assert found.stood


def test_findings_block_unless_waived_with_a_reason(make):
    root = make(verdicts=[LEAK, FEW], go=False)
    assert rejudge(root).decision.blocking == ("DAT001",)
    assert rejudge(root, fail_on="warning").decision.blocking == ("DAT001", "QTY002")
    found = rejudge(root, waive={"DAT001": "known and meant"})
    assert (found.decision.go, found.stood) == (True, False)
    with pytest.raises(UserError, match="did you mean DAT00"):
        rejudge(root, waive={"DAT0099": "a reason"})
    with pytest.raises(UserError, match="with a reason each"):
        rejudge(root, waive={"XYZ": "a reason"})


def test_personal_data_in_a_finding_is_masked(make):
    found = rejudge(make(verdicts=[LEAK]))
    assert "jo@mail" not in found.decision.reasons["DAT001"]
    assert "3 rows leak" in found.decision.reasons["DAT001"]


def test_an_earlier_run_that_was_better_blocks(make, tmp_path):
    make("old", 2)
    root = make("new", 25)
    found = rejudge(root, regression_vs=str(tmp_path / "old"))
    assert found.decision.blocking == ("EVL020",)
    assert "worse than old by" in found.decision.reasons["EVL020"]
    assert rejudge(root, regression_vs=str(tmp_path / "old"), waive={"EVL020": "faster"}).decision.go
    assert rejudge(tmp_path / "old", regression_vs=str(root)).decision.go


def test_nothing_is_written(make):
    root = make()
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    rejudge(root, ["accuracy >= 0.99"], {"RWV": "an internal tool"})
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_neither_torch_nor_sklearn_is_loaded(make):
    code = (
        "import sys, json; from finetooth.cli import main; main(['gate', sys.argv[1], '--json', '--require', "
        "'slice[label=good].accuracy > 0.5', '--require', 'macro_f1.low > 0']); print(json.dumps(sorted(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(make())], capture_output=True, text=True, timeout=120, check=True
    )
    decision, modules = told.stdout.splitlines()
    assert json.loads(decision)["decision"] == "go"
    assert not {"torch", "transformers", "sklearn", "optuna", "datasets"} & set(json.loads(modules))


def test_the_cost_in_use_is_that_which_the_run_measured(make):
    root = make()
    with pytest.raises(UserError, match="is given"):
        rejudge(root, ["later.drop <= 0.1"])
    assert rejudge(root, ["latency.p95_ms <= 50"]).decision.blocking == ("latency.p95_ms <= 50",)
    one = {"length": "as they come", "tokens": 9, "batch": 1, "times": 60}
    timed = {**one, "p50_ms": 11.0, "p95_ms": 19.5, "p99_ms": None, "throughput": 90.0}
    machine = {"processor": "x", "cores": 1, "threads": 1, "device": "cpu", "dtype": "float32", "load": 0.0}
    cost = {"machine": machine, "timed": [timed], "model_mb": 9.0, "parameters": 5, "start": None, "left_out": []}
    (root / "6-validate" / "cost.json").write_text(json.dumps(cost))
    found = rejudge(root, ["latency.p95_ms <= 50", "model_mb < 9"])
    assert found.decision.blocking == ("model_mb < 9",)
    assert found.decision.conditions["latency.p95_ms <= 50"] == "it is 19.500"
