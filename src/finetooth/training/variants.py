"""Rows that come in another guise now and then: augmented texts, tokenised ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Encoded = dict[str, Any]


@dataclass(frozen=True)
class Variants:
    """Other guises of the training rows. In each epoch ``share`` of the rows, others each time, wear one of them."""

    guises: tuple[Sequence[Encoded], ...]  # each as long as the rows, in their order
    share: float
    seed: int

    def epoch(self, rows: Sequence[Encoded], number: int) -> Sequence[Encoded]:
        """Return the rows of an epoch, which depend on the seed and its number alone."""
        if not self.guises:
            return rows
        random = np.random.default_rng((self.seed, number, 1))
        worn = np.where(random.random(len(rows)) < self.share, random.integers(len(self.guises), size=len(rows)), -1)
        return [
            row if guise < 0 else self.guises[guise][place]
            for place, (row, guise) in enumerate(zip(rows, worn, strict=True))
        ]
