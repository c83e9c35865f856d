"""What stands beside the score in the report: costs, leaked rows, lax splits, openings."""

import json
from dataclasses import replace

import pytest

from finetooth.core.beside import Beside, Leak, Opening, Price, Rival, Seal, SplitHonesty
from finetooth.core.results import Score, Scores
from finetooth.report.beside import beside_score, clean_score, honesty_told, leak_told
from finetooth.report.card import card
from finetooth.report.charts.cost_scores import cost_scores
from finetooth.report.charts.honest_split import honest_split
from finetooth.report.decision import decision_json
from finetooth.report.headline import headline
from finetooth.report.page import page

SCORE = Score("macro_f1", 0.790, 0.76, 0.82, 240)
BESIDE = Beside(
    "macro_f1",
    Price(145.2, 1_200_000, 3.1, 24_000.0, 900, 900),
    (
        Rival(
            "majority", Price(0.0, 0, 0.0, 0.0, 900, 900), Score("macro_f1", 0.27, 0.25, 0.29, 240), 0.542, 0.5, 0.58
        ),
        Rival("frozen_logistic_regression", Price(4.2, 22_000, 3.0, 24_000.0, 500, 900), SCORE, 0.022, -0.01, 0.05),
    ),
    {"nearest_centroid": "<b>no encoder</b>"},
)
CLEAN = Score("macro_f1", 0.701, 0.64, 0.75, 120)
LEAK = Leak((1, 2, 3), {"text": 3}, 240, "macro_f1", None, Scores((CLEAN,)), None)
HONEST = SplitHonesty("drawn", "macro_f1", 0.936, 0.825, 0.111, 0.09, 0.13, 1600, 2000, 2, 2000, 2000, {"text": 50})
SEAL = Seal(
    tuple(Opening(f"r{n}", "2026-01-01", "r", f"m{n}", "t", 240) for n in range(4)), "macro_f1", 0.012, 0.02, 0.8, 3
)
TOLD = {"beside": BESIDE, "leak": LEAK, "seal": SEAL, "honesty": HONEST}


@pytest.fixture
def evidence(make_evidence):
    return make_evidence(3, **TOLD)


def test_each_model_has_a_line_with_score_gain_and_cost(evidence):
    model, majority, frozen = beside_score(evidence).lines
    assert (model.name, model.score, model.gain, model.teach, model.tokens) == (
        "this model",
        "0.812",
        "",
        "2 min 25 s",
        "1,200,000",
    )
    assert (majority.gain, majority.teach, majority.answer) == ("0.542", "none", "none")
    assert (frozen.gain, frozen.gain_interval) == ("0.022", "(−0.010 to 0.050)")
    assert frozen.note == "taught by 500 of 900 rows"


def test_the_first_screen_has_the_score_without_leaked_rows_and_what_a_random_split_claims(evidence, checks):
    found = headline(evidence, {check.code: check for check in checks})
    said = " ".join(found.sure)
    assert "3 of 240 test rows are known from training: macro-F1 is 0.701 (0.640 to 0.750) without them." in said
    assert (
        "A quick model would have claimed macro-F1 0.936 on a random split; on the safe split it reaches 0.825" in said
    )
    assert "without leaked test rows" in str(found.figure.svg)


def test_page_card_and_decision_tell_both_scores(evidence, checks):
    written = page(evidence, checks)
    for words in (
        "What each model reaches and costs",
        "0.701",
        "0.936",
        "4 models were tried on these test rows",
        "&lt;b&gt;no encoder",
    ):
        assert words in written
    assert "<b>no encoder</b>" not in written
    text = card(evidence)
    assert "0.701" in text
    assert "0.936" in text
    told = json.loads(json.dumps(decision_json(evidence)))
    assert told["clean_scores"]["macro_f1"]["value"] == 0.701


def test_without_any_of_it_the_page_says_nothing(make_evidence, checks):
    bare = make_evidence(3)
    found = beside_score(bare)
    assert (found.lines, found.leaked, found.honest, found.opened) == ((), "", "", "")
    assert "What each model reaches and costs" not in page(bare, checks)
    assert decision_json(bare)["clean_scores"] is None


def test_what_is_within_noise_is_not_told():
    assert honesty_told(replace(HONEST, low=-0.01)) == ""
    assert honesty_told(None) == honesty_told(replace(HONEST, seeds=0)) == ""
    assert honest_split(replace(HONEST, low=-0.01)) is None
    assert leak_told(replace(LEAK, leaked=())) == leak_told(None) == ""
    assert clean_score(replace(LEAK, clean=Scores((Score("macro_f1", None, None, None, 0, reason="none"),)))) is None


def test_the_chart_of_costs_names_what_the_gain_costs(evidence):
    drawn = cost_scores(BESIDE, evidence.scores)
    assert drawn is not None
    assert drawn.title == "Not better, beyond noise, than frozen base + logistic regression, for 35 times the time"
    clear = replace(BESIDE.rivals[1], low=0.01)
    better = cost_scores(replace(BESIDE, rivals=(BESIDE.rivals[0], clear)), evidence.scores)
    assert better.title == "0.022 above frozen base + logistic regression, for 35 times the time"
    assert cost_scores(None, evidence.scores) is None
    unknown = replace(BESIDE, price=Price(None, None, None, None, 900, 900))
    assert cost_scores(unknown, evidence.scores) is None
    assert beside_score(replace(evidence, beside=unknown)).lines[0].teach == "–"


def test_the_chart_of_splits_shows_both_values():
    drawn = honest_split(HONEST)
    assert drawn.title == "A random split would have claimed 0.936; the safe split says 0.825"
    assert "2,000 rows" in drawn.note
    assert honest_split(replace(HONEST, way="files")).title == (
        "These files would have claimed 0.936; without the leak it is 0.825"
    )
