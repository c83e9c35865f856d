"""EVL023, 024, 025 and 029: what the score must be read with, and how much each matters."""

from dataclasses import replace

import pytest

from finetooth.checks.evaluation.leaked_test_rows import LeakedTestRows
from finetooth.checks.evaluation.opened_again import OFTEN, TOO_OFTEN, OpenedAgain
from finetooth.checks.evaluation.optimistic_split import OptimisticSplit
from finetooth.checks.evaluation.worth_its_cost import WorthItsCost
from finetooth.core.beside import Beside, Leak, Opening, Price, Rival, Seal, SplitHonesty
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome, Severity
from finetooth.core.results import Curve, Score, Scores

PRICE = Price(900.0, 2_000_000, 4.0, 25_000.0, 1_200, 1_200)
CHEAP = Price(9.5, 60_000, 3.9, 25_000.0, 1_000, 1_200)


def rival(name: str, gain: float | None, half: float = 0.02) -> Rival:
    score = Score("macro_f1", 0.8, 0.75, 0.85, 400)
    ends = (None, None, None) if gain is None else (gain, gain - half, gain + half)
    return Rival(name, CHEAP, score, *ends)


def beside(*rivals: Rival) -> dict[str, object]:
    return {"beside": Beside("macro_f1", PRICE, rivals)}


def test_a_gain_within_noise_names_the_cheaper_model_and_its_cost():
    found = WorthItsCost().run(Facts(beside(rival("majority", 0.5), rival("nearest_centroid", 0.01))))
    assert (found.outcome, found.severity) == (Outcome.FAILED, Severity.WARNING)
    for words in ("nearest class centroid", "9.5 s to teach", "900 s to teach", "a sample of 1,000 of 1,200 rows"):
        assert words in found.message
    assert found.evidence["best"] == "nearest_centroid"


def test_a_gain_beyond_noise_over_the_best_passes_and_over_another_does_not():
    assert WorthItsCost().run(Facts(beside(rival("majority", 0.5), rival("x", 0.03)))).outcome is Outcome.PASSED
    assert WorthItsCost().run(Facts(beside(rival("majority", 0.5), rival("x", -0.03)))).outcome is Outcome.FAILED


def test_a_run_that_kept_the_simpler_model_is_told_by_a_remark():
    curve = Curve((), "macro_f1", 0, False, 3, simpler="frozen", simpler_score=0.8)
    found = WorthItsCost().run(Facts({**beside(rival("frozen_logistic_regression", 0.0)), "curve": curve}))
    assert found.severity is Severity.INFO
    assert "no fine-tune" in found.message


def test_without_a_number_there_is_no_verdict():
    assert WorthItsCost().run(Facts(beside(rival("majority", None)))).outcome is Outcome.NOT_APPLICABLE
    assert WorthItsCost().run(Facts(beside())).outcome is Outcome.NOT_APPLICABLE


def seal(times: int, optimism: float | None = 0.01) -> dict[str, object]:
    openings = tuple(Opening(f"run {n}", "2026-01-02T03:04:05", "r", f"m{n}", "t", 300) for n in range(times))
    return {"seal": Seal(openings, "macro_f1", optimism, 0.02, 0.7, max(0, times - 1))}


@pytest.mark.parametrize(
    ("times", "severity"),
    [(2, "info"), (OFTEN - 1, "info"), (OFTEN, "warning"), (TOO_OFTEN - 1, "warning"), (TOO_OFTEN, "error")],
)
def test_repeated_opening_blocks_only_from_the_documented_limit(times, severity):
    found = OpenedAgain().run(Facts(seal(times)))
    assert (found.outcome, found.severity) == (Outcome.FAILED, severity)
    assert f"{times} models" in found.message
    assert found.cost.points == 1.0
    assert str(TOO_OFTEN) in OpenedAgain().part("Fix")


def test_an_optimism_that_is_not_known_is_not_told():
    found = OpenedAgain().run(Facts(seal(3, None)))
    assert "too high" not in found.message
    assert found.cost is None


HONEST = SplitHonesty("drawn", "macro_f1", 0.936, 0.825, 0.111, 0.09, 0.13, 1600, 2000, 2, 2000, 2000, {"text": 50})


def test_what_a_random_split_would_have_claimed_is_told():
    found = OptimisticSplit().run(Facts({"honesty": HONEST}))
    assert "a random split would have claimed macro_f1 0.936; the safe one says 0.825" in found.message
    assert found.severity is Severity.WARNING
    small = replace(HONEST, naive=0.835, optimism=0.01, low=0.004, high=0.016)
    assert OptimisticSplit().run(Facts({"honesty": small})).severity is Severity.INFO
    assert OptimisticSplit().run(Facts({"honesty": replace(small, low=-0.001)})).outcome is Outcome.PASSED


def test_a_sample_is_told_and_what_was_not_measured_is_no_pass():
    found = OptimisticSplit().run(Facts({"honesty": replace(HONEST, rows_of=90_000)}))
    assert "a sample of 2,000 of 90,000 rows" in found.message
    assert OptimisticSplit().run(Facts({"honesty": None})).outcome is Outcome.NOT_APPLICABLE
    untied = replace(HONEST, seeds=0, tied={})
    assert "none is tied" in OptimisticSplit().run(Facts({"honesty": untied})).message


def leak(count: int, of: int = 400) -> dict[str, object]:
    whole, clean = Score("macro_f1", 0.936, 0.92, 0.95, of), Score("macro_f1", 0.825, 0.78, 0.86, of - count)
    ids = tuple(range(1, count + 1))
    return {"leak": Leak(ids, {"text": count}, of, "macro_f1", whole, Scores((clean,)), None)}


def test_leaked_test_rows_block_and_both_scores_stand_side_by_side():
    found = LeakedTestRows().run(Facts(leak(290)))
    assert (found.outcome, found.severity) == (Outcome.FAILED, Severity.ERROR)
    assert "macro_f1 0.936 [0.920, 0.950] on all test rows, 0.825 [0.780, 0.860] without them" in found.message
    assert found.evidence["without_leaked"] == [0.825, 0.78, 0.86]
    assert found.cost.points == pytest.approx(11.1)
    assert len(found.rows) == 290


def test_a_few_leaked_rows_are_a_warning():
    assert LeakedTestRows().run(Facts(leak(19))).severity is Severity.WARNING
    assert LeakedTestRows().run(Facts(leak(20))).severity is Severity.ERROR
    assert LeakedTestRows().run(Facts(leak(0))).outcome is Outcome.PASSED
