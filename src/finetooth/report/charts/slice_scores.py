"""Slice scores: the share of right answers in the slices that differ most, beside that of all test rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from finetooth.core.finding import Verdict
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import count, percent, plural
from finetooth.report.text import fit, line

CODE = "EVL026"  # the check whose evidence is drawn
_STEP = 34
_MOST = 12
_SURE = 0.05


def slice_scores(verdicts: Iterable[Verdict]) -> Figure | None:
    """Draw the slices that were found and the surest others, the worst first; None where none was scored."""
    evidence: Mapping[str, Any] = next((one.evidence for one in verdicts if one.code == CODE and one.is_evidence), {})
    shown = _shown(evidence)
    if not shown:
        return None
    whiskers = [_whisker(one, one in evidence["found_table"]) for one in shown]
    whole = evidence.get("whole")
    ends = [end for whisker in whiskers for end in whisker.ends]
    x = Scale.over([*ends, *(whole or ())], 6, WIDTH - 6)
    top, bottom = 30, 30 + _STEP * len(shown) - 14
    parts = [stroke(x(value), 2, x(value), bottom, "grid") for value in x.ticks(5)]
    parts += [words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(5)]
    parts += [stroke(x(whole[0]), 2, x(whole[0]), bottom, "mark")] if whole else []
    parts += rows(whiskers, x, top, _STEP, 240)
    parts.append(words(WIDTH, bottom + 32, "share right", anchor="end", class_="label"))
    title, note = _title(evidence), _note(evidence, len(shown))
    return Figure(title, picture(title, bottom + 40, parts), note)


def _shown(evidence: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what the search found, then the other slices by how sure it is that they differ, at most 12."""
    found = list(evidence.get("found_table", ()))
    others = [one for one in evidence.get("slice_table", ()) if one["chance"] is not None and one["accuracy"]]
    others.sort(key=lambda one: (one["chance"], one["name"]))
    kept = [*found, *others][:_MOST]
    return sorted(kept, key=lambda one: one["accuracy"][0])


def _whisker(one: Mapping[str, Any], found: bool) -> Whisker:
    name = f"{fit(one['name'], 24)} ({count(one['rows'])})"
    value, low, high = one["accuracy"]
    return Whisker(name, value, low, high, "bad" if found or _is_weaker(one) else "other")


def _title(evidence: Mapping[str, Any]) -> str:
    found = evidence.get("found_table", ())
    if not found:
        return _title_of_table(evidence["slice_table"])
    worst = found[0]
    return f"“{line(worst['name'], 60)}” is right in {percent(worst['accuracy'][0])}, elsewhere in {_elsewhere(worst)}"


def _title_of_table(table: Sequence[Mapping[str, Any]]) -> str:
    """Say which of the slices of the table is right less often than the rest, beyond chance."""
    weaker = [one for one in table if one["accuracy"] and one["chance"] is not None and _is_weaker(one)]
    if not weaker:
        return f"None of {plural(len(table), 'slice')} is right less often than the rest, beyond chance"
    worst = min(weaker, key=lambda one: one["accuracy"][0])
    told = f"“{line(worst['name'], 60)}” is right in {percent(worst['accuracy'][0])}, elsewhere in {_elsewhere(worst)}"
    return f"{told}; {len(weaker)} of {len(table)} slices fall behind" if len(weaker) > 1 else told


def _is_weaker(one: Mapping[str, Any]) -> bool:
    return bool(one["chance"] < _SURE and one["gap"] < 0)


def _elsewhere(one: Mapping[str, Any]) -> str:
    return percent(one["accuracy"][0] - one["gap"])


def _note(evidence: Mapping[str, Any], shown: int) -> str:
    line_ = " The dashed line is the share of all test rows." if evidence.get("whole") else ""
    total = len(evidence["found_table"]) + len(evidence["slice_table"])
    rest = f" The {shown} of {total} that differ most surely." if total > shown else ""
    told = "Dots: right less often than the rest, beyond chance. In brackets: rows. Whiskers are 95 % intervals."
    return f"{told}{line_}{rest}"
