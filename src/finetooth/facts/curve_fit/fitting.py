"""Fitting laws to a learning curve: not the best one, but every plausible one by its weight."""

from dataclasses import dataclass

import numpy as np

from finetooth.facts.curve_fit.laws import Law, laws

Array = np.ndarray
DRAWS = 2_000
_WIGGLES = (0.001, 0.003, 0.008, 0.02)  # spread of single points about the law, beyond that of the rows judged
_DOUBT = 0.2  # spread of what comes beyond the points, as a share of it: no law holds for ever
_SPARE = 8  # times the draws, as those of curves that fall do not count
_NEAREST = 0.002  # to 0 and 1, as odds have no end there


@dataclass(frozen=True)
class Fit:
    """Draws of a curve of log odds: which of ``laws``, its level at the largest size, the gain of the last doubling.

    ``doubt`` is by how much more or less than the law says a draw goes on; ``rising`` the share of all draws that rose,
    before those that fall were left out.
    """

    laws: tuple[Law, ...]
    chosen: Array
    level: Array
    gain: Array
    doubt: Array
    rising: float

    def at(self, sizes: Array) -> Array:
        """Return float64[draws, sizes]: the score of each draw; beyond what was measured with the doubt of it."""
        shapes = np.array([law.shape(sizes) for law in self.laws])[self.chosen]
        further = np.maximum(shapes, 0.0) * self.doubt[:, None] + np.minimum(shapes, 0.0)
        return _score(self.level[:, None] + self.gain[:, None] * further)

    @property
    def ceiling(self) -> Array:
        """The score of each draw for rows without end."""
        limits = np.array([law.limit for law in self.laws])[self.chosen]
        return _score(self.level + np.where(self.gain > 0, limits, 0.0) * self.gain * self.doubt)


def fit(sizes: Array, scores: Array, drawn: Array, draw: np.random.Generator, draws: int = DRAWS) -> Fit:
    """Return draws of the laws that go through ``scores`` float64[s], whose spread ``drawn`` float64[r, s] shows.

    Laws are of the log odds, so that no curve passes 0 or 1, and one of many classes may rise as it does, first faster
    and then slower. Bayesian model averaging (Hoeting et al. 1999): given its shape a law is linear, so that its weight
    is known in closed form. A curve does not fall.
    """
    tried = laws(float(sizes[-1]))
    shapes = np.array([law.shape(sizes) for law, _ in tried])
    priors, spread, steep = np.log([prior for _, prior in tried]), np.cov(_odds(drawn).T), _steep(scores)
    parts = [_regressed(shapes, _odds(scores), spread + np.diag((wiggle * steep) ** 2)) for wiggle in _WIGGLES]
    means, roots, fits = (np.concatenate(part) for part in zip(*parts, strict=True))
    weights = fits + np.tile(priors, len(_WIGGLES))
    likely = np.exp(weights - weights.max())
    which = draw.choice(len(likely), draws * _SPARE, p=likely / likely.sum())
    values = means[which] + np.einsum("nij,nj->ni", roots[which], draw.normal(size=(len(which), 2)))
    return _rising([law for law, _ in tried], which % len(tried), values, draw, draws)


def _odds(scores: Array) -> Array:
    kept = np.clip(scores, _NEAREST, 1 - _NEAREST)
    return np.asarray(np.log(kept / (1 - kept)))


def _score(odds: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.minimum(odds, 50.0))))


def _steep(scores: Array) -> Array:
    """Return how far the log odds move where the score does."""
    kept = np.clip(scores, _NEAREST, 1 - _NEAREST)
    return np.asarray(1 / (kept * (1 - kept)))


def _regressed(shapes: Array, scores: Array, spread: Array) -> tuple[Array, Array, Array]:
    """Return of each law the mean of level and gain, a root of their covariance, and the logarithm of how it fits."""
    precise = np.linalg.inv(spread)
    tables = np.stack([np.ones_like(shapes), shapes], axis=2)
    weighted = np.swapaxes(tables, 1, 2) @ precise
    covered = np.linalg.inv(weighted @ tables)
    about = np.einsum("lij,lj->li", covered, weighted @ scores)
    missed = scores - np.einsum("lsi,li->ls", tables, about)
    fits = np.linalg.slogdet(covered)[1] / 2 - np.einsum("ls,st,lt->l", missed, precise, missed) / 2
    return about, np.linalg.cholesky(covered), fits - np.linalg.slogdet(spread)[1] / 2


def _rising(tried: list[Law], chosen: Array, values: Array, draw: np.random.Generator, draws: int) -> Fit:
    """Keep draws that do not fall; where hardly any is left, those that are missing are flat."""
    level, gain = values.T
    sound = gain >= 0
    kept = np.flatnonzero(sound)[:draws]
    rest = np.flatnonzero(~sound)[: draws - len(kept)]
    gain[rest] = 0.0
    kept = np.concatenate([kept, rest])
    doubt = np.exp(draw.normal(size=len(kept)) * _DOUBT)
    return Fit(tuple(tried), chosen[kept], level[kept], gain[kept], doubt, float(sound.mean()))
