"""Looking: a simple model and the model on the same test rows: its scores, and the gain over it."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from finetooth.core.beside import Price, Rival
from finetooth.core.results import Score, Scores
from finetooth.metrics import metric_named
from finetooth.metrics.intervals import group_index
from finetooth.metrics.paired import paired
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.said import Said
from finetooth.metrics.score import score
from finetooth.tasks import baselines

DRAWS, DRAWN_ROWS = 20, 20_000  # of a guess: its scores are means over draws, as many as make so many rows


@dataclass(frozen=True, eq=False)
class Look:
    """Two models' predictions of the same rows, and what ties rows; of a guess ``draws`` times the same rows."""

    beside: Said
    model: Said
    groups: pl.Series | None
    draws: int = 1

    def many_guesses(self, targets: np.ndarray, seed: int) -> "Look":
        """Return many draws taken together, resampled by row: what guessing can be expected to score."""
        count, labels = len(self.beside), self.beside.labels
        draws = min(DRAWS, DRAWN_ROWS // max(1, count))
        if draws < 2 or not isinstance(self.model, Predictions) or not isinstance(self.beside, Predictions):
            return self
        told = baselines.stratified_guess(targets, draws * count, len(labels), seed)
        again = np.tile(np.arange(count), draws)
        ids, truth = self.beside.ids[again], self.beside.truth[again]
        alone = "row " + pl.Series(self.beside.ids).cast(pl.String)
        tied = alone if self.groups is None else self.groups.fill_null(alone)
        guesses = type(self.beside)(ids, truth, told, labels)
        decided = None if self.model.decided is None else self.model.decided[again]
        model = type(self.model)(ids, truth, self.model.probabilities[again], labels, decided)
        return Look(guesses, model, pl.concat([tied] * draws), draws)

    def scores(self, resamples: int, seed: int) -> tuple[Score, ...]:
        """Return all scores of the simple model."""
        found = score(self.beside, resamples, seed, self.groups)
        return tuple(replace(one, n=one.n // self.draws) for one in found)

    def rival(
        self, name: str, price: Price, metric: str, resamples: int, seed: int, scores: tuple[Score, ...]
    ) -> Rival:
        """Set the model beside the simple one on the same rows and resamples."""
        known = self.model.known
        tied = None if self.groups is None else group_index(self.groups)[known]
        tied = None if tied is None else np.unique(tied, return_inverse=True)[1].astype(np.int64)
        chosen = [metric_named(metric)]
        found = paired(self.beside.labelled(), self.model.labelled(), chosen, tied, resamples, seed)[0]
        return Rival(name, price, Scores(scores).get(metric), *(found.gain or (None, None, None)))
