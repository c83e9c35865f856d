import json
import math
from pathlib import Path

import numpy as np

from finetooth.core.errors import UserError
from finetooth.core.finding import Severity
from finetooth.core.results import Decision
from finetooth.core.rows import row_id
from finetooth.screen.json_output import audit_object, emit, error_object, run_object


def parsed(capsys, value):
    emit(value)
    out = capsys.readouterr().out
    assert out.endswith("\n")
    assert out.count("\n") == 1
    return json.loads(out)


def test_the_audit_object_has_the_promised_shape(capsys, verdict):
    found = verdict("PRE004", severity=Severity.WARNING, rows=(1, row_id("test", 17)), evidence={"groups": [[1, 2]]})
    assert parsed(
        capsys,
        audit_object(
            9, [found], {}, [{"file": "tea.csv", "rows": 9, "records": 10, "role": "train", "text_column": "a"}]
        ),
    ) == {
        "files": [{"role": "train", "file": "tea.csv", "records": 10, "rows": 9, "notes": None}],
        "rows": 9,
        "verdicts": [
            {
                "code": "PRE004",
                "outcome": "failed",
                "severity": "warning",
                "message": "PRE004 said so",
                "rows": [1, "test:17"],
                "evidence": {"groups": [[1, 2]]},
                "title": "Title of PRE004",
                "statistics": None,
                "precision": None,
                "cost": None,
                "partners": [],
                "fix": None,
                "blind": "",
            }
        ],
    }


def test_the_run_object_has_the_promised_shape(capsys):
    value = parsed(capsys, run_object(Decision(False), {"macro_f1": {"value": 0.5}}, Path("runs/tea"), [], {}))
    assert value == {
        "decision": "no-go",
        "scores": {"macro_f1": {"value": 0.5}},
        "run": "runs/tea",
        "verdicts": [],
    }
    assert run_object(Decision(True), {}, Path("r"), [], {})["decision"] == "go"


def test_an_error_is_an_object_too(capsys):
    assert parsed(capsys, error_object(UserError("a", "b", "c"))) == {"error": {"what": "a", "where": "b", "next": "c"}}


def test_what_json_does_not_know_becomes_what_it_does(capsys, verdict):
    evidence = {1: math.nan, "array": np.float32(0.5), "path": Path("x"), "set": (1, None), "n": np.int64(3)}
    value = parsed(capsys, audit_object(1, [verdict("DAT001", evidence=evidence)], {}))
    assert value["verdicts"][0]["evidence"] == {"1": None, "array": 0.5, "path": "x", "set": [1, None], "n": 3}


def test_nothing_in_it_can_steer_a_terminal(capsys, verdict):
    emit(audit_object(1, [verdict("DAT001", message="\x1b[2J\u202e")], {}))
    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out
