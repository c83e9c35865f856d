"""HPO008: trials that diverged and lie together at an end of an option's range."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.tuning import Dimension, Trial
from finetooth.search.diverged import has_diverged

CHANCE = 0.05  # that trials which fail anywhere would lie so far out, over all options and both ends
EXPECTED = 0.15  # the same for high learning rates, which are known to diverge


def _example(*rates: float, diverged: int) -> dict[str, object]:
    trials = tuple(
        Trial(n, {"learning_rate": rate}, None, None, 2.0, "the loss became nan in step 9")
        if n < diverged
        else Trial(n, {"learning_rate": rate}, 0.8, 3.0, 20.0)
        for n, rate in enumerate(rates)
    )
    return {"trials": trials, "space": (Dimension("learning_rate", low=1e-5, high=1e-2, log=True),)}


class UnstableRegion(Check):
    """A part of the space diverges.

    Why: above some learning rate training diverges (Goodfellow, Bengio & Courville 2016, chapter 8.3); trials there are
    spent for nothing, and settings just below it are fragile: another seed may fall over the edge. How likely trials
    that diverge anywhere would lie so far out is told by the rank-sum test (Mann & Whitney 1947).
    Fix: end the range below that value, as the finding suggests; a longer warmup_ratio or a lower max_grad_norm moves
    the limit up.
    Blind: trials that diverged and recovered with a lower learning rate count as stable; a limit that depends on two
    options at once is seen only as far as either tells.
    """

    code = "HPO008"
    tasks = BOTH
    severity = Severity.INFO
    bad = [_example(5e-3, 9e-3, 1e-5, 4e-5, 1e-4, 3e-4, diverged=2)]
    good = [_example(1e-4, 1e-5, 4e-5, 2e-4, 3e-4, diverged=1), _example(1e-4, 1e-5, 4e-5, diverged=0)]

    def judge(self, trials: tuple[Trial, ...], space: tuple[Dimension, ...]) -> Finding | Passed:
        """Place the trials that diverged among those that did not, for each option whose values have an order."""
        kept = [trial for trial in trials if trial.same_as is None and (trial.score is not None or has_diverged(trial))]
        broken = [trial for trial in kept if has_diverged(trial)]
        if not space or len(kept) < 2:
            raise NotApplicable("nothing was tuned")
        if not broken:
            return Passed(f"{counted(len(kept), 'trial')}, none diverged", {"trials": len(kept)})
        found = [one for part in space for side in ("high", "low") if (one := _region(part, kept, side, len(space)))]
        evidence = {"diverged": [trial.number for trial in broken], "trials": len(kept)}
        told = f"{len(broken)} of {counted(len(kept), 'trial')} diverged"
        if not found:
            return Passed(f"{told}, at no end of any option's values beyond chance", evidence)
        worst = min(found, key=lambda one: one.chance)
        where = "from {:.3g} up" if worst.side == "high" else "down from {:.3g}"
        low, high = worst.suggested
        message = (
            f"{told}: of {worst.option} {where.format(worst.limit)} {worst.diverged} of {worst.beyond}, else "
            f"{len(broken) - worst.diverged} of {len(kept) - worst.beyond}; try {low:.3g} to {high:.3g}"
        )
        return Finding(message, (), {**evidence, "regions": [_plain(one) for one in found]})


@dataclass(frozen=True)
class _Region:
    option: str
    side: str
    limit: float  # the first value that diverged, from the stable end
    diverged: int
    beyond: int  # trials there
    chance: float
    suggested: tuple[float, float]


def _plain(region: _Region) -> dict[str, Any]:
    return {**asdict(region), "chance": round(region.chance, 4), "suggested": list(region.suggested)}


def _region(part: Dimension, trials: Sequence[Trial], side: str, options: int) -> _Region | None:
    """Return the end of an option's values where trials diverged, if they lie there beyond chance."""
    values = [(trial.params.get(part.name), has_diverged(trial)) for trial in trials]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value, _ in values):
        return None
    sign = 1.0 if side == "high" else -1.0
    bad = [sign * float(value) for value, broken in values if broken and value is not None]
    good = [sign * float(value) for value, broken in values if not broken and value is not None]
    if not good or max(bad) < max(good):  # the outermost is stable
        return None
    known = part.name == "learning_rate" and side == "high"
    chance = _chance(bad, good)
    if chance * (1 if known else 2 * options) > (EXPECTED if known else CHANCE):
        return None
    limit = _limit(bad, good)
    inside = [value for value in good if value < limit]
    if not inside:
        return None
    stable, other = sign * max(inside), part.low if side == "high" else part.high
    far = other if other is not None else sign * min(inside)
    inner = (far, stable) if side == "high" else (stable, far)
    diverged, beyond = (sum(value >= limit for value in group) for group in (bad, [*bad, *good]))
    return _Region(part.name, side, sign * limit, diverged, beyond, chance, (float(inner[0]), float(inner[1])))


def _chance(bad: Sequence[float], good: Sequence[float]) -> float:
    """Return how likely as many trials drawn at random would lie as far up."""
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(bad, good, alternative="greater", method="auto").pvalue)


def _limit(bad: Sequence[float], good: Sequence[float]) -> float:
    """Return the value of a trial that diverged which parts them best from the stable ones."""
    return max(bad, key=lambda at: (sum(v >= at for v in bad) - sum(v >= at for v in good), -at))
