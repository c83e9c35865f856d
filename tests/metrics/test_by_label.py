import numpy as np

from finetooth.metrics import all_metrics
from finetooth.metrics.by_label import certain, goes_by_labels
from finetooth.metrics.predictions import Predictions


def test_counts_go_by_labels_and_what_weighs_probabilities_does_not():
    by_labels = {metric.name for metric in all_metrics() if not metric.per_class and goes_by_labels(metric)}
    assert {"accuracy", "macro_f1", "macro_recall", "macro_precision"} <= by_labels
    assert not {"roc_auc", "log_loss", "brier", "ece"} & by_labels


def test_certain_keeps_the_answers():
    said = Predictions(np.arange(2), np.array([0, 1]), np.array([[0.6, 0.4], [0.2, 0.8]]), ("a", "b"))
    assert certain(said).probabilities.tolist() == [[1.0, 0.0], [0.0, 1.0]]
