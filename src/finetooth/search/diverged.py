"""Which trials diverged: their losses, gradients or weights were no numbers any more, or the loss exploded."""

import re

from finetooth.core.tuning import Trial

_DIVERGED = re.compile(
    r"diverg|\bloss (became|is|was|rose|exploded)\b|\bgradient (became|is|was)\b|\bweights of .* are no numbers"
)


def has_diverged(trial: Trial) -> bool:
    """Whether a trial failed because its training diverged, by the reason that was kept of it."""
    return trial.score is None and _DIVERGED.search(trial.error) is not None
