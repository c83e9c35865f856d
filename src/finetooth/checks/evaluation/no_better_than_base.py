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

    Why: a fine-tune that brings nothing costs training, storage and a model that nobody else maintains; without the
    base model on the same prompts a good score says nothing about the tuning.
    Fix: read the answers side by side in the report; look at the data findings first, then raise the epochs or the
    learning rate, or prompt the base model better and leave it as it is.
    Blind: a loss can fall while answers get no better in ways that matter to you: name the metrics that do in
    `evaluate.metrics`. The base model is prompted as the tuned one, with no examples.
    """

    code = "EVL030"
    tasks = ("sft",)
    severity = Severity.ERROR
    bad = [
        {"differences": (_found(0.01, 0.05),)},
        {"differences": (_found(0.4, 0.1),)},
        {"differences": (_found(-0.3, 0.1), _found(-0.2, 0.05, "exact_match"))},
    ]
    good = [
        {"differences": (_found(-0.5, 0.1),)},
        {"differences": (_found(-0.3, 0.1), _found(0.01, 0.05, "token_f1"))},
    ]

    def judge(self, differences: tuple[Difference, ...]) -> Finding | Passed:
        """Ask that the completion loss fell beyond noise, and that the answers did not get worse."""
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
        worse = said is not None and said.standing == "worse"
        return Finding(message, (), evidence) if loss.standing != "better" or worse else Passed(message, evidence)


def _told(one: Difference) -> dict[str, float | int | None]:
    return {"base": one.first, "tuned": one.second, "change": one.change, "low": one.low, "high": one.high, "n": one.n}
