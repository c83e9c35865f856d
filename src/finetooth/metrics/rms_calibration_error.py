"""RMS calibration error: how far confidence and accuracy lie apart, with what chance does to them taken off."""

import numpy as np

from finetooth.metrics.calibration import bins
from finetooth.metrics.metric import Metric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, ratio


class RmsCalibrationError(Metric):
    """The root of the mean squared distance between confidence and accuracy over the bins of ece; 0 is best.

    From each bin's square the variance of its accuracy is taken off, accuracy · (1 - accuracy) / (rows - 1), so that
    the square is free of bias, unlike ece. It is 0 where nothing is left. Source: Kumar, Liang & Ma 2019.
    """

    name = "rms_calibration_error"
    higher_is_better = False
    examples = [((0, 1), (0.0, 1.0), 0.0), ((1, 1, 1), (0.9, 0.8, 0.7), 0.2), ((1,), (0.6,), None), ((), (), None)]

    def values(self, sample: Sample) -> Floats:
        """Return the errors, [r, 1]; bins of a single row tell nothing and are left out."""
        found = sample.once(bins)
        rows = np.where(found.rows > 1, found.rows, 0.0)
        accuracy, confidence = ratio(found.right, rows), ratio(found.confidence, rows)
        squares = (accuracy - confidence) ** 2 - ratio(accuracy * (1 - accuracy), rows - 1)
        mean = ratio(np.where(rows > 0, rows * squares, 0.0).sum(axis=1), rows.sum(axis=1))
        return np.sqrt(np.maximum(mean, 0.0))[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no error."""
        return "no two rows in a bin" if len(predictions) else super().reason(predictions, column)
