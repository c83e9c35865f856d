"""Facts on rows with several labels: each label by itself, given or not (binary relevance, Zhang & Zhou 2014)."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.budget import affordable
from finetooth.facts.embeddings import Embedded
from finetooth.facts.label_noise.features import CHARACTERS
from finetooth.facts.label_noise.judged import FEWEST_ROWS, Judged, judged_labels
from finetooth.facts.label_noise.one_label import Doubt, doubt
from finetooth.facts.label_noise.suspects import WANTED
from finetooth.facts.label_noise.vectors import vectors_of
from finetooth.facts.label_noise.voices import gather
from finetooth.facts.labels import label_sets

FEWEST_OF_SIDE = 20  # rows with the label, and as many without
MOST_LABELS = 20
_SHARE = 0.25  # of the budget
_ROWS, _LETTERS, _CELLS = 800, 80_000, 16_000  # a second: rows, characters read, rows times labels and runs

Array = np.ndarray


@dataclass(frozen=True)
class LabelSets:
    """Training rows as tables of labels: ``ids`` Int64[n], normalised ``texts``, ``given`` Boolean[n, k] for ``names``.

    The names are the most frequent of the ``frequent`` labels that 20 different texts have and 20 lack; there are
    ``labels`` in all. Where fewer than the ``of`` rows are here they are a random sample that the budget pays for.
    """

    ids: pl.Series
    texts: pl.Series
    given: Array
    names: tuple[str, ...]
    frequent: int
    labels: int
    of: int

    @property
    def told(self) -> str:
        """How much was looked at, with what could not be."""
        rows = f"a random {len(self.ids):,} of {self.of:,}" if len(self.ids) < self.of else f"{self.of:,}"
        whose = f"with {FEWEST_OF_SIDE} rows and more on either side"
        count = f"{len(self.names):,} of {self.labels:,} labels, one by one"
        more = (
            f" (the most frequent of {self.frequent:,} {whose})" if self.frequent > len(self.names) else f" ({whose})"
        )
        return f"{count}{more}, in {rows} training rows"


@dataclass(frozen=True)
class Assignments:
    """The doubts on each label of ``sets``, in its order."""

    sets: LabelSets
    doubts: tuple[Doubt, ...]


@fact
def several_labels(train_keys: pl.DataFrame, multi_label: bool, budget: float, seed: int) -> LabelSets | None:
    """The labels that can be looked at one by one; None where every row has one label."""
    if not multi_label:
        return None
    table = train_keys.filter(pl.col("label").is_not_null()).select("id", "key", "label")
    most = _payable(table, budget)
    part = table.sample(most, seed=seed).sort("id") if table.height > most else table
    sets = label_sets(part["label"])
    said = pl.DataFrame({"row": np.arange(part.height), "key": part["key"], "label": sets}).explode("label")
    said = said.filter(pl.col("label").str.strip_chars() != "").unique()
    sizes = said.group_by("label").agg(pl.len().alias("rows"), pl.col("key").n_unique().alias("texts"))
    texts = part["key"].n_unique()
    enough = (pl.col("texts") >= FEWEST_OF_SIDE) & (texts - pl.col("texts") >= FEWEST_OF_SIDE)
    kept = sizes.filter(enough).sort("rows", "label", descending=[True, False])
    names = tuple(kept["label"].head(MOST_LABELS).to_list())
    if not names or part.height < FEWEST_ROWS:
        sides = f"none of {sizes.height:,} has {FEWEST_OF_SIDE} training rows with it and {FEWEST_OF_SIDE} without"
        raise NotApplicable(f"rows carry several labels: {sides}, among {FEWEST_ROWS} rows at least")
    given = np.zeros((part.height, len(names)), bool)
    for number, name in enumerate(names):
        given[said.filter(pl.col("label") == name)["row"].to_numpy(), number] = True
    return LabelSets(part["id"], part["key"], given, names, kept.height, sizes.height, table.height)


def _payable(table: pl.DataFrame, budget: float) -> int:
    """Return how many rows a share of the budget pays for: by rows, by characters, and by rows, labels and runs."""
    length = float(table["key"].str.len_chars().clip(0, CHARACTERS).mean() or 1)  # type: ignore[arg-type]
    runs = 2 * MOST_LABELS  # each is heard once as it is, and where rows are many once with planted flips
    by_cells = max(FEWEST_ROWS, affordable(budget, _CELLS, _SHARE) // runs)
    return min(affordable(budget, _ROWS, _SHARE), int(affordable(budget, _LETTERS, _SHARE) / max(1, length)), by_cells)


@fact
def doubted_assignments(
    several_labels: LabelSets | None, seed: int, embeddings: Embedded | None = None
) -> Assignments | None:
    """Every label's rows that seem to lack it or to carry it wrongly; None where every row has one label."""
    if several_labels is None:
        return None
    sets = several_labels
    vectors, rows = vectors_of(sets.ids, embeddings)
    _, kinds = np.unique(sets.given, axis=0, return_inverse=True)  # folds hold the same shares of each set of labels
    material = gather(sets.texts, kinds.reshape(-1).astype(np.int64), 2, seed, vectors, rows)
    return Assignments(sets, tuple(doubt(material, column, WANTED, seed) for column in sets.given.T))


@fact
def assignment_suspects(doubted_assignments: Assignments | None) -> pl.DataFrame:
    """Assignments that are probably wrong, worst first: ``id, label, given, score, probability_wrong``.

    Where ``given`` the row carries the label and seems not to deserve it, else it seems to lack it.
    """
    if doubted_assignments is None:
        raise NotApplicable("every row has one label")
    sets = doubted_assignments.sets
    tables = [
        pl.DataFrame(
            {
                "id": sets.ids.filter(pl.Series(one.flagged)),
                "label": np.full(int(one.flagged.sum()), name, dtype=object),
                "given": one.given[one.flagged],
                "score": one.score[one.flagged],
                "probability_wrong": one.wrong[one.flagged],
            },
            schema={
                "id": pl.Int64,
                "label": pl.String,
                "given": pl.Boolean,
                "score": pl.Float64,
                "probability_wrong": pl.Float64,
            },
        )
        for name, one in zip(sets.names, doubted_assignments.doubts, strict=True)
    ]
    return pl.concat(tables).sort("score", "id", "label", descending=[True, False, False])


@fact
def doubted_rows(assignment_suspects: pl.DataFrame) -> pl.DataFrame:
    """The rows with an assignment that is probably wrong: ``id, probability_wrong, flagged``, the worst of a row's."""
    worst = assignment_suspects.group_by("id").agg(pl.col("probability_wrong").max(), pl.lit(True).alias("flagged"))
    return worst.sort("probability_wrong", "id", descending=[True, False])


@fact
def label_hurdle(
    train_keys: pl.DataFrame, multi_label: bool, budget: float, seed: int, judged_labels: Judged | None = None
) -> str:
    """Why no row's one label can be judged; "" where they can."""
    return "" if judged_labels is not None else _hurdle(train_keys, multi_label, budget, seed)


def _hurdle(train_keys: pl.DataFrame, multi_label: bool, budget: float, seed: int) -> str:
    try:
        judged_labels(train_keys, multi_label, budget, seed)
    except NotApplicable as reason:
        return str(reason)
    return ""
