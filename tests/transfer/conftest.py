"""Rows of kinds, and a model that knows a kind's label only where it was taught some of it."""

import numpy as np
import pytest

from finetooth.transfer.gaps import Ground


def make_ground(kinds: np.ndarray, targets: np.ndarray) -> Ground:
    """Rows of kinds: a model knows the label of a kind by the majority of what it was taught of it, else it says 0."""

    def answer(train: np.ndarray, asked: np.ndarray) -> np.ndarray:
        seen = {kind: np.bincount(targets[train][kinds[train] == kind]).argmax() for kind in set(kinds[train].tolist())}
        return np.array([seen.get(kind, 0) for kind in kinds[asked].tolist()], np.int64)

    return Ground(answer, targets, ("no", "yes"), 1)


@pytest.fixture
def ground():
    """Makes the ground: ``ground(kinds, targets)``."""
    return make_ground
