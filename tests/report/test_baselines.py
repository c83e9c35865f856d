from finetooth.checks.evaluation.beats_baselines import LINEAR, MAJORITY
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.results import Score, Scores
from finetooth.report.baselines import AGAINST_BASE, best_baseline, comparison, paired_change


def scores(mine, *others):
    baselines = {name: (Score("macro_f1", *values, 100),) for name, *values in others}
    return Scores((Score("macro_f1", *mine, 100),), baselines)


def said(found):
    return comparison(found.get("macro_f1"), best_baseline(found))


def test_the_best_baseline_is_the_one_that_counts():
    found = scores((0.9, 0.88, 0.92), (MAJORITY, 0.2, 0.1, 0.3), (LINEAR, 0.7, 0.68, 0.72))
    assert best_baseline(found).name == "TF-IDF + logistic regression"
    assert said(found) == "0.200 above TF-IDF + logistic regression, and the intervals do not overlap"


def test_doubt_is_said():
    assert said(scores((0.8, 0.7, 0.9), (LINEAR, 0.75, 0.65, 0.85))).endswith("but the intervals overlap")
    assert said(scores((0.7, 0.6, 0.8), (LINEAR, 0.75, 0.65, 0.85))).startswith("0.050 below TF-IDF")
    assert said(scores((0.5, 0.4, 0.6), (LINEAR, 0.75, 0.65, 0.85))).endswith("and the intervals do not overlap")
    assert said(scores((0.7, 0.6, 0.8), (LINEAR, 0.7, 0.6, 0.8))).startswith("no better than")


def test_undefined_scores_are_not_compared():
    assert best_baseline(scores((0.7, 0.6, 0.8), (LINEAR, None, None, None))) is None
    assert said(scores((None, None, None), (LINEAR, 0.7, 0.6, 0.8))).startswith("it cannot be set beside")


def judged(low: float | None, high: float | None) -> list[Verdict]:
    told = {"rouge_l": {"change": 0.03, "low": low, "high": high}}
    return [Verdict(AGAINST_BASE, "", Outcome.PASSED, Severity.ERROR, "", evidence=told)]


def test_a_language_model_is_compared_with_its_base_prompt_by_prompt():
    own, base = Score("rouge_l", 0.23, 0.2, 0.27, 40), Score("rouge_l", 0.2, 0.17, 0.23, 40)
    best = best_baseline(Scores((own,), {"base_model": (base,)}, "rouge_l"))

    def told(verdicts: list[Verdict], metric: str = "rouge_l") -> str:
        return comparison(own, best, paired_change(verdicts, metric))

    assert told(judged(0.01, 0.05)) == "0.030 above base model; prompt by prompt 0.010 to 0.050"
    assert told(judged(-0.01, 0.05)) == "0.030 above base model, but prompt by prompt anything from −0.010 to 0.050"
    for nothing in (told(judged(0.01, 0.05), "chrf"), told(judged(None, None)), told([])):
        assert nothing.endswith("but the intervals overlap")
