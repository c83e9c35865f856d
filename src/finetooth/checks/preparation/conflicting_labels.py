"""PRE005: the same text under different labels, one of which most of its rows carry."""

from typing import Any

import polars as pl

from finetooth.checks.wording import SHOWN, counted, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.core.statistics import Cost, Partner


class ConflictingLabels(Check):
    """The same text carries different labels, and most of its rows agree.

    Why: the model is punished for the answer that most rows give, and the score has a ceiling below 1.
    Fix: the label that more than half of a text's rows carry is kept and the rows with another one are dropped. Where
    the text alone cannot tell, give the model more context. Texts without such a label are PRE026's.
    Blind: texts that say the same in other words (PRE015 looks for near ones); a majority that is wrong.
    """

    code = "PRE005"
    severity = Severity.ERROR
    fix_class = "safe"
    fix_step = "drop"  # before copies are merged: the majority is counted over the rows as they came
    bad = [
        [
            {"text": "It is fine.", "label": "good"},
            {"text": "it is fine. ", "label": "good"},
            {"text": "It is fine.", "label": "bad"},
            {"text": "Broken on day one.", "label": "bad"},
        ],
    ]
    good = [
        [{"text": "It is fine.", "label": "good"}, {"text": "It is fine.", "label": "good"}],
        [{"text": "It is fine.", "label": "good"}, {"text": "It is fine?", "label": "bad"}],
        [{"text": "Not bad at all", "label": "good"}, {"text": "Not bad at all", "label": "bad"}],
    ]

    def judge(self, train_keys: pl.DataFrame, conflicts: pl.DataFrame) -> Finding | Passed:
        """Look for normalised texts of training rows with more than one label and a strict majority."""
        if train_keys.is_empty():
            raise NotApplicable("there are no training rows with text")
        found = conflicts.filter("settled")
        if found.is_empty():
            return Passed(f"{counted(train_keys.height, 'training row')}, no text with a majority and another label")
        kept = int(found["kept"].sum())
        evidence = {"kept_by_majority": kept, "dropped": found.height - kept}
        return conflict_finding(found, train_keys.height, found.height - kept, **evidence)

    def edits(self, rows: Rows, conflicts: pl.DataFrame) -> pl.DataFrame:
        """Drop what does not carry the majority's label."""
        lost = conflicts.filter(pl.col("settled") & ~pl.col("kept"))
        reason = pl.format("most of the {} rows with this text carry another label", "of_text").alias("reason")
        return edits.drop(rows, lost["id"], lost.select(reason)["reason"])


def conflict_finding(found: pl.DataFrame, checked: int, unlearnable: int, **evidence: int) -> Finding:
    """Return the finding on rows of ``conflicts``; ``unlearnable`` of them no answer by the text can get right."""
    texts = found["key"].n_unique()
    message = (
        f"{part_of(found.height, checked, 'training row')} under different labels for the same text"
        f" ({counted(texts, 'text')} in all)"
    )
    partners = (Partner(row, other, 1.0) for row, other in found.select("id", "other").iter_rows())
    source = "rows whose label an answer by the text alone cannot give, as a share of the training rows"
    cost = Cost(round(100 * unlearnable / checked, 3), "score", source)
    told: dict[str, Any] = {"texts": texts, **evidence, "groups": _groups(found)}
    return Finding.on(message, found["id"], checked=checked, partners=partners, cost=cost, **told)


def _groups(found: pl.DataFrame) -> list[dict[str, object]]:
    shown = found.with_columns(pl.col("label").str.replace_all(LABEL_JOINT, " + ", literal=True))
    grouped = shown.group_by("key", maintain_order=True).agg("id", "label")
    largest = grouped.sort(pl.col("id").list.len(), descending=True, maintain_order=True).head(SHOWN)
    return [
        {"rows": names(ids), "labels": labels[:SHOWN]}
        for _, ids, labels in largest.select("key", "id", "label").iter_rows()
    ]
