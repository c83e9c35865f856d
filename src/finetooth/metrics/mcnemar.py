"""McNemar's exact test: of the rows that one of two models has right, does one have more than a coin would give?

Source: McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947);
the exact form is the sign test on the discordant rows.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class McNemar:
    """How many rows both, one or none of two models have right, and the two-sided p-value of no difference."""

    both: int
    only_first: int
    only_second: int
    neither: int
    p: float


def mcnemar(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> McNemar:
    """Test whether two models are right on as many of the same rows; ``first`` and ``second``: bool[n], right or not.

    Rows are taken as independent. Without a discordant row p is 1.
    """
    from scipy.special import bdtr

    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    p = min(1.0, 2 * float(bdtr(min(only_first, only_second), only_first + only_second, 0.5)))
    return McNemar(int((first & second).sum()), only_first, only_second, int((~first & ~second).sum()), p)
