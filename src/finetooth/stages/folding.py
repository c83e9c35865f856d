"""Folds: each row is held out once in each repeat; classes are spread evenly, and what belongs together stays so."""

import numpy as np
import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.rows import Rows
from finetooth.stages.splitting import units_of
from finetooth.training.probe_head import splittable


def folds_of(rows: Rows, keys: pl.Series, folds: int, repeats: int, seed: int) -> tuple[np.ndarray, ...]:
    """Return for each repeat the fold (from 0) of each row, int64[n].

    Rows that share a key (one a row) or a group are never parted. Each repeat deals anew. Raises UserError where
    there are fewer units than folds, or a fold would hold rows of one label only.
    """
    units = units_of(keys, rows.table["group"]).to_numpy()
    if len(np.unique(units)) < folds:
        what = f"{len(np.unique(units)):,} groups of rows that belong together cannot be dealt to {folds} folds"
        raise UserError(what, "recipe: training.folds", "lower training.folds, or set training.cross_validation: none")
    targets = rows.labels.rank("dense").to_numpy().astype(np.int64)
    dealt = tuple(_dealt(targets, units, folds, seed + repeat) for repeat in range(repeats))
    for fold in dealt:
        if any(len(np.unique(targets[fold == number])) < 2 for number in range(folds)):
            fix = "lower training.folds, or set training.cross_validation: none"
            raise UserError("a fold holds rows of one label only, which no score can tell", "training.folds", fix)
    return dealt


def _dealt(targets: np.ndarray, units: np.ndarray, folds: int, seed: int) -> np.ndarray:
    from sklearn.model_selection import StratifiedGroupKFold

    fold = np.zeros(len(targets), dtype=np.int64)
    spread = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    for number, (_, held) in enumerate(spread.split(targets, splittable(targets, folds), units)):
        fold[held] = number
    return fold
