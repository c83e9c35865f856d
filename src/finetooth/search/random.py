"""Random search (Bergstra & Bengio 2012): the honest opponent of every cleverer one."""

from collections.abc import Sequence

from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.search.search import Search, ask, seed_of


class Random(Search):
    """Independent draws from the space."""

    name = "random"

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next parameters."""
        from optuna.samplers import RandomSampler

        return ask(RandomSampler(seed=seed_of(seed, len(history))), space, history)
