"""EVL030: whether the tuned language model does better than the model it started from."""

from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.metrics.paired import Difference

_LOSSES = ("completion_loss", "perplexity")


def _found(change: float, reach: float, metric: str = "completion_loss") -> Difference:
    return Difference(
        metric, 1.9, 1.9 + change, change, change - reach, change + reach, 80, None, metric not in _LOSSES
    )


class NoBetterThanBase(Check):
    """The tuned model is no better than the base model on the same prompts.

    Why: a fine-tune that brings nothing costs training, storage and a model that nobody else maintains. A loss that
    falls is no proof: it also falls where a model learns the manner of the answers and gets none of them right.
    Fix: read the answers side by side in the report; look at the data findings first, then raise the epochs or the
    learning rate, or take a larger base model. Where the change is in doubt, more test rows tell. Name the metric that
    matters to you first in `evaluate.metrics`.
    Blind: answers can get better in ways that no metric sees. The base model is prompted as the tuned one, with no
    examples.
    """

    code = "EVL030"
    tasks = ("sft",)
    severity = Severity.ERROR
    bad = [
        {"differences": (_found(0.01, 0.05),)},
        {"differences": (_found(0.4, 0.1),)},
        {"differences": (_found(-0.3, 0.1), _found(-0.2, 0.05, "exact_match"))},
        {"differences": (_found(-0.3, 0.1), _found(0.02, 0.05, "numeric_match"))},
    ]
    good = [
        {"differences": (_found(-0.5, 0.1),)},
        {"differences": (_found(-0.3, 0.1), _found(0.1, 0.05, "numeric_match"), _found(0.01, 0.05, "token_f1"))},
    ]

    def judge(self, differences: tuple[Difference, ...]) -> Finding | Passed:
        """Ask that the completion loss fell, and that the answers got better by their leading metric, beyond noise."""
        loss = next((one for one in differences if one.metric == "completion_loss"), None)
        if loss is None or loss.change is None or loss.low is None or loss.high is None:
            raise NotApplicable("no completion loss of both models on the same rows")
        said = next((one for one in differences if one.metric not in _LOSSES and one.change is not None), None)
        evidence = {"completion_loss": _told(loss)} | ({said.metric: _told(said)} if said else {})
        message = (
            f"completion loss {loss.first:.3f} before and {loss.second:.3f} after on {loss.n:,} test rows: "
            f"{loss.change:+.3f} [{loss.low:+.3f}, {loss.high:+.3f}] nats a token"
        )
        if said and said.change is not None and said.low is not None and said.high is not None:
            message += f"; {said.metric} {said.change:+.3f} [{said.low:+.3f}, {said.high:+.3f}] on {said.n:,} answers"
        if loss.standing != "better":
            return Finding(f"not shown to have learned anything: {message}", (), evidence)
        if said is None or said.standing in ("better", "undefined"):
            return Passed(message, evidence)
        told = "worse" if said.standing == "worse" else "not shown to be better"
        return Finding(f"answers are {told} than the base model's: {message}", (), evidence)


def _told(one: Difference) -> dict[str, float | int | None]:
    return {"base": one.first, "tuned": one.second, "change": one.change, "low": one.low, "high": one.high, "n": one.n}
