"""Every row is judged once a repeat by what never saw it; sizes grow; rare classes are not hidden."""

import numpy as np
import polars as pl
import pytest

from finetooth.facts.curve_fit.crossed import FOLDS, crossed
from finetooth.facts.curve_fit.probes import naive_bayes, plain_ridge, ridge


def _classes(count: int = 300) -> np.ndarray:
    return np.arange(count) % 3


def test_no_row_judges_what_it_trained_and_all_are_judged() -> None:
    seen: list[tuple[set[int], set[int]]] = []

    def ladder(train, sizes, test):  # type: ignore[no-untyped-def]
        seen.append((set(train.tolist()), set(test.tolist())))
        for _ in sizes:
            yield np.eye(3)[_classes()[test]]

    found = crossed(ladder, _classes(), np.random.default_rng(0))
    assert len(seen) % FOLDS == 0
    assert all(not train & test for train, test in seen)
    assert set().union(*(test for _, test in seen[:FOLDS])) == set(range(300))
    assert (found.f1 == 1).all()
    assert np.allclose(found.drawn, 1)


def test_f1_is_that_of_scikit_learn_and_the_bootstrap_lies_around_it() -> None:
    from sklearn.metrics import f1_score

    draw = np.random.default_rng(0)
    classes, said = draw.integers(0, 3, 400), draw.integers(0, 3, 400)

    def ladder(train, sizes, test):  # type: ignore[no-untyped-def]
        for _ in sizes:
            yield np.eye(3)[said[test]]

    found = crossed(ladder, classes, draw)
    assert found.f1[-1] == pytest.approx(f1_score(classes, said, average=None))
    assert found.drawn[:, -1].mean(axis=0) == pytest.approx(found.f1[-1], abs=0.01)
    assert 0.01 < found.drawn[:, -1].mean(axis=1).std() < 0.05
    assert found.predicted is not None
    assert (found.predicted == said).all()


def test_a_rare_class_is_found_by_the_ridge_probe() -> None:
    draw = np.random.default_rng(0)
    classes = np.repeat([0, 1, 2], [200, 200, 20])
    inputs = draw.normal(size=(420, 10)).astype(np.float32)
    inputs[np.arange(420), classes] += 2.5
    ours, plain = (crossed(probe(inputs, classes), classes, np.random.default_rng(0)) for probe in (ridge, plain_ridge))
    assert ours.f1[-1, 2] > plain.f1[-1, 2] + 0.05


def test_naive_bayes_learns_from_its_training_rows_alone() -> None:
    texts = pl.Series([f"the {'good' if n % 2 else 'bad'} thing {n % 7}" for n in range(40)] + ["the odd one"] * 20)
    classes = np.concatenate([np.arange(40) % 2, np.zeros(20, np.int64)])
    train, test = np.arange(20), np.arange(20, 40)
    some = list(naive_bayes(texts, classes)(train, [10, 20], test))
    assert (some[1].argmax(axis=1) == classes[test]).all()
    other = np.where(np.arange(60) < 20, classes, 1 - classes)
    assert np.allclose(next(iter(naive_bayes(texts, other)(train, [20], test))), some[1])
