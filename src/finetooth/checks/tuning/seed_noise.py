"""HPO007: a choice between settings that another seed would turn round."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.tuning import Repeat, Selection


def _example(gain: float, spread: float, chosen: int = 3) -> dict[str, object]:
    selection = Selection(chosen, 3, gain, 0.02, gain - 0.04, gain + 0.04, 0.01, 120, seeds=2, seed_spread=spread)
    repeats = tuple(Repeat(n, seed, 0.8 + 0.01 * seed, 9.0) for n in (0, 3) for seed in (1, 2))
    return {"selection": selection, "repeats": repeats}


class SeedNoise(Check):
    """The seed matters more than the setting.

    Why: the same setting with another seed (another head, another order of rows) scores otherwise; where that spread is
    as large as the lead over the default, which setting leads is the seed's choice (Dodge et al. 2020; Bouthillier et
    al. 2021).
    Fix: take the gain for none, whichever setting was chosen; more training and validation rows, or a mean of
    checkpoints (training.average), make the spread smaller, and more tune.final_seeds tell smaller gains.
    Blind: the spread of a few seeds is itself known to a factor of about two; what a seed does to all settings alike
    is not in it.
    """

    code = "HPO007"
    tasks = BOTH
    severity = Severity.INFO
    bad = [_example(0.008, 0.012), _example(-0.003, 0.01, chosen=0)]
    good = [_example(0.03, 0.012)]

    def judge(self, selection: Selection | None, repeats: tuple[Repeat, ...] = ()) -> Finding | Passed:
        """Compare the mean lead over further seeds with how far one setting's score moves from seed to seed."""
        if selection is None:
            raise NotApplicable("nothing was tuned")
        if not selection.seeds or not math.isfinite(selection.seed_spread):
            raise NotApplicable("no setting was fitted again with other seeds (tune.final_seeds)")
        spread, gain = selection.seed_spread, selection.gain
        failed = sum(one.score is None for one in repeats)
        evidence = {
            "gain": round(gain, 4),
            "seed_spread": round(spread, 4),
            "seeds": selection.seeds,
            "failed": failed,
            "scores": [{"trial": one.trial, "seed": one.seed, "score": one.score} for one in repeats],
        }
        told = (
            f"with {counted(selection.seeds, 'further seed')} trial {selection.best} "
            f"{'leads' if gain >= 0 else 'trails'} the default by {abs(gain):.3f} in the mean; one setting moves by "
            f"{spread:.3f} (standard deviation) from seed to seed"
        )
        if gain > spread:
            return Passed(f"{told}, less than the lead", evidence)
        severity = Severity.WARNING if selection.chosen else None  # the default may be kept by chance at no cost
        return Finding(f"{told}: these rows do not tell between the two settings", (), evidence, severity)
