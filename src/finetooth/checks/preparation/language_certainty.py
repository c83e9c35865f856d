"""How many of the rows that read like another language are strangers, and not unusual rows of the main one."""

import numpy as np
import numpy.typing as npt

from finetooth.core.statistics import Precision

_STEP = 3.0  # margins: two steps below the threshold tell how fast the main language's rows get fewer
_FAR = 3.0  # margins above the threshold from which hardly any row of the main language is left
_NONE = 0.05  # rows expected by chance that are taken for none


def certainty(excess: npt.NDArray[np.float64], elsewhere: int, by_pieces: float) -> Precision:
    """Return which share of the flagged rows is really in another language.

    ``excess``: each row's margin over what its length asks; above 0 it is flagged. ``elsewhere``: flagged rows in
    another script, which are certain. ``by_pieces``: flagged rows that pieces of rows foretell, which is too many.
    The main language's rows get fewer towards the threshold by a constant factor, and are expected to go on so beyond
    it (an exponential tail, as in peaks over threshold: Pickands 1975).
    """
    flagged = int((excess > 0).sum())
    far = int((excess > _FAR).sum())
    before, near = (int(((excess > low) & (excess <= low + _STEP)).sum()) for low in (-2 * _STEP, -_STEP))
    factor = min(0.95, near / before) if before else min(0.95, float(near))
    expected = min(near * factor / (1 - factor), by_pieces) if near else 0.0
    beyond = expected * factor ** (_FAR / _STEP)
    wrong, worst = (
        min(count(expected) - min(count(beyond), far), flagged - far) + min(count(beyond), far)
        for count in (float, _most)
    )
    rows = max(1, flagged + elsewhere)
    source = f"how fast such rows get fewer: {expected:.1f} of the main language are expected among them"
    return Precision(round(1 - wrong / rows, 3), round(1 - worst / rows, 3), source)


def _most(expected: float) -> float:
    """Return the upper end of a count with this mean."""
    return expected + 1.96 * float(np.sqrt(expected)) + 1.92 if expected > _NONE else expected
