"""EVL023: a fine-tune that gains nothing over a simpler model that costs less."""

from finetooth.checks.wording import baseline_title, counted
from finetooth.core.beside import Beside, Price, Rival
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Curve, Score


def _example(gain: float, half: float) -> dict[str, object]:
    price, cheap = Price(900.0, 2_400_000, 4.0, 25_000.0, 1_200, 1_200), Price(9.5, 60_000, 3.9, 25_000.0, 1_200, 1_200)
    own, low = Score("macro_f1", 0.80 - gain, 0.74 - gain, 0.86 - gain, 400), Score("macro_f1", 0.3, 0.28, 0.32, 400)
    frozen = Rival("frozen_logistic_regression", cheap, own, gain, gain - half, gain + half)
    free = Price(0.0, 0, 0.0, 0.0, 1_200, 1_200)
    return {"beside": Beside("macro_f1", price, (Rival("majority", free, low, 0.5, 0.44, 0.56), frozen))}


class WorthItsCost(Check):
    """Fine-tuning is not worth it here.

    Why: a gain within noise buys nothing, and the fine-tuned model costs more to make, to keep and to run; simple
    baselines are often strong and seldom tried (Wang & Manning 2012; Lipton & Steinhardt 2018).
    Fix: use the simpler model that is named, or look for what holds fine-tuning back (labels, rows, learning rate).
    Blind: what the test rows do not show; the best simple model is picked on them, which leans to its side by less than
    the noise of the comparison; what a sample of the rows taught could be better with all of them.
    """

    code = "EVL023"
    severity = Severity.WARNING
    bad = [_example(0.01, 0.03), _example(-0.04, 0.02)]
    good = [_example(0.06, 0.03)]

    def judge(self, beside: Beside, curve: Curve | None = None) -> Finding | Passed:
        """Compare with the best simple model on the same rows, resampled together."""
        best = beside.best
        if best is None or best.gain is None or best.low is None or best.high is None:
            raise NotApplicable(f"there is no {beside.metric} of the model, or of no simple model")
        title = baseline_title(best.name)
        gain = f"{best.gain:+.3f} [{best.low:+.3f}, {best.high:+.3f}] {beside.metric}"
        costs = f"{_told(best.price)} against {_told(beside.price)}"
        looked = f"{counted(len(beside.rivals), 'simple model')} on the same {best.score.n if best.score else 0:,} rows"
        evidence = {
            "metric": beside.metric,
            "best": best.name,
            "gain": {rival.name: [rival.gain, rival.low, rival.high] for rival in beside.rivals},
            "seconds": {rival.name: rival.price.seconds for rival in beside.rivals},
            "model_seconds": beside.price.seconds,
            "left_out": beside.left_out,
        }
        if best.low > 0:
            return Passed(f"{gain} over {title}, the best of {looked}; it cost {costs}", evidence)
        if curve is not None and curve.best_step == 0 and curve.simpler:
            told = f"the model that was kept is no fine-tune: {gain} over {title}, which cost {costs}"
            return Finding(told, (), evidence, Severity.INFO)
        word = "worse than" if best.high < 0 else "not better, beyond noise, than"
        return Finding(f"the model is {word} {title}: {gain}; that one cost {costs}", (), evidence)


def _told(price: Price) -> str:
    """Return `9.5 s to teach and 3.9 s for 1,000 rows, by a sample of 2,000 of 100,000 rows`."""
    teach = "unknown time" if price.seconds is None else f"{_seconds(price.seconds)} to teach"
    answer = "" if price.seconds_per_1000 is None else f" and {_seconds(price.seconds_per_1000)} for 1,000 rows"
    some = f" (by a sample of {price.rows:,} of {price.rows_of:,} rows)" if price.sampled else ""
    return f"{teach}{answer}{some}"


def _seconds(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds >= 10 else f"{seconds:.1f} s" if seconds >= 0.1 else "under 0.1 s"
