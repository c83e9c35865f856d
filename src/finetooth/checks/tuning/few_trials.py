"""HPO005: a search with too few trials to have seen much of its space."""

import math
from collections.abc import Sequence

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.recipe.sections import Recipe
from finetooth.search.grid import grid

BEST, ENOUGH = 0.10, 0.80  # share of the space that counts as good, and how likely one trial should lie in it
_POINTS = 10_000  # of a grid that is gone through


def _example(trials: int, *dimensions: Dimension, method: str = "auto") -> dict[str, object]:
    points = grid(dimensions)
    rate = {"learning_rate"} & {part.name for part in dimensions if method == "auto"}
    tried = tuple(
        Trial(n, {**points[n % len(points)], **dict.fromkeys(rate, 1e-5 * (n + 1))}, 0.7, 3.0, 20.0)
        for n in range(trials)
    )
    return {"trials": tried, "space": dimensions, "recipe": {"tune": {"method": method}}}


_RATE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
_EPOCHS, _BATCH = Dimension("num_train_epochs", (5.0, 10.0)), Dimension("per_device_train_batch_size", (16.0, 32.0))


class FewTrials(Check):
    """The search has seen little of its space.

    Why: of n settings drawn at random one lies among the best tenth with probability 1 - 0.9^n (Bergstra & Bengio
    2012): with six that is a coin's toss, and the best of them says little of what the space holds. A grid that was cut
    short is such a draw, without repeats.
    Fix: a larger tune.trials (16 reach 80 %; a grid without it tries all its points), a narrower space, or fixed values
    for options that are known.
    Blind: a search that learns where to look needs fewer than chance does; how many depends on the space.
    """

    code = "HPO005"
    tasks = BOTH
    severity = Severity.INFO
    bad = [_example(6, _RATE, _EPOCHS, _BATCH), _example(5, _RATE, _EPOCHS, _BATCH, method="grid")]
    good = [_example(16, _RATE, _EPOCHS), _example(4, _EPOCHS, _BATCH), _example(6, _RATE, _EPOCHS, method="grid")]

    def judge(self, trials: tuple[Trial, ...], space: tuple[Dimension, ...], recipe: Recipe) -> Finding | Passed:
        """Count the trials with a score, and say how likely one of them is among the best tenth by chance."""
        scored = [trial.params for trial in trials if trial.score is not None]
        if not space or not scored:
            raise NotApplicable("nothing was tuned")
        by_grid = recipe.tune.method == "grid"
        points = _points(space) if by_grid or all(part.values for part in space) else None
        if points is not None:
            return _of_grid(scored, points, len(space), by_grid)
        different = len({_key(params) for params in scored})
        chance = 1 - (1 - BEST) ** different
        needed = math.ceil(math.log(1 - ENOUGH) / math.log(1 - BEST))
        options = f"{counted(different, 'setting')} over {counted(len(space), 'option')}"
        told = f"{options}: one of them is among the best tenth with {chance:.0%} by chance"
        evidence = {"settings": different, "chance": round(chance, 4), "needed": needed}
        return Passed(told, evidence) if different >= needed else Finding(f"{told}; {needed} reach 80 %", (), evidence)


def _points(space: Sequence[Dimension]) -> list[Params] | None:
    """Return all combinations of what a grid tries of each option; None where they are too many to go through."""
    whole = math.prod(len(part.values) or 3 for part in space)  # of a range its ends and its middle
    return grid(space) if whole <= _POINTS else None


def _of_grid(scored: Sequence[Params], points: Sequence[Params], options: int, by_grid: bool) -> Finding | Passed:
    """Count the combinations that were tried, and say how likely one of the best tenth is among them."""
    tried = {_key(params) for params in scored}
    seen, whole = sum(_key(point) in tried for point in points), len(points)
    told = f"{seen} of {counted(whole, 'combination')} over {counted(options, 'option')}"
    evidence: dict[str, float] = {"settings": seen, "combinations": whole}
    if seen == whole:
        every = f"{counted(seen, 'setting')} over {counted(options, 'option')}: all combinations of the values"
        return Passed(every, evidence)
    needed = next(count for count in range(whole + 1) if _chance(count, whole) >= ENOUGH)
    chance = _chance(seen, whole)
    told += f": one of them is among the best tenth with {chance:.0%} by chance"
    evidence |= {"chance": round(chance, 4), "needed": needed}
    if seen >= needed:
        return Passed(told, evidence)
    more = f"without tune.trials the grid tries all {whole}" if by_grid else f"{needed} reach 80 %"
    return Finding(f"{told}; {more}", (), evidence)


def _key(params: Params) -> str:
    """Return what two settings have in common that are the same but for rounding."""
    shown = {name: f"{value:.9g}" if isinstance(value, float) else repr(value) for name, value in params.items()}
    return repr(sorted(shown.items()))


def _chance(seen: int, whole: int) -> float:
    """Return how likely a draw without repeats holds one of the best tenth, which is one point at least."""
    best = max(1, round(BEST * whole))
    return 1 - math.comb(whole - best, seen) / math.comb(whole, seen)
