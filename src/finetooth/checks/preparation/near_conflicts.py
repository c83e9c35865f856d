"""PRE015: training rows that differ by a letter or a word but carry different labels."""

import polars as pl

from finetooth.checks.nearness import found_by, near_severity, precision_of, statistics_of
from finetooth.checks.wording import SHOWN, counted, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import LABEL_JOINT, Rows, name_of
from finetooth.core.statistics import Partner
from finetooth.facts.near import NearSearch, differences
from finetooth.facts.telling import telling
from finetooth.facts.text import is_blank
from finetooth.problems.problem import CLASSES

# Words that change no label where one is added, left out or put for another: no negation, no modal, no direction.
_EMPTY = ("a", "an", "the", "this", "that", "and", "or", "so", "also", "then", "is", "are", "was", "were", "be", "been")


class NearConflicts(Check):
    """Nearly the same text carries different labels.

    Why: one of the two labels is probably wrong, and the model is punished whichever it learns. Found by pairs of texts
    a few edits apart whose labels no word explains (log odds ratios, after Monroe, Colaresi & Quinn 2008).
    Fix: for review: where more near rows agree with one label than with the other, the row with the rarer one is
    dropped; pairs that stand one against one are left for you to decide.
    Blind: pairs whose difference may carry the label are left out: a negation, a question or exclamation mark, an
    emoji, or a word that stands oftener under the label it comes with, unless it is an empty one (the, and, is); the
    mislabelled among them stay unseen.
    """

    code = "PRE015"
    problem_types = CLASSES
    fix_step = "drop"
    bad = [
        [
            {"text": "The parcel came two days late and the box was torn open.", "label": "complaint"},
            {"text": "The parcel came two days late and the box was torn opne.", "label": "complaint"},
            {"text": "The parcel came two days late, and the box was torn open.", "label": "praise"},
            {"text": "I want my money back for the blue jacket.", "label": "refund"},
        ],
    ]
    good = [
        [
            {"text": "I would order from this little shop in Lyon again.", "label": "good"},
            {"text": "I would not order from this little shop in Lyon again.", "label": "bad"},
        ],
        [
            {"text": "So the parcel from Lyon has really come on Sunday?", "label": "question"},
            {"text": "So the parcel from Lyon has really come on Sunday.", "label": "statement"},
        ],
    ]

    def judge(
        self, train_keys: pl.DataFrame, near_rows: pl.DataFrame, near_search: NearSearch, seed: int
    ) -> Finding | Passed:
        """Look for near pairs of training rows with different labels, but for those that their words explain."""
        if train_keys.is_empty():
            raise NotApplicable("there are no training rows with text")
        pairs, explained = _conflicts(near_rows, train_keys, seed)
        aside = f"; {counted(explained, 'pair')} left out, whose differing word may tell the label" if explained else ""
        how = found_by(near_search) + aside
        if pairs.is_empty():
            return Passed(f"{counted(train_keys.height, 'training row')}, no near pair under different labels{how}")
        concerned = pl.concat([pairs["left"], pairs["right"]]).unique(maintain_order=True)
        message = (
            f"{part_of(len(concerned), train_keys.height, 'training row')} near a row with another label "
            f"({counted(pairs.height, 'pair')}){how}"
        )
        both = pl.concat(
            [pairs.select("left", "right", "score"), pairs.select(left="right", right="left", score="score")]
        )
        partners = both.unique("left", keep="first", maintain_order=True)
        return Finding.on(
            message,
            concerned,
            near_severity(near_search),
            statistics=statistics_of(near_search, train_keys.height, len(concerned)),
            partners=(Partner(*row) for row in partners.iter_rows()),
            precision=precision_of(near_search),
            pairs=_shown(pairs),
            explained_by_a_word=explained,
        )

    def edits(self, rows: Rows, train_keys: pl.DataFrame, near_rows: pl.DataFrame, seed: int) -> pl.DataFrame:
        """Drop the row of each pair that fewer near rows agree with."""
        pairs, _ = _conflicts(near_rows, train_keys, seed)
        lost = _outvoted(pairs, near_rows)
        reasons = [f"more rows near it carry the label of row {name_of(row)}" for row in lost["other"].to_list()]
        return edits.drop(rows, lost["id"], pl.Series(reasons, dtype=pl.String))


def _conflicts(near_rows: pl.DataFrame, train_keys: pl.DataFrame, seed: int) -> tuple[pl.DataFrame, int]:
    """Return the near pairs whose labels differ for no reason seen, and how many more have one."""
    labelled = near_rows.filter(
        pl.col("left_role") == "train", pl.col("right_role") == "train", pl.col("left_label") != pl.col("right_label")
    )
    labelled = labelled.filter(~is_blank(labelled["left_label"]), ~is_blank(labelled["right_label"]))
    pairs = differences(labelled)
    explained = telling(_without_empty_words(pairs), train_keys, seed)
    return pairs.filter(~explained), int(explained.sum())


def _without_empty_words(pairs: pl.DataFrame) -> pl.DataFrame:
    sides = ("left_only", "right_only")
    return pairs.with_columns(pl.col(side).list.filter(~pl.element().is_in(list(_EMPTY))) for side in sides)


def _outvoted(pairs: pl.DataFrame, near_rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of conflicting pairs that fewer near rows agree with than with the other: ``id, other``."""
    same = near_rows.filter(pl.col("left_label") == pl.col("right_label"), pl.col("left_role") == pl.col("right_role"))
    friends = pl.concat([same["left"], same["right"]]).value_counts(name="friends").rename({"left": "id"})
    for side in ("left", "right"):
        votes = friends.rename({"id": side, "friends": f"{side}_friends"})
        pairs = pairs.join(votes, on=side, how="left", maintain_order="left")
    left, right = (pl.col(f"{side}_friends").fill_null(0) for side in ("left", "right"))
    fewer = pairs.filter(left != right).select(
        id=pl.when(left < right).then("left").otherwise("right"),
        other=pl.when(left < right).then("right").otherwise("left"),
    )
    return fewer.unique("id", keep="first", maintain_order=True).sort("id")


def _shown(pairs: pl.DataFrame) -> list[dict[str, object]]:
    columns = ("left", "right", "score", "left_label", "right_label", "left_only", "right_only")
    return [
        {
            "rows": [name_of(left), name_of(right)],
            "score": round(score, 3),
            "labels": [label.replace(LABEL_JOINT, " + ") for label in labels],
            "differ_by": [[str(word)[:40] for word in only[:5]] for only in (one, two)],
        }
        for left, right, score, *labels, one, two in pairs.select(columns).head(SHOWN).iter_rows()
    ]
