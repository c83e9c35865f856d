"""Values equal scikit-learn's on random data, with ties, missing classes and unknown labels."""

import numpy as np
import pytest

from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score, value


def drawn(seed: int) -> Predictions:
    """Draw 2 to 6 classes, of which some may be missing, with or without ties and unknown labels."""
    random = np.random.default_rng(seed)
    classes, rows = int(random.integers(2, 7)), int(random.integers(12, 90))
    present = random.choice(classes, int(random.integers(2, classes + 1)), replace=False)
    truth = random.choice(present, rows)
    table = random.random((rows, classes))
    table[np.arange(rows), truth] += random.random()
    table /= table.sum(axis=1, keepdims=True)
    if classes == 2:
        table[:, 0] = 1 - table[:, 1].round(1)
        table[:, 1] = table[:, 1].round(1)
    elif seed % 2:
        table = table.round(1)
    if seed % 5 == 0:
        truth[random.random(rows) < 0.1] = UNKNOWN
    return Predictions(np.arange(rows), truth, table, tuple("abcdef"[:classes]))


@pytest.mark.parametrize("seed", range(60))
def test_label_metrics_equal_scikit_learn(seed: int):
    from sklearn import metrics as oracle

    one = drawn(seed)
    truth, guess = one.truth, one.predicted
    macro = {"average": "macro", "zero_division": 0}
    assert value("accuracy", one) == pytest.approx(oracle.accuracy_score(truth, guess))
    assert value("macro_f1", one) == pytest.approx(oracle.f1_score(truth, guess, **macro))
    assert value("macro_precision", one) == pytest.approx(oracle.precision_score(truth, guess, **macro))
    assert value("macro_recall", one) == pytest.approx(
        oracle.recall_score(truth, guess, labels=np.unique(truth), **macro)
    )


@pytest.mark.parametrize("seed", range(60))
def test_class_metrics_equal_scikit_learn(seed: int):
    from sklearn import metrics as oracle

    one = drawn(seed)
    found = {(item.metric, item.label): item for item in score(one, resamples=20)}
    places = list(range(len(one.labels)))
    each = {"labels": places, "average": None, "zero_division": 0}
    for name in ("precision", "recall", "f1"):
        expected = getattr(oracle, f"{name}_score")(one.truth, one.predicted, **each)
        for place, label in enumerate(one.labels):
            item, rows = found[name, label], int((one.truth == place).sum())
            assert item.n == rows
            if item.value is None:
                assert rows == 0
                assert name == "recall" or place not in one.predicted
            else:
                assert item.value == pytest.approx(expected[place])


@pytest.mark.parametrize("seed", range(60))
def test_areas_equal_scikit_learn_and_are_undefined_where_it_has_none(seed: int):
    from sklearn import metrics as oracle

    one = drawn(seed)
    found = {item.label: item.value for item in score(one, resamples=20) if item.metric == "roc_auc"}
    expected = {}
    for place, label in enumerate(one.labels):
        inside = one.truth == place
        if inside.any() and not inside.all():
            expected[label] = oracle.roc_auc_score(inside, one.probabilities[:, place])
        assert found[label] == (pytest.approx(expected[label]) if label in expected else None)
    overall = expected.get(one.labels[1]) if len(one.labels) == 2 else np.mean(list(expected.values()))
    assert found[None] == pytest.approx(overall)


def test_areas_equal_scikit_learn_with_sample_weights():
    from sklearn.metrics import roc_auc_score

    from finetooth.metrics.ranking import areas

    random = np.random.default_rng(0)
    truth, ties = random.integers(0, 2, 200), random.integers(0, 12, 200) / 12
    one = Predictions(np.arange(200), truth, np.stack([1 - ties, ties], axis=1), ("no", "yes"))
    weights = random.integers(0, 4, (30, 200)).astype(float)
    expected = [roc_auc_score(truth, ties, sample_weight=row) for row in weights]
    assert areas(Sample(one, weights)).roc[:, 1] == pytest.approx(expected)
