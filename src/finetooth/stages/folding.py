"""Folds: each row is held out once in each repeat; classes are spread evenly, and what belongs together stays so."""

import numpy as np
import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.results import Settings, Splits
from finetooth.core.rows import Rows
from finetooth.facts.near import near_clusters
from finetooth.problems import taught_by
from finetooth.problems.problem import MULTI, SINGLE
from finetooth.stages.splitting import deal_to_folds, units_of
from finetooth.stages.strata import in_bins
from finetooth.training.probe_head import splittable

MOST_IN_A_FOLD = 0.6  # of all rows: the others would teach too little to tell of
_FIX = "lower training.folds, or set training.cross_validation: none"


def left_out(splits: Splits, problem_type: str = SINGLE) -> int:
    """Return how many validation rows ``pooled`` leaves out."""
    return len(splits.train) + len(splits.validation) - len(pooled(splits, problem_type))


def pooled(splits: Splits, problem_type: str = SINGLE) -> Rows:
    """Return the rows of training and validation, but for validation rows whose label the model cannot know."""
    known = taught_by(problem_type, splits.train.labels.to_list()).knows(splits.validation.labels)
    return Rows.concat([splits.train, Rows(splits.validation.table.filter(known))])


def dealt(rows: Rows, settings: Settings) -> tuple[np.ndarray, ...]:
    """Deal rows to folds as the settings say, near copies together: see ``folds_of``. Raises UserError."""
    together = near_clusters(rows, settings.seed)
    return folds_of(rows, together, settings.folds, settings.fold_repeats, settings.seed, settings.problem_type)


def can_be_dealt(splits: Splits, settings: Settings) -> bool:
    """Whether the rows give folds that can be scored: a class of three rows, or two large groups, may not."""
    try:
        dealt(pooled(splits, settings.problem_type), settings)
    except UserError:
        return False
    return True


def folds_of(
    rows: Rows, keys: pl.Series, folds: int, repeats: int, seed: int, problem_type: str = SINGLE
) -> tuple[np.ndarray, ...]:
    """Return for each repeat the fold (from 0) of each row, int64[n].

    Rows that share a key (one a row) or a group are never parted. Each repeat deals anew. Raises UserError where
    there are fewer units than folds, a fold would hold rows of one label only, or most of all rows.
    """
    units = units_of(keys, rows.table["group"]).to_numpy()
    if len(np.unique(units)) < folds:
        what = f"{len(np.unique(units)):,} groups of rows that belong together cannot be dealt to {folds} folds"
        raise UserError(what, "recipe: training.folds", _FIX)
    alike = in_bins(rows, problem_type)
    targets = alike.labels.rank("dense").to_numpy().astype(np.int64)
    several = problem_type == MULTI
    found = tuple(
        deal_to_folds(alike, keys, folds, seed + repeat) if several else _dealt(targets, units, folds, seed + repeat)
        for repeat in range(repeats)
    )
    for fold in found:
        if any(len(np.unique(targets[fold == number])) < 2 for number in range(folds)):
            what = "a fold would hold rows of one label only, by which no model can be judged"
            raise UserError(what, "recipe: training.folds", _FIX)
        if (largest := int(np.bincount(fold).max())) > MOST_IN_A_FOLD * len(fold):
            what = f"one fold would hold {largest:,} of {len(fold):,} rows, as they belong together"
            raise UserError(what, "recipe: training.folds", _FIX)
    return found


def _dealt(targets: np.ndarray, units: np.ndarray, folds: int, seed: int) -> np.ndarray:
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    fold = np.zeros(len(targets), dtype=np.int64)
    alone = len(np.unique(units)) == len(units)  # then classes can be spread evenly, which groups do not promise
    kind = StratifiedKFold if alone else StratifiedGroupKFold
    spread = kind(folds, shuffle=True, random_state=seed)
    for number, (_, held) in enumerate(spread.split(targets, splittable(targets, folds), None if alone else units)):
        fold[held] = number
    return fold
