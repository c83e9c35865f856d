"""FIT010 tells chance from folds that differ."""

import math
from dataclasses import replace

import pytest

from finetooth.checks.overfitting.folds_differ import FoldsDiffer
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import CrossValidation

BAD: CrossValidation = FoldsDiffer.bad[0]["crossed"]


def test_the_worst_fold_is_named_with_the_odds():
    found = FoldsDiffer().judge(BAD)
    assert isinstance(found, Finding)
    assert "between 0.550 and 0.840" in found.message
    assert found.message.endswith("worst is fold 4")
    repeated = replace(BAD, folds=tuple(replace(fold, repeat=2) for fold in BAD.folds))
    assert FoldsDiffer().judge(repeated).message.endswith("worst is fold 4 of repeat 2")


def test_wide_errors_explain_the_same_spread():
    noisy = replace(BAD, folds=tuple(replace(fold, error=0.15) for fold in BAD.folds))
    assert isinstance(FoldsDiffer().judge(noisy), Passed)


def test_without_folds_or_scores_it_does_not_apply():
    with pytest.raises(NotApplicable, match="no folds"):
        FoldsDiffer().judge(None)
    unknown = replace(BAD, folds=tuple(replace(fold, score=math.nan) for fold in BAD.folds))
    with pytest.raises(NotApplicable, match="fewer than two"):
        FoldsDiffer().judge(unknown)


def test_alike_folds_are_seldom_called_different():
    import numpy as np

    random, called = np.random.default_rng(0), 0
    for _ in range(400):
        scores = random.binomial(40, 0.85, 5) / 40
        errors = [max(0.02, (score * (1 - score) / 40) ** 0.5) for score in scores.tolist()]
        folds = tuple(
            replace(fold, score=score, error=error)
            for fold, score, error in zip(BAD.folds, scores.tolist(), errors, strict=True)
        )
        called += isinstance(FoldsDiffer().judge(replace(BAD, folds=folds)), Finding)
    assert called <= 8  # at a level of 1 in 100; by each fold's own error it is 20
