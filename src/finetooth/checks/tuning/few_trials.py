"""HPO005: a search with too few trials to have seen much of its space."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.tuning import Dimension, Trial
from finetooth.search.grid import grid

BEST, ENOUGH = 0.10, 0.80  # share of the space that counts as good, and how likely one trial should lie in it


def _example(trials: int, *dimensions: Dimension) -> dict[str, object]:
    points = grid(dimensions)
    spread = [
        {**points[n % len(points)], **({"learning_rate": 1e-5 * (n + 1)} if _RATE in dimensions else {})}
        for n in range(trials)
    ]
    tried = tuple(Trial(n, params, 0.7, 3.0, 20.0) for n, params in enumerate(spread))
    return {"trials": tried, "space": dimensions}


_RATE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
_EPOCHS, _BATCH = Dimension("num_train_epochs", (5.0, 10.0)), Dimension("per_device_train_batch_size", (16.0, 32.0))


class FewTrials(Check):
    """The search has seen little of its space.

    Why: of n settings drawn at random one lies among the best tenth with probability 1 - 0.9^n (Bergstra & Bengio
    2012): with six that is a coin's toss, and the best of them says little of what the space holds.
    Fix: a larger tune.trials (16 reach 80 %), a narrower space, or fixed values for options that are known.
    Blind: a search that learns where to look needs fewer than chance does; how many depends on the space.
    """

    code = "HPO005"
    severity = Severity.INFO
    bad = [_example(6, _RATE, _EPOCHS, _BATCH)]
    good = [_example(16, _RATE, _EPOCHS), _example(4, _EPOCHS, _BATCH)]

    def judge(self, trials: tuple[Trial, ...], space: tuple[Dimension, ...]) -> Finding | Passed:
        """Count the trials with a score, and say how likely one of them is among the best tenth by chance."""
        scored = [trial for trial in trials if trial.score is not None]
        if not space or not scored:
            raise NotApplicable("nothing was tuned")
        different = len({tuple(sorted(trial.params.items())) for trial in scored})
        whole = len(grid(space)) if all(part.values for part in space) else math.inf
        options = f"{counted(different, 'setting')} over {counted(len(space), 'option')}"
        if different >= whole:
            return Passed(f"{options}: all combinations of the values", {"settings": different})
        chance = 1 - (1 - BEST) ** different
        needed = math.ceil(math.log(1 - ENOUGH) / math.log(1 - BEST))
        told = f"{options}: one of them is among the best tenth with {chance:.0%} by chance"
        evidence = {"settings": different, "chance": round(chance, 4), "needed": needed}
        return Passed(told, evidence) if different >= needed else Finding(f"{told}; {needed} reach 80 %", (), evidence)
