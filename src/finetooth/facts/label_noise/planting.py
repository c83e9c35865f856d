"""Known mistakes planted among the user's labels: what they do to the scores is what real ones would do."""

import numpy as np

Array = np.ndarray


def plant(codes: Array, shape: Array, share: float, seed: int) -> tuple[Array, Array]:
    """Return the labels with a share of them made wrong, and what was done to each: 0 nothing, 1 uniform, 2 confused.

    Half the flips go to any other class alike, half are drawn from ``shape`` float[C, C], whose diagonal is zero.
    """
    draw = np.random.default_rng(seed)
    chosen = draw.permutation(len(codes))[: max(2, round(share * len(codes)))]
    uniform, confused = chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]
    classes, flipped, done = len(shape), codes.copy(), np.zeros(len(codes), np.int64)
    flipped[uniform] = (codes[uniform] + draw.integers(1, max(2, classes), len(uniform))) % classes
    ladder = np.cumsum(shape, 1)[codes[confused]]
    reached = draw.random(len(confused))[:, None] * ladder[:, -1:] >= ladder
    flipped[confused] = np.minimum(reached.sum(1), classes - 1)
    done[uniform], done[confused] = 1, 2
    done[flipped == codes] = 0
    return flipped, done
