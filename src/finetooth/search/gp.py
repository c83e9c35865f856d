"""Bayesian search by a Gaussian process with expected improvement (Jones et al. 1998), as Optuna has it."""

from collections.abc import Sequence

from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.search.search import Search, ask, seed_of


class GaussianProcess(Search):
    """Models the score over the space and tries where it promises most; random for the first few."""

    name = "gp"
    startup = 5

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next parameters."""
        from optuna.samplers import GPSampler

        return ask(GPSampler(seed=seed_of(seed, len(history)), n_startup_trials=self.startup), space, history)
