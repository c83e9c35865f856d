"""PRE005: the same text under different labels, one of which most of its rows carry."""

from dataclasses import replace
from typing import Any

import polars as pl

from finetooth.checks.preparation.leaving import left_alone
from finetooth.checks.wording import SHOWN, counted, names, part_of, percent
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.core.statistics import Cost, Partner
from finetooth.facts.text import is_blank
from finetooth.problems.problem import CLASSES

MOST_DROPPED = 0.01  # of the training rows: what is lost is bounded, even where every majority were wrong
MOST_IN_CONFLICT = 0.25  # of the rows whose text stands more than once: from here on conflicts are no exception


class ConflictingLabels(Check):
    """The same text carries different labels, and most of its rows agree.

    Why: the model is punished for the answer that most rows give, and the score has a ceiling below 1.
    Fix: the label that two thirds of a text's rows carry is kept and the rows with another one are dropped: by itself
    where that takes 1 % of the training rows at most and a quarter at most of the rows that share their text are in
    conflict, else after a look, for then the text alone may not tell the label. The other texts are PRE026's.
    Blind: texts that say the same in other words (PRE015 looks for near ones); a majority that is wrong; placeholders
    (PRE012).
    """

    code = "PRE005"
    problem_types = CLASSES
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

    def judge(self, train_keys: pl.DataFrame, said_keys: pl.DataFrame, conflicts: pl.DataFrame) -> Finding | Passed:
        """Look for normalised texts of training rows with more than one label and a clear majority."""
        left, checked = left_alone(train_keys, said_keys), said_keys.height
        if not checked:
            raise NotApplicable(f"there are no training rows with text{left}")
        found = conflicts.filter("settled")
        if found.is_empty():
            return Passed(f"{counted(checked, 'training row')}, no text with a majority and another label{left}")
        kept = int(found["kept"].sum())
        lost = found.height - kept
        doubt = _doubt(lost / checked, conflicts.height / _with_a_twin(said_keys))
        finding = conflict_finding(found, checked, lost, f"{doubt}{left}", kept_by_majority=kept, dropped=lost)
        return replace(finding, fix_class="review") if doubt else finding

    def edits(self, rows: Rows, conflicts: pl.DataFrame) -> pl.DataFrame:
        """Drop what does not carry the majority's label."""
        lost = conflicts.filter(pl.col("settled") & ~pl.col("kept"))
        reason = pl.format("most of the {} rows with this text carry another label", "of_text").alias("reason")
        return edits.drop(rows, lost["id"], lost.select(reason)["reason"])


def _with_a_twin(said_keys: pl.DataFrame) -> int:
    """Return how many labelled rows share their text with another labelled row."""
    labelled = said_keys.filter(~is_blank(said_keys["label"]))
    return int(labelled["key"].is_duplicated().sum())


def _doubt(dropped: float, in_conflict: float) -> str:
    """Return why the fix needs a look; empty where conflicts are the exception and little is lost."""
    if in_conflict > MOST_IN_CONFLICT:
        return f"; {percent(in_conflict)} of the rows that share their text are in conflict: look before it is mended"
    if dropped > MOST_DROPPED:
        return f"; {percent(dropped)} of the training rows would be dropped: look before it is mended"
    return ""


def conflict_finding(found: pl.DataFrame, checked: int, unlearnable: int, more: str, **evidence: int) -> Finding:
    """Return the finding on rows of ``conflicts``; ``unlearnable`` of them no answer by the text can get right."""
    texts = found["key"].n_unique()
    message = (
        f"{part_of(found.height, checked, 'training row')} under different labels for the same text"
        f" ({counted(texts, 'text')} in all){more}"
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
