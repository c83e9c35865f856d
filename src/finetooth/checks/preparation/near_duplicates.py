"""PRE013: training rows of one label that differ by a letter or a word."""

import polars as pl

from finetooth.checks.nearness import DROPPED, found_by, near_severity, precision_of, statistics_of
from finetooth.checks.wording import SHOWN, counted, names, part_of
from finetooth.core import edits
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows, name_of
from finetooth.core.statistics import Partner
from finetooth.facts.near import NearSearch
from finetooth.facts.neighbours.clusters import stars


class NearDuplicates(Check):
    """Rows repeat but for a letter or a word.

    Why: near copies weigh double, teach nothing new (Lee et al. 2022) and leak when the split parts them.
    Fix: for review: the first row of each cluster is kept, and rows near it are dropped. How near is measured in your
    texts: copies with one or two edits are planted, and the limits taken that find them at the fewest other rows.
    Blind: paraphrases (PRE014); texts of one template with other words in its slot, which are siblings and left alone;
    texts of one or two words, unless one is misspelt or they differ by spaces and full stops alone; what differs only
    after 2,000 words. Where many texts are alike by nature so are many of the found: the precision says how many.
    """

    code = "PRE013"
    tasks = BOTH
    fix_step = "merge"
    bad = [
        [
            {"text": "The parcel came two days late and the box was torn open.", "label": "complaint"},
            {"text": "The parcel came two days late and the box was torn opne.", "label": "complaint"},
            {"text": "I want my money back for the blue jacket.", "label": "refund"},
        ],
        [
            {"text": "Can you tell me when the shop in Lyon opens on Sunday?", "label": "hours"},
            {"text": "Do you also deliver to islands?", "label": "delivery"},
            {"text": "Can you tell me when the shop in Lyon opens on a Sunday", "label": "hours"},
        ],
    ]
    good = [
        [
            {"text": "What is the capital of Peru?", "label": "place"},
            {"text": "What is the capital of Chad?", "label": "place"},
            {"text": "What is the capital of Laos?", "label": "place"},
            {"text": "What is the capital of Fiji?", "label": "place"},
        ],
        [{"text": "Thanks!", "label": "ham"}, {"text": "Thanks.", "label": "ham"}],
        [
            {"text": "The parcel came two days late and the box was torn open.", "label": "complaint"},
            {"text": "The parcel came two days late and the box was torn opne.", "label": "praise"},
        ],
    ]

    def judge(self, train_keys: pl.DataFrame, near_rows: pl.DataFrame, near_search: NearSearch) -> Finding | Passed:
        """Look for training rows near an earlier one with the same label."""
        if train_keys.is_empty():
            raise NotApplicable("there are no training rows with text")
        copies = _copies(near_rows, train_keys)
        how = found_by(near_search)
        if copies.is_empty():
            return Passed(f"{counted(train_keys.height, 'training row')}, none near another of its label{how}")
        message = (
            f"{part_of(copies.height, train_keys.height, 'training row')} that differ from an earlier row of the same "
            f"label by little more than a letter or a word{how}"
        )
        clusters = (
            copies.group_by("first", maintain_order=True).agg("id").sort(pl.col("id").list.len(), descending=True)
        )
        shown = [names([first, *ids]) for first, ids in clusters.head(SHOWN).iter_rows()]
        return Finding.on(
            message,
            copies["id"],
            near_severity(near_search),
            statistics=statistics_of(near_search, train_keys.height, copies.height),
            partners=(Partner(*row) for row in copies.select("id", "first", "score").iter_rows()),
            precision=precision_of(near_search),
            clusters=clusters.height,
            largest_clusters=shown,
            siblings=near_search.siblings,
        )

    def edits(self, rows: Rows, train_keys: pl.DataFrame, near_rows: pl.DataFrame) -> pl.DataFrame:
        """Keep the first of each cluster."""
        copies = _copies(near_rows, train_keys)
        reasons = [
            DROPPED.format(name_of(first), score) for first, score in copies.select("first", "score").iter_rows()
        ]
        return edits.drop(rows, copies["id"], pl.Series(reasons, dtype=pl.String))


def _copies(near_rows: pl.DataFrame, train_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the rows near the first of their cluster and of its label, nearest first: ``id, first, score``."""
    same = near_rows.filter(
        pl.col("kind") == "near",
        pl.col("left_role") == "train",
        pl.col("right_role") == "train",
        pl.col("left_label").eq_missing(pl.col("right_label")),
    ).select(
        pl.min_horizontal("left", "right").alias("left"), pl.max_horizontal("left", "right").alias("right"), "score"
    )
    ids = pl.concat([same["left"], same["right"]]).unique().sort()
    at = ids.to_frame("id").with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    placed = same.select(
        left=same.select(id="left").join(at, on="id", how="left", maintain_order="left")["place"],
        right=same.select(id="right").join(at, on="id", how="left", maintain_order="left")["place"],
    )
    led = at.select("id", first=ids.gather(stars(placed, len(ids)))).filter(pl.col("id") != pl.col("first"))
    both = pl.concat([same, same.select(left="right", right="left", score="score")]).unique(
        ["left", "right"], keep="first"
    )
    led = led.join(both, left_on=["id", "first"], right_on=["left", "right"])
    texts = train_keys.select("id", "key", "label")
    spread = led.join(texts, on="id").drop("id").join(texts, on=["key", "label"], nulls_equal=True)
    return spread.select("id", "first", "score").sort("score", "id", descending=[True, False])
