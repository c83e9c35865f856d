"""Of very many rows whole blocks are drawn, and tell the same as rows do."""

import numpy as np
import pytest

from finetooth.metrics import all_metrics, resampling
from finetooth.metrics.influence import Ranked, influences
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.resampling import samples
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score
from finetooth.problems.problem import SINGLE


def made(rows: int, classes: int = 6, seed: int = 0) -> Predictions:
    random = np.random.default_rng(seed)
    truth = np.minimum(random.geometric(0.4, rows) - 1, classes - 1)
    logits = random.normal(0, 1, (rows, classes))
    logits[np.arange(rows), truth] += 1.5
    table = np.exp(1.3 * logits)
    return Predictions(np.arange(rows), truth, table / table.sum(axis=1, keepdims=True), tuple("abcdef"[:classes]))


def test_few_rows_are_drawn_themselves_and_many_in_blocks(monkeypatch: pytest.MonkeyPatch):
    assert all(sample.blocks is None for sample in samples(made(300), 10, 0))
    monkeypatch.setattr(resampling, "BLOCKS", 100)
    found = list(samples(made(350), 10, 0))
    assert found[0].weights.shape == (10, 100)
    assert found[0].blocks is not None
    assert sorted(np.bincount(found[0].blocks)) == [3] * 50 + [4] * 50


def test_groups_stay_whole_in_blocks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resampling, "BLOCKS", 40)
    groups = np.arange(300) // 3
    blocks = next(samples(made(300), 5, 0, groups)).blocks
    assert blocks is not None
    assert all(len(set(blocks[groups == group])) == 1 for group in range(100))
    assert len(set(blocks)) == 40
    few = np.arange(300) // 10
    assert (next(samples(made(300), 5, 0, few)).blocks == few).all()


@pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: type(metric).__name__)
def test_blocks_tell_the_spread_that_rows_tell(metric, drawn, monkeypatch: pytest.MonkeyPatch):
    kind = metric.problem_types[0]
    one = made(4_000) if kind == SINGLE else drawn(kind, 0, 4_000)
    rows = np.concatenate([metric.values(sample) for sample in samples(one, 600, 0)])
    monkeypatch.setattr(resampling, "BLOCKS", 2_000)
    blocks = np.concatenate([metric.values(sample) for sample in samples(one, 600, 1)])
    assert blocks.std(axis=0) == pytest.approx(rows.std(axis=0), rel=0.15)
    assert blocks.mean(axis=0) == pytest.approx(rows.mean(axis=0), abs=0.35 * float(rows.std(axis=0).max()) + 1e-3)


@pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: type(metric).__name__)
def test_blocks_that_each_stand_once_are_the_whole(metric, drawn):
    kind = metric.problem_types[0]
    one = made(900) if kind == SINGLE else drawn(kind, 0, 900)
    blocks = np.random.default_rng(0).permutation(900) % 200
    found = metric.values(Sample(one, np.ones((2, 200)), blocks))
    assert found[0] == pytest.approx(metric.values(Sample.whole(one))[0], abs=1e-9)


def test_the_influence_of_a_row_is_what_a_little_more_of_it_changes():
    from sklearn.metrics import average_precision_score, roc_auc_score

    random = np.random.default_rng(1)
    truth, scores = random.random(60) < 0.3, random.integers(0, 20, 60) / 20
    order = np.argsort(scores)
    found = influences(Ranked(order, scores[order], truth[order]))
    assert found.roc == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
    assert found.precision_recall == pytest.approx(average_precision_score(truth, scores), abs=1e-12)
    assert found.pull.sum() == pytest.approx(0, abs=1e-12)
    for place in range(0, 60, 7):
        more = np.ones(60)
        more[order[place]] += 1e-6
        change = average_precision_score(truth, scores, sample_weight=more) - found.precision_recall
        assert change / 1e-6 == pytest.approx(found.pull[place], abs=1e-5)


def test_many_rows_are_scored_repeatably():
    one = made(60_000)
    found = score(one, 1_000, seed=3)
    assert found == score(one, 1_000, seed=3)
    macro = next(item for item in found if item.metric == "accuracy")
    assert macro.high - macro.low == pytest.approx(
        2 * 1.96 * (macro.value * (1 - macro.value) / 60_000) ** 0.5, rel=0.1
    )
