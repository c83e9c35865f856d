"""PRE014: rows that say the same as an earlier one in other words."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows, name_of
from finetooth.core.statistics import Partner
from finetooth.facts.semantic import PAIR_SCHEMA, SemanticPairs, repeats


def _pairs(*pairs: tuple[int, int, float]) -> SemanticPairs:
    table = pl.DataFrame(list(pairs), schema=PAIR_SCHEMA, orient="row")
    return SemanticPairs(table, 0.93, 0.91, 0.93, 0.95, 0.0005, 60, "60 rows")


class SemanticDuplicates(Check):
    """Rows say the same in other words.

    Why: a thought that stands there three times weighs three times, and the set is smaller than it looks (SemDeDup,
    Abbas et al. 2023: half of a web corpus could go without loss). Cosine of the base model's vectors finds them.
    Fix: read the pairs; then let prepare keep the first of each.
    Blind: free paraphrases in quite other words, and rows of one template whose slots differ in a word (a number is
    seen); in data where all rows of a class are close, only the closest count. Nothing is seen without a base model.
    """

    code = "PRE014"
    severity = Severity.INFO
    fix_step = "merge"
    bad = [
        {
            "rows": [
                {"text": "Who invented the zip fastener?", "label": "person"},
                {"text": "What is the name of the inventor of the zip fastener?", "label": "person"},
                {"text": "Where does the Danube end?", "label": "place"},
            ],
            "semantic_pairs": _pairs((1, 2, 0.95)),
        }
    ]
    good = [
        {
            "rows": [
                {"text": "Can I swap my seat?", "label": "seat"},
                {"text": "Is it possible to swap my seat?", "label": "refund"},
                {"text": "Where does the Danube end?", "label": "place"},
            ],
            "semantic_pairs": _pairs((1, 2, 0.95)),
        }
    ]

    def judge(self, train_keys: pl.DataFrame, semantic_pairs: SemanticPairs) -> Finding | Passed:
        """Look for training rows whose vector is closer to an earlier one's than the rows' usual neighbours are."""
        if train_keys.is_empty():
            raise NotApplicable("there are no training rows with text")
        found, told = repeats(semantic_pairs, train_keys), semantic_pairs.told
        looked = semantic_pairs.looked_at(train_keys)
        precision = semantic_pairs.precision(found.height, looked)
        if precision.value <= 0:
            many = (
                f"{found.height:,} rows, no more than chance explains, say" if found.height else "no training row says"
            )
            message = f"{told} compared: {many} what an earlier one of its class says in other words"
            return Passed(message, {"threshold": round(semantic_pairs.threshold, 4)})
        message = (
            f"{part_of(found.height, looked, 'training row')} that say in other words what an earlier row "
            f"of the same label says ({told} compared, cosine from {semantic_pairs.threshold:.3f})"
        )
        return Finding.on(
            message,
            found["right"],
            statistics=semantic_pairs.statistics(looked, found.height),
            partners=[Partner(right, left, score) for left, right, score in found.rows()],
            precision=precision,
            closest=[
                [name_of(left), name_of(right), round(score, 3)] for left, right, score in found.head(SHOWN).rows()
            ],
            planted_rewrites_found=semantic_pairs.recall,
            different_labels=counted(_contradictions(semantic_pairs, train_keys), "pair"),
        )

    def edits(self, rows: Rows, train_keys: pl.DataFrame, semantic_pairs: SemanticPairs) -> pl.DataFrame:
        """Keep the first of each."""
        found = repeats(semantic_pairs, train_keys)
        reasons = [f"says what row {name_of(left)} says (cosine {score:.3f})" for left, _, score in found.rows()]
        return edits.drop(rows, found["right"], pl.Series(reasons, dtype=pl.String))


def _contradictions(pairs: SemanticPairs, train_keys: pl.DataFrame) -> int:
    """Count the pairs of training rows whose labels differ: they are shown, and no copies to drop."""
    labels = train_keys.select("id", "label")
    both = pairs.table.join(labels, left_on="left", right_on="id").join(labels, left_on="right", right_on="id")
    return both.filter(pl.col("label").ne_missing(pl.col("label_right"))).height
