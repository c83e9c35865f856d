"""Labels of some rows: the wrong answers as those labels refine what is predicted, beside the test rows.

The rows that `label_next.csv` asks for are harder on purpose, so their own share of wrong answers says nothing of the
file. The predicted accuracy weighs them by the strata they were drawn from (`field.labelling`), and has an error.
"""

from math import sqrt
from statistics import NormalDist

from finetooth.metrics.predictions import Predictions
from finetooth.monitoring.results import LABELS, Ends, Signal
from finetooth.monitoring.signals import SCORE

ESTIMATED = "wrong answers, estimated with labels"
_LEAST = 0.01  # of a move that matters
_Z = 1.645  # of a predicted score's interval


def estimated_errors(tested: Predictions, refined: Ends, rate: float) -> Signal:
    """Return the estimated share of wrong answers with its limit; ``rate``: of alarms by chance (normal theory).

    ``refined`` is the predicted accuracy with its 90 % interval. Slow drift is not looked for: what is predicted may
    lie to one side file after file.
    """
    usual = float((tested.predicted != tested.truth).mean())
    inner = (usual * len(tested) + 1) / (len(tested) + 2)
    own = max(refined.high - refined.value, refined.value - refined.low) / _Z
    error = sqrt(own**2 + inner * (1 - inner) / len(tested))
    high = usual + max(_LEAST, NormalDist().inv_cdf(1 - rate) * error)
    value = 1 - refined.value
    score = round((value - usual) / error, 4)
    return Signal(ESTIMATED, SCORE, LABELS, "up", "share", value, usual, None, high, score)
