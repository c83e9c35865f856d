"""ECE: how far confidence and accuracy lie apart."""

import numpy as np

from finetooth.metrics.calibration import bins
from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import Floats
from finetooth.metrics.sample import Sample, ratio


class Ece(Metric):
    """The mean distance between confidence and accuracy, over bins of rows with about the same confidence; 0 is best.

    The bins hold equally many rows each; there are as many as the cube root of the rows, 15 at most. It reads too high
    by construction, the more so the fewer the rows: chance alone sets a bin's accuracy apart. Of a model that is
    perfectly calibrated it reads about 0.06 on 200 rows and 0.02 on 5,000; rms_calibration_error has that taken off.
    Sources: Naeini et al. 2015; Nguyen & O'Connor 2015 (equal mass); Roelofs et al. 2022 (bias).
    """

    name = "ece"
    higher_is_better = False
    examples = [
        ((1, 0), (0.9, 0.9), 0.4),
        ((0, 1), (0.0, 1.0), 0.0),
        ((0, 0, 1), (0.0, 0.0, 0.25), 0.25),
        ((), (), None),
    ]

    def values(self, sample: Sample) -> Floats:
        """Return the distances, [r, 1]."""
        found = sample.once(bins)
        return ratio(np.abs(found.right - found.confidence).sum(axis=1), found.rows.sum(axis=1))[:, None]
