"""Labels that come back from the field: the estimate with them is nearer and narrower."""

from dataclasses import replace

import numpy as np

from finetooth.field.estimate import Estimated
from finetooth.field.expecting import adjusted
from finetooth.field.labelling import refined
from finetooth.field.nearness import Mask
from finetooth.field.results import Predicted
from finetooth.metrics.predictions import Predictions

_Z = 1.645


def with_labels(found: Estimated, field: Predictions, labelled: Mask, uncovered: Mask) -> Estimated:
    """Return the estimate refined by the labels of some field rows; ``field`` are the answers, with their truth.

    Macro-F1 moves as the accuracy does, by the same share of the way from one end of its interval to the other.
    """
    before = found.estimate
    right = np.asarray(field.predicted == field.truth)
    value, error, mended = refined(found.chances, uncovered, labelled, right, found.spread)
    ends = max(0.0, value - _Z * error), min(1.0, value + _Z * error)
    accuracy = Predicted("accuracy", value, *ends, before.accuracy.held)
    f1, low, high = (_along(before.accuracy, before.macro_f1, one) for one in (value, *ends))
    told = replace(
        before,
        accuracy=accuracy,
        macro_f1=Predicted("macro_f1", f1, low, high, before.macro_f1.held),
        labelled=int(labelled.sum()),
    )
    return replace(found, estimate=told, chances=adjusted(mended, value), spread=error)


def _along(accuracy: Predicted, other: Predicted, at: float) -> float:
    """Return the other score where the accuracy is ``at``: linear through the ends and the middle of the intervals."""
    points = [
        (0.0, 0.0),
        (accuracy.low, other.low),
        (accuracy.value, other.value),
        (accuracy.high, other.high),
        (1.0, 1.0),
    ]
    ordered = sorted(set(points))
    return float(np.interp(at, [one for one, _ in ordered], [two for _, two in ordered]))
