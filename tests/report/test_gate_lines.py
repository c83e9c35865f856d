from finetooth.core.results import Decision
from finetooth.recipe.sections import Gate
from finetooth.report.card import card
from finetooth.report.decision import decision_json
from finetooth.report.gate_lines import GateLine, gate_lines
from finetooth.report.page import page

GATE = Gate(require=["macro_f1 >= 0.8", "recall[a].low >= 0.9"], waive={"RWV": "a tool"}, regression_vs="/x/runs/old")
DECISION = Decision(False, ("recall[a].low >= 0.9",), (), (), {}, {"recall[a].low >= 0.9": "it is 0.812"})


def test_each_thing_asked_stands_with_what_was_measured():
    first, *rest = gate_lines(GATE, DECISION)
    assert first.asked.startswith("findings: errors block")
    assert rest == [
        GateLine("macro_f1 >= 0.8", True),
        GateLine("recall[a].low >= 0.9", False, "it is 0.812"),
        GateLine("not worse than old", True),
        GateLine("waived: RWV", None, "a tool"),
    ]


def test_card_page_and_decision_say_what_gate_they_were_judged_by(make_evidence):
    evidence = make_evidence()
    recipe = evidence.recipe.model_copy(update={"gate": GATE})
    evidence = make_evidence(recipe=recipe, decision=DECISION)
    told = card(evidence)
    assert "## The gate it was judged by" in told
    assert "not met: it is 0.812" in told
    shown = page(evidence)
    assert "The gate it was judged by" in shown
    assert "recall[a].low &gt;= 0.9" in shown
    made = decision_json(evidence)
    assert made["conditions"] == {"recall[a].low >= 0.9": "it is 0.812"}
    assert made["gate"]["waive"] == {"RWV": "a tool"}
