"""Where the model fails: the slices that were found, all slices, and the gaps between groups, from what checks kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from finetooth.core.finding import Verdict
from finetooth.core.rows import id_of
from finetooth.report.comparison_words import chance_words
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import count, metric_name, percent, span, three
from finetooth.report.rows_told import joined, label_told
from finetooth.report.score_tables import Cell
from finetooth.report.text import line

SLICES, GROUPS, HELD_OUT = "EVL026", "EVL027", "EVL028"
_OPEN = 12
_TEXT = 300
_SURE = 0.05
_STANDINGS = {"gap": ("bad", "a gap"), "undecided": ("quiet", "undecided"), "alike": ("good", "alike")}


@dataclass(frozen=True)
class SliceLine:
    """One slice of the table. ``tone`` is bad where the model surely errs more often than elsewhere."""

    name: str
    rows: str
    right: Cell
    score: Cell
    sure: str
    gap: str
    chance: str
    tone: str


@dataclass(frozen=True)
class FoundSlice:
    """One slice that the search found, with its rows to browse."""

    line: SliceLine
    words: str
    mistakes: tuple[str, ...]
    wrong: str
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class GroupLine:
    """One gap of one group beside all others."""

    name: str
    measure: str
    rows: str
    here: str
    others: str
    gap: Cell
    chance: str
    tone: str
    word: str


@dataclass(frozen=True)
class Failing:
    """All of the part of the page; each table may be empty."""

    metric: str
    found: tuple[FoundSlice, ...]
    slices: tuple[SliceLine, ...]
    folded: tuple[SliceLine, ...]
    groups: tuple[GroupLine, ...]
    more_groups: tuple[GroupLine, ...]
    uncovered: tuple[str, ...]
    held_out: str
    searched: str

    @property
    def there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.slices or self.groups or self.uncovered or self.held_out or self.found)


def failing(evidence: Evidence) -> Failing:
    """Gather from the verdicts; texts must be concealed already."""
    known = {one.code: one for one in evidence.verdicts if one.is_evidence}
    told = _of(known.get(SLICES))
    lines = sorted(told.get("slice_table", ()), key=_surest)
    slices = [_slice(one) for one in lines]
    gaps = _of(known.get(GROUPS))
    groups = [_group(one) for one in sorted(gaps.get("group_table", ()), key=lambda one: one["chance"])]
    apart, said = known.get(HELD_OUT), evidence.predictions.select("id", "prediction", "^p_.*$")
    test = evidence.splits.test.table.join(said.cast({"id": pl.Int64}), on="id", how="left")
    return Failing(
        metric_name(str(lines[0]["metric"])) if lines else "",
        tuple(_found(one, test) for one in told.get("found_table", ())),
        tuple(slices[:_OPEN]),
        tuple(slices[_OPEN:]),
        tuple(groups[:_OPEN]),
        tuple(groups[_OPEN:]),
        tuple(_uncovered(gaps.get("uncovered", ()))),
        apart.message if apart else "",
        known[SLICES].message if SLICES in known else "",
    )


def _of(verdict: Verdict | None) -> Mapping[str, Any]:
    return verdict.evidence if verdict else {}


def _surest(one: Mapping[str, Any]) -> tuple[bool, bool, float, str]:
    """Order slices: those that are worse first, by their chance; bands of confidence, which are not tested, last."""
    chance = one["chance"]
    return chance is None, one["gap"] >= 0, chance if chance is not None else 0.0, one["name"]


def _slice(one: Mapping[str, Any]) -> SliceLine:
    chance = one["chance"]
    worse = chance is not None and chance < _SURE and one["gap"] < 0
    score = Cell("–") if one["score"] is None else _cell(one["score"])
    gap = f"{100 * one['gap']:+.1f}".replace("-", "−")
    told = "not tested" if chance is None else chance_words(chance)
    return SliceLine(
        one["name"], count(one["rows"]), _cell(one["accuracy"]), score, percent(one["sure"]), gap, told,
        "bad" if worse else "",
    )  # fmt: skip


def _cell(ends: Iterable[float] | None) -> Cell:
    if ends is None:
        return Cell("–")
    value, low, high = ends
    return Cell(three(value), span(low, high))


def _found(one: Mapping[str, Any], test: pl.DataFrame) -> FoundSlice:
    mistakes = tuple(
        f"{label_told(truth)} taken for {label_told(answer)}: {count(rows)}" for truth, answer, rows in one["mistakes"]
    )
    return FoundSlice(
        _slice(one), ", ".join(one["words"]), mistakes, count(one["wrong"]), tuple(_rows(one["examples"], test))
    )


def _rows(names: Iterable[int | str], test: pl.DataFrame) -> Iterable[dict[str, str]]:
    ids = {id_of(name): str(name) for name in names}
    kept = test.filter(pl.col("id").is_in([row for row in ids if row is not None]))
    sure = pl.max_horizontal(pl.selectors.matches("^p_[0-9]+$"))
    rows = {
        row["id"]: row
        for row in kept.select("id", "text", "pair", "label", "prediction", sure.alias("sure")).iter_rows(named=True)
    }
    for row, name in ids.items():
        if row in rows:
            text = line(joined(rows[row]["text"], rows[row]["pair"]) or "(no text)", _TEXT)
            told = {"row": name, "text": text, "label": label_told(rows[row]["label"]) or ""}
            yield {**told, "answer": _answer(rows[row]["prediction"], rows[row]["sure"])}


def _answer(prediction: str | None, sure: float | None) -> str:
    share = f" ({percent(sure)})" if sure is not None else ""
    return f"{label_told(prediction)}{share}" if prediction is not None else ""


def _group(one: Mapping[str, Any]) -> GroupLine:
    tone, word = _STANDINGS[one["standing"]]
    measure = one["measure"] if one["label"] is None else f"{one['measure']} of {label_told(one['label'])}"
    here, others = three(one["here"]), three(one["others"])
    return GroupLine(
        one["name"],
        measure,
        count(one["rows"]),
        here,
        others,
        _cell(one["gap"]),
        chance_words(one["chance"]),
        tone,
        word,
    )


def _uncovered(groups: Iterable[tuple[str, str, int, list[str]]]) -> Iterable[str]:
    for column, group, rows, measures in groups:
        yield f"{column} = {group} ({count(rows)} rows): {', '.join(measures[:4])}{' …' if len(measures) > 4 else ''}"
