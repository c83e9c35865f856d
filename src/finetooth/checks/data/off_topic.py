"""DAT013: rows that have nothing to do with the others."""

import numpy as np
import polars as pl

from finetooth.checks.wording import SHOWN, part_of, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import name_of
from finetooth.core.statistics import Partner, Statistics
from finetooth.facts.topic import TopicFit

LEAST_CERTAIN = 0.25  # below it hardly more rows are far off than the spread of the others explains
_LONGEST = 80


def _fit(*scores: float) -> TopicFit:
    ids = pl.Series("id", range(1, len(scores) + 1), dtype=pl.Int64)
    return TopicFit(ids, np.array(scores), 0.31, 0.62, 0.0005, "mean cosine to the 10 nearest rows", "3 rows", 0.9)


_ROWS = [
    {"text": "My card was declined at the till.", "label": "card"},
    {"text": "The shop refused my card.", "label": "card"},
    {"text": "Stir the soup until it thickens.", "label": "card"},
]


class OffTopic(Check):
    """Rows have nothing to do with the others.

    Why: strays (a survey answer, a test entry, a line of another file) teach the model that anything may be of that
    class. A row counts where its mean similarity to the nearest 3 % of the rows lies below all that the spread of
    the others explains (kNN outliers, Ramaswamy et al. 2000; a tail by peaks over threshold, Pickands 1975).
    Fix: read them. A stray goes; a rare case that users will really send stays, with more of its kind beside it.
    Blind: strays in data that are about everything, strays that are 3 % of the rows and alike, and rows of the
    right subject for the wrong task. Without a base model only their words are seen.
    """

    code = "DAT013"
    fix_class = "never"
    severity = Severity.INFO
    bad = [{"rows": _ROWS, "topic_fit": _fit(0.61, 0.63, 0.12)}]
    good = [{"rows": _ROWS[:2], "topic_fit": _fit(0.61, 0.63)}]

    def judge(self, train_keys: pl.DataFrame, topic_fit: TopicFit) -> Finding | Passed:
        """Look for training rows that are farther from the rest than the rest is spread."""
        if train_keys.is_empty():
            raise NotApplicable("there are no training rows with text")
        off = topic_fit.off
        planted = topic_fit.strays_found
        told = (
            f" (of planted sentences on other subjects {percent(planted)} would be found)"
            if planted is not None
            else ""
        )
        if topic_fit.precision.value < LEAST_CERTAIN:
            far = "none" if off.is_empty() else f"{off.height:,}, which the spread of the others explains,"
            return Passed(f"{topic_fit.told}: {far} far from all the others{told}", {"threshold": topic_fit.threshold})
        texts = off.head(SHOWN).join(train_keys.select("id", "text"), on="id", how="left", maintain_order="left")
        return Finding.on(
            f"{part_of(off.height, len(topic_fit.ids), 'row')} with little to do with the others{told}",
            off["id"],
            statistics=Statistics.of(
                len(topic_fit.ids),
                off.height,
                threshold=topic_fit.threshold,
                calibration=topic_fit.calibration,
                null=topic_fit.middle,
                effect=float(off["score"].mean()),  # type: ignore[arg-type]  # of floats, never null
            ),
            partners=[Partner(row, None, score) for row, score in off.rows()],
            precision=topic_fit.precision,
            farthest=[[name_of(row), round(score, 3), (text or "")[:_LONGEST]] for row, score, text in texts.rows()],
            planted_strays_found=planted,
        )
