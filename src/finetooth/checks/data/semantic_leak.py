"""DAT008: rows that judge which say in other words what a training row says."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows, name_of, row_id
from finetooth.core.statistics import Cost, Partner
from finetooth.facts.learning_curve import LearningCurve
from finetooth.facts.semantic import PAIR_SCHEMA, SemanticPairs, leaks


def _pairs(*pairs: tuple[int, int, float]) -> SemanticPairs:
    table = pl.DataFrame(list(pairs), schema=PAIR_SCHEMA, orient="row")
    return SemanticPairs(table, 0.93, 0.91, 0.93, 0.95, 0.0005, 60, "60 rows")


class SemanticLeak(Check):
    """Test or validation rows say in other words what a training row says.

    Why: the model recognises the thought instead of understanding a new one, and its score is flattered (Elangovan et
    al. 2021, "Memorization vs. generalization"). Cosine of the base model's vectors finds them.
    Fix: review the pairs; where named in prepare.fix the training rows go and the test stays as it is.
    Blind: free paraphrases in quite other words; sources that tell the same story at length; anything without a base
    model, or outside the sample where the rows are too many for audit.budget.
    """

    code = "DAT008"
    fix_step = "merge"
    bad = [
        {
            "rows": [
                {"text": "Who invented the zip fastener?", "label": "person"},
                {"text": "Where does the Danube end?", "label": "place"},
                {"text": "What is the name of the inventor of the zip fastener?", "label": "person", "role": "test"},
            ],
            "semantic_pairs": _pairs((1, row_id("test", 1), 0.95)),
        }
    ]
    good = [
        {
            "rows": [
                {"text": "Who invented the zip fastener?", "label": "person"},
                {"text": "What is the name of the inventor of the zip fastener?", "label": "person"},
                {"text": "Where does the Danube end?", "label": "place", "role": "test"},
            ],
            "semantic_pairs": _pairs((1, 2, 0.95)),
        }
    ]

    def judge(
        self, text_keys: pl.DataFrame, semantic_pairs: SemanticPairs, learning_curve: LearningCurve | None = None
    ) -> Finding | Passed:
        """Look for rows that judge whose vector is closer to a training row than usual neighbours are."""
        there = text_keys.filter(pl.col("role").is_in(["validation", "test"]))
        judging = semantic_pairs.looked_at(there)
        if not judging or there.height == text_keys.height:
            raise NotApplicable("there is no validation or test file beside the training rows")
        found, told = leaks(semantic_pairs, text_keys), semantic_pairs.told
        known = found["right"].n_unique()
        precision = semantic_pairs.precision(known, judging)
        if precision.value <= 0:
            many = (
                f"{known:,} rows that judge, no more than chance explains, say" if known else "no row that judges says"
            )
            message = f"{told} compared: {many} in other words what a training row says"
            return Passed(message, {"threshold": round(semantic_pairs.threshold, 4)})
        other = found.unique("right", keep="first", maintain_order=True).filter(~pl.col("same_label")).height
        message = (
            f"{part_of(known, judging, 'test or validation row')} that say in other words what a training row says, "
            f"{other:,} under another label ({told} compared, cosine from {semantic_pairs.threshold:.3f})"
        )
        rows = found["left"].unique(maintain_order=True)
        return Finding.on(
            message,
            rows,
            statistics=semantic_pairs.statistics(judging, known),
            partners=[Partner(left, right, score) for left, right, score, _ in found.rows()],
            precision=precision,
            cost=_optimism((known - other) / judging, learning_curve),
            closest=[[name_of(left), name_of(right), round(s, 3)] for left, right, s, _ in found.head(SHOWN).rows()],
            planted_rewrites_found=semantic_pairs.recall,
            training_rows=counted(len(rows), "training row"),
        )

    def edits(self, rows: Rows, text_keys: pl.DataFrame, semantic_pairs: SemanticPairs) -> pl.DataFrame:
        """Drop the training rows; the test stays."""
        found = leaks(semantic_pairs, text_keys).unique("left", keep="first", maintain_order=True)
        reasons = [f"says what row {name_of(right)} says (cosine {score:.3f})" for _, right, score, _ in found.rows()]
        return edits.drop(rows, found["left"], pl.Series(reasons, dtype=pl.String))


def _optimism(known: float, curve: LearningCurve | None) -> Cost | None:
    """Return how much the score is flattered if rows known under their label are answered right, and else as others."""
    if curve is None:
        return None
    source = f"the share of rows known under the same label, times the {1 - curve.scores[-1]:.2f} a probe gets wrong"
    return Cost(100 * known * (1 - curve.scores[-1]), "optimism", source)
