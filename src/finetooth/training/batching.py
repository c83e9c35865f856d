"""Which rows make a step: shuffled anew each epoch, of like length together, in micro-batches that fit the memory."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Step = tuple[tuple[int, ...], ...]  # the micro-batches of one step of the optimizer; each is a run of row numbers
_STEPS_SORTED_TOGETHER = 50


@dataclass(frozen=True)
class Batches:
    """The steps of every epoch. An epoch's steps depend on the seed and its number alone, so any of them can be redone.

    ``rows`` make one step; ``tokens`` bounds a micro-batch (rows x longest of them; one row at least). Micro-batches
    share out the work and the memory of a step and change nothing else. Where rows are ``packed`` there is no padding:
    what counts is the sum of their lengths, and those of like length need not come together.
    """

    lengths: tuple[int, ...]  # tokens of each row
    rows: int
    tokens: int
    seed: int
    chances: tuple[float, ...] | None = None  # of each row to be drawn; where absent each row comes once an epoch
    packed: bool = False

    @property
    def steps(self) -> int:
        """How many steps an epoch has."""
        return -(-len(self.lengths) // self.rows)

    def epoch(self, number: int) -> list[Step]:
        """Return the steps of an epoch, in order."""
        random = np.random.default_rng((self.seed, number))
        order = self._drawn(random)
        lengths, together = np.asarray(self.lengths), self.rows * (1 if self.packed else _STEPS_SORTED_TOGETHER)
        chunks = [order[start : start + together] for start in range(0, len(order), together)]
        by_length = np.concatenate([chunk[np.argsort(-lengths[chunk], kind="stable")] for chunk in chunks])
        steps = [by_length[start : start + self.rows].tolist() for start in range(0, len(by_length), self.rows)]
        return [self.shared_out(steps[place]) for place in random.permutation(len(steps))]

    def shared_out(self, step: Sequence[int]) -> Step:
        """Share the rows of a step, longest first, out to micro-batches."""
        parts: list[list[int]] = []
        for row in sorted(step, key=lambda row: (-self.lengths[row], row)):
            if parts and self._taken([*parts[-1], row]) <= self.tokens:
                parts[-1].append(row)
            else:
                parts.append([row])
        return tuple(tuple(part) for part in parts)

    def _taken(self, part: Sequence[int]) -> int:
        """Return how many tokens a micro-batch takes, padding included; its longest row comes first."""
        return sum(self.lengths[row] for row in part) if self.packed else len(part) * self.lengths[part[0]]

    def _drawn(self, random: np.random.Generator) -> np.ndarray:
        count = len(self.lengths)
        if self.chances is None:
            return random.permutation(count)
        chances = np.asarray(self.chances) / np.sum(self.chances)
        return random.choice(count, count, replace=True, p=chances)


def balanced(targets: Sequence[int]) -> tuple[float, ...]:
    """Return a chance for each row under which every class is drawn as often as any other."""
    counts = np.bincount(np.asarray(targets))
    return tuple((1.0 / counts[np.asarray(targets)] / np.count_nonzero(counts)).tolist())
