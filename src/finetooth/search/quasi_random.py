"""Quasi-random search: points of a scrambled Sobol sequence, which cover the space more evenly than chance does.

Sources: Sobol 1967; Owen 1995 for the scrambling; Bergstra & Bengio 2012, section 4, for its use here.
"""

from collections.abc import Sequence

from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.search.scale import value_at
from finetooth.search.search import Search


class QuasiRandom(Search):
    """The next point of the sequence that the seed scrambles; it depends on nothing that was found."""

    name = "quasi_random"

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next parameters."""
        from scipy.stats import qmc

        sequence = qmc.Sobol(len(space), scramble=True, rng=seed)
        point = sequence.fast_forward(len(history)).random(1)[0] if history else sequence.random(1)[0]
        return {part.name: value_at(part, float(share)) for part, share in zip(space, point, strict=True)}
