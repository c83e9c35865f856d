"""Scores of strangeness: that of finetooth beside the usual ones."""

import numpy as np

from finetooth.scope.scope import Held, fit_scope
from finetooth.scope.strangeness import Known
from scoping.cases import Case

ALARMS, USED = 0.05, "doubt + distance"


def scores(case: Case) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return each score of held-out, test and unknown rows; more is stranger."""
    parts = (case.held, case.test, case.unknown)
    known = Known(np.arange(len(case.classes)), case.train.vectors, case.classes)
    ids = np.arange(len(case.held.vectors)) + len(case.classes)
    scope = fit_scope(("",) * case.held.logits.shape[1], Held(ids, case.held.chances, case.held.vectors), known, ALARMS)
    return {
        "1 - highest probability": tuple(1 - one.chances.max(axis=1) for one in parts),
        "energy": tuple(-np.logaddexp.reduce(one.logits, axis=1) for one in parts),
        "entropy": tuple(scope.strangeness(one.chances) for one in parts),
        "nearest row, base vectors": tuple(1 - (one.vectors @ case.train.vectors.T).max(axis=1) for one in parts),
        "nearest row, own features": tuple(
            1 - (_unit(one.features) @ _unit(case.train.features).T).max(axis=1) for one in parts
        ),
        "relative Mahalanobis, own features": tuple(_relative(case, one.features) for one in parts),
        USED: tuple(scope.strangeness(one.chances, one.vectors, known) for one in parts),
    }


def _unit(values: np.ndarray) -> np.ndarray:
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def _relative(case: Case, values: np.ndarray) -> np.ndarray:
    """Return the relative Mahalanobis distance (Ren et al. 2021), covariances shrunk by a tenth."""
    taught = case.train.features
    centres = np.stack([taught[case.classes == place].mean(axis=0) for place in np.unique(case.classes)])
    own = taught - centres[np.searchsorted(np.unique(case.classes), case.classes)]
    return (
        _distance(values, centres, own).min(axis=1)
        - _distance(values, taught.mean(axis=0)[None], taught - taught.mean(axis=0))[:, 0]
    )


def _distance(values: np.ndarray, centres: np.ndarray, rests: np.ndarray) -> np.ndarray:
    spread = rests.T @ rests / len(rests)
    spread = 0.9 * spread + 0.1 * np.trace(spread) / len(spread) * np.eye(len(spread))
    turn = np.linalg.cholesky(np.linalg.inv(spread))
    here, there = values @ turn, centres @ turn
    return (here**2).sum(axis=1)[:, None] - 2 * here @ there.T + (there**2).sum(axis=1)
