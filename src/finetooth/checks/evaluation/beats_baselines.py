"""EVL002: a model that is no better than a simple one."""

from finetooth.checks.wording import baseline_title
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Score, Scores

MAJORITY = "majority"
LINEAR = "tfidf_logistic_regression"
_JUDGED = (MAJORITY, "label_rates", "mean", LINEAR, "tfidf_ridge")  # those on the base model are EVL023's


def _example(model: float, majority: float | None, linear: float) -> dict[str, object]:
    def score(value: float | None) -> tuple[Score, ...]:
        if value is None:
            return (Score("macro_f1", None, None, None, 200, reason="undefined"),)
        return (Score("macro_f1", value, value - 0.04, value + 0.04, 200),)

    return {"scores": Scores(score(model), {MAJORITY: score(majority), LINEAR: score(linear)})}


class BeatsBaselines(Check):
    """The model does not beat a simple one.

    Why: what a count of words or the largest class does as well needs no fine-tuned model; often something went wrong.
    Fix: look at the curve, the labels and the learning rate; if nothing helps, use the simple model.
    """

    code = "EVL002"
    severity = Severity.ERROR
    bad = [_example(0.33, 0.33, 0.30), _example(0.70, 0.33, 0.75)]
    good = [_example(0.80, 0.33, 0.75), _example(0.80, None, 0.75)]

    def judge(self, scores: Scores) -> Finding | Passed:
        """Compare the selection metric with that of each baseline on the same rows, and name the best of all."""
        model = scores.get(scores.selection_metric)
        values = {name: value for name in scores.baselines if (value := _value(scores, name)) is not None}
        rivals = {name: values[name] for name in _JUDGED if name in values}
        if model is None or model.value is None or not rivals:
            raise NotApplicable(f"there is no {scores.selection_metric} of the model, or of no baseline")
        beaten = {name: model.value > value for name, value in rivals.items()}
        best = max(values, key=lambda name: values[name])
        others = "".join(f"; {baseline_title(name)} {value:.3f}" for name, value in rivals.items() if name != best)
        told = f"best baseline: {baseline_title(best)} {values[best]:.3f}{others}"
        interval = f"{model.value:.3f} [{model.low:.3f}, {model.high:.3f}]"
        message = f"{model.metric} {interval} on {model.n:,} rows; {told}"
        evidence = {
            "metric": model.metric,
            "model": model.value,
            "low": model.low,
            "high": model.high,
            "best": best,
            "baselines": rivals,
            "clearly_better": {name: (model.low or 0.0) > value for name, value in rivals.items()},
        }
        if all(beaten.values()):
            return Passed(message, evidence)
        unbeaten = " and ".join(baseline_title(name) for name, better in beaten.items() if not better)
        return Finding(f"the model is no better than {unbeaten}: {message}", (), evidence)


def _value(scores: Scores, baseline: str) -> float | None:
    """Return the selection metric of a baseline, None where it is not there or undefined."""
    found = (score for score in scores.baselines.get(baseline, ()) if score.label is None)
    return next((score.value for score in found if score.metric == scores.selection_metric), None)
