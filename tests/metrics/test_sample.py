"""What several metrics ask for is computed once."""

import numpy as np

from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.sample import Sample, counts


def test_rows_are_counted_by_class_with_unknown_labels_last():
    one = Predictions(np.arange(4), np.array([0, 0, 1, UNKNOWN]), np.eye(2)[[0, 1, 1, 0]], ("no", "yes"))
    found = counts(Sample(one, np.array([[1.0, 1, 1, 1], [2, 0, 1, 3]])))
    assert found.right.tolist() == [[1, 1, 0], [2, 1, 0]]
    assert found.predicted.tolist() == [[2, 2, 0], [5, 1, 0]]
    assert found.true.tolist() == [[2, 1, 1], [2, 1, 3]]


def test_once_derives_once():
    calls = []

    def derive(sample: Sample) -> int:
        calls.append(sample)
        return len(calls)

    sample = Sample.whole(Predictions(np.arange(1), np.array([0]), np.ones((1, 1)), ("only",)))
    assert (sample.once(derive), sample.once(derive)) == (1, 1)
