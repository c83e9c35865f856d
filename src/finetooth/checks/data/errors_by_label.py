"""What DAT005 says where rows have several labels: which row lacks which label, or carries it wrongly."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, listed, names, part_of, percent
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import name_of
from finetooth.core.statistics import Partner, Precision, Statistics
from finetooth.facts.label_noise.one_label import Doubt
from finetooth.facts.label_noise.several import Assignments
from finetooth.facts.label_noise.suspects import BLIND

_LISTED = 50  # assignments in the evidence
_NAMED = 3  # labels in the message


def judge_assignments(said: Assignments, suspects: pl.DataFrame, hand_check: pl.Series) -> Finding | Passed:
    """Report the assignments that planted flips have confirmed; a label where these do not stand out is left out."""
    seen = {name: one for name, one in zip(said.sets.names, said.doubts, strict=True) if one.found >= BLIND}
    if not seen:
        raise NotApplicable(f"{said.sets.told}: planted mistakes do not stand out, so real ones cannot be told")
    suspects = suspects.filter(pl.col("label").is_in(list(seen)))
    blind = [name for name in said.sets.names if name not in seen]
    evidence: dict[str, Any] = {
        "planted": {name: {"flips": one.planted, "found": round(one.found, 3)} for name, one in seen.items()},
        "not_judged": blind,
        "hand_check_sample": names(hand_check, len(hand_check)),
    }
    looked = said.sets.told + (f"; not {listed(blind, _NAMED)}, where planted mistakes are not seen" if blind else "")
    if suspects.is_empty():
        return Passed(f"{looked}: of none is it sure enough that a row lacks it or carries it wrongly", evidence)
    return _finding(suspects, seen, len(said.sets.ids), looked, evidence)


def _finding(
    suspects: pl.DataFrame, seen: dict[str, Doubt], checked: int, looked: str, evidence: dict[str, Any]
) -> Finding:
    precision = _precision(suspects, seen)
    rows = suspects.unique("id", keep="first", maintain_order=True)
    labels = suspects["label"].value_counts(sort=True, name="rows").sort("rows", "label", descending=[True, False])
    told = [_side_by_side(suspects, name) for name in labels["label"].head(_NAMED)]
    others = f"; {counted(labels.height - _NAMED, 'more label')}" if labels.height > _NAMED else ""
    message = (
        f"{part_of(rows.height, checked, 'training row')} with a label that is probably wrong or missing "
        f"({percent(precision.value)} of them, at least {percent(precision.low)}): {'; '.join(told)}{others} ({looked})"
    )
    return Finding.on(
        message,
        rows["id"],
        statistics=Statistics.of(checked, rows.height, calibration=precision.source),
        partners=[Partner(row, None, score) for row, score in rows.select("id", "score").iter_rows()],
        precision=precision,
        worst=_shown(suspects.head(_LISTED)),
        by_label=[_of_label(suspects, seen[name], name) for name in labels["label"]],
        **evidence,
    )


def _precision(suspects: pl.DataFrame, seen: dict[str, Doubt]) -> Precision:
    """Return the mean of the labels' precisions and of their lower bounds, by their rows."""
    value = low = claimed = 0.0
    found = 0
    for name, rows in suspects.group_by("label").len().sort("label").iter_rows():
        threshold = seen[name].threshold
        if threshold is not None:
            value += rows * threshold.precision / suspects.height
            low += rows * threshold.low / suspects.height
            claimed, found = claimed + threshold.planted.claimed, found + threshold.planted.found
    source = f"planted flips, label by label: {claimed:.0f} claimed, {counted(found, 'was', 'were')} there"
    return Precision(round(value, 4), round(low, 4), source)


def _side_by_side(suspects: pl.DataFrame, name: str) -> str:
    given = suspects.filter(pl.col("label") == name)["given"]
    parts = [(int((~given).sum()), "seems missing"), (int(given.sum()), "wrongly given")]
    return f"{listed([name])} " + ", ".join(f"{how} in {counted(rows)}" for rows, how in parts if rows)


def _of_label(suspects: pl.DataFrame, one: Doubt, name: str) -> dict[str, object]:
    given, threshold = suspects.filter(pl.col("label") == name)["given"], one.threshold
    bound = {"precision": round(threshold.precision, 4), "at_least": round(threshold.low, 4)} if threshold else {}
    return {"label": name, "missing": int((~given).sum()), "wrongly_given": int(given.sum()), **bound}


def _shown(suspects: pl.DataFrame) -> list[dict[str, object]]:
    return [
        {
            "id": name_of(row),
            "label": label,
            "seems": "wrongly given" if given else "missing",
            "score": round(score, 4),
            "probability_wrong": round(wrong, 4),
        }
        for row, label, given, score, wrong in suspects.select(
            "id", "label", "given", "score", "probability_wrong"
        ).iter_rows()
    ]
