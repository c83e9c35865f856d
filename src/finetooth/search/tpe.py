"""Tree-structured Parzen estimator (Bergstra et al. 2011), multivariate, as Optuna has it."""

from collections.abc import Sequence

from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.search.search import Search, ask, seed_of


class Tpe(Search):
    """Draws where good trials were denser than bad ones; random for the first few."""

    name = "tpe"
    startup = 5

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next parameters."""
        from optuna.samplers import TPESampler

        sampler = TPESampler(seed=seed_of(seed, len(history)), multivariate=True, n_startup_trials=self.startup)
        return ask(sampler, space, history)
