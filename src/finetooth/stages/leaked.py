"""Leaked: test rows that the rows to learn from give away, and the scores with and without them."""

import polars as pl

from finetooth.core.beside import Leak
from finetooth.core.results import Scores, Splits
from finetooth.core.rows import Rows
from finetooth.facts.near import near_clusters
from finetooth.facts.text import is_blank, normalise, whole
from finetooth.metrics.said import Said
from finetooth.metrics.score import score

TEXT, NEAR, GROUP = "text", "near", "group"


def leak(
    splits: Splits,
    predictions: Said,
    scores: Scores,
    resamples: int,
    seed: int,
    groups: pl.Series | None = None,
) -> Leak:
    """Return which test rows the training and validation rows give away, and the scores without them."""
    known = leaked_rows(splits, seed)
    metric = scores.selection_metric
    mine = scores.get(metric)
    if known.is_empty():
        return Leak((), {}, len(splits.test), metric, mine, Scores((), {}, metric), None)
    mask = splits.test.ids.is_in(known["id"].implode())
    parts = [mask.not_(), mask]
    clean, rest = (
        score(predictions.where(part.to_numpy()), resamples, seed, None if groups is None else groups.filter(part))
        for part in parts
    )
    kinds = {str(kind): int(rows) for kind, rows in known.group_by("kind", maintain_order=True).len().iter_rows()}
    ids = tuple(known["id"].to_list())
    return Leak(ids, kinds, len(splits.test), metric, mine, Scores(clean, {}, metric), Scores(rest).get(metric))


def leaked_rows(splits: Splits, seed: int = 42, budget: float = 120.0) -> pl.DataFrame:
    """Return the test rows with a twin among the training or validation rows: ``id, kind``.

    The kind is text (equal but for case, space and signs), near (a copy with a letter or word changed), or group. Near
    copies are searched where a file brought its own rows: splits that finetooth draws keep them on one side.
    """
    taught = Rows.concat([splits.train, splits.validation])
    told, asked = _keyed(taught), _keyed(splits.test)
    found = asked.select("id", pl.lit(None, pl.String).alias("kind"))
    kinds = [(TEXT, _met(asked, told, "key")), (NEAR, _near(taught, splits.test, seed, budget))]
    for kind, met in [*kinds, (GROUP, _met(asked, told, "group"))]:
        found = found.with_columns(pl.coalesce("kind", pl.when(met).then(pl.lit(kind))))
    return found.drop_nulls("kind")


def _keyed(rows: Rows) -> pl.DataFrame:
    key = normalise(whole(rows)).set(is_blank(rows.texts), None).alias("key")
    return rows.table.select("id", "role", "group").with_columns(key)


def _met(asked: pl.DataFrame, told: pl.DataFrame, column: str) -> pl.Series:
    """Return whether each asked row has a value that a told row has too; null is no value."""
    return asked[column].is_in(told[column].drop_nulls().unique().implode()).fill_null(False)


def _near(taught: Rows, test: Rows, seed: int, budget: float) -> pl.Series:
    """Return for each test row whether it is in one cluster with a row to learn from."""
    if set(taught.table["role"].unique()) | set(test.table["role"].unique()) == {"train"}:
        return pl.Series([False] * len(test), dtype=pl.Boolean)
    clusters = near_clusters(Rows.concat([taught, test]), seed, budget)
    own = clusters.tail(len(test))
    return own.is_in(clusters.head(len(taught)).unique().implode())
