import json

from finetooth.core.results import Decision, Score, Scores
from finetooth.report.decision import decision_json, scores_json


def test_shape_that_scripts_rely_on(make_evidence):
    made = decision_json(make_evidence())
    assert made["decision"] == "no-go"
    assert made["blocking"] == ["EVL002", "macro_f1.low >= 0.90"]
    assert made["waived"] == ["DAT003"]
    assert made["uncovered"] == ["RWV"]
    assert made["reasons"]["RWV"] == "nothing tried"
    assert made["scores"]["macro_f1"] == {"value": 0.812, "low": 0.812 - 0.021, "high": 0.812 + 0.019, "n": 240}
    assert made["scores"]["per_class"]["negative"]["f1"]["value"] == 0.6
    assert made["scores"]["baselines"]["majority"]["accuracy"]["n"] == 240
    assert made["field_scores"] is None
    assert decision_json(make_evidence(decision=Decision(True)))["decision"] == "go"


def test_undefined_is_null_with_a_reason_and_the_json_is_strict():
    scores = Scores(
        (Score("roc_auc", None, None, None, 0, None, "one class"), Score("macro_f1", float("nan"), 0, 1, 5))
    )
    made = scores_json(scores)
    assert made["roc_auc"] == {"value": None, "low": None, "high": None, "n": 0, "reason": "one class"}
    assert made["macro_f1"]["value"] is None
    json.dumps(made, allow_nan=False)
