"""At a small scale: intervals hold the true score about as often as they say. `bench/coverage.py` is the long one."""

import numpy as np
import pytest

from finetooth.metrics import metric_named
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.recall import Recall
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score

CHOSEN = [metric_named(name) for name in ("accuracy", "macro_f1", "roc_auc", "mcc", "log_loss")]


def drawn(rows: int, classes: int, seed: int, skill: float = 2.0, cluster: int = 1) -> Predictions:
    """Draw rows of classes of unlike size; those of a cluster share most of their error."""
    random = np.random.default_rng([rows, classes, seed])
    shares = 1 / np.arange(1, classes + 1)
    truth = random.choice(classes, rows, p=shares / shares.sum())
    logits = random.normal(size=(rows, classes))
    if cluster > 1:
        logits = 0.4 * logits + 0.9 * np.repeat(random.normal(size=(rows // cluster, classes)), cluster, axis=0)
    logits[np.arange(rows), truth] += skill
    table = np.exp(skill * logits)
    return Predictions(
        np.arange(rows), truth, table / table.sum(axis=1, keepdims=True), tuple(map(str, range(classes)))
    )


def covered(rows: int, classes: int, draws: int, skill: float = 2.0, cluster: int = 1, told: bool = True):
    """Return the share of draws whose interval holds the true score, by metric."""
    whole = Sample.whole(drawn(400_000, classes, 10**6, skill, cluster))
    true = {metric.name: float(metric.values(whole)[0, 0]) for metric in CHOSEN}
    hits: dict[str, list[bool]] = {metric.name: [] for metric in CHOSEN}
    groups = [str(row // cluster) for row in range(rows)] if told and cluster > 1 else None
    for seed in range(draws):
        for one in score(drawn(rows, classes, seed, skill, cluster), 200, seed, groups, CHOSEN):
            hits[one.metric].append(one.low <= true[one.metric] <= one.high)
    return {name: float(np.mean(many)) for name, many in hits.items()}


@pytest.mark.parametrize(("rows", "classes"), [(200, 2), (200, 5), (1000, 5)])
def test_intervals_hold_the_true_score_about_19_times_in_20(rows: int, classes: int):
    for name, share in covered(rows, classes, 150).items():
        assert 0.89 <= share <= 1.0, name


def test_many_small_classes_are_no_exception():
    assert covered(300, 40, 60, skill=3.5)["macro_f1"] >= 0.87


def test_clustered_rows_are_covered_only_where_the_groups_are_told():
    assert covered(600, 3, 100, cluster=20)["accuracy"] >= 0.87
    assert covered(600, 3, 100, cluster=20, told=False)["accuracy"] < 0.75


@pytest.mark.parametrize("rows", [3, 8])
def test_a_class_of_a_few_rows_is_covered(rows: int):
    random, hits = np.random.default_rng(rows), []
    truth = np.repeat([0, 1], [60, rows])
    recall = Recall()
    for _ in range(300):
        right = random.random(60 + rows) < 0.8
        table = np.eye(2)[np.where(right, truth, 1 - truth)]
        one = Predictions(np.arange(60 + rows), truth, table, ("much", "little"))
        found = next(item for item in score(one, 50, chosen=[recall]) if item.label == "little")
        hits.append(found.low <= 0.8 <= found.high)
    assert np.mean(hits) >= 0.9
