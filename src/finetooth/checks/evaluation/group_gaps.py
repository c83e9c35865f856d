"""EVL027: groups of people that the model serves less well."""

from typing import Any

from finetooth.checks.wording import counted, listed, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Statistics
from finetooth.slicing import of_a_run as of_a_run  # its facts
from finetooth.slicing.group_gaps import ALPHA, CALIBRATION, MATTERS, SELECTION, GroupGap, GroupGaps, Uncovered
from finetooth.slicing.mean_gap import MeanGap

_MOST_TOLD = 3


def _gap(gap: float, half: float, p: float, measure: str = "recall", base: float = 0.0) -> GroupGap:
    found = MeanGap(0.8 + gap, 0.8, gap, gap - half, gap + half, p, 150, 400)
    return GroupGap("region", "west", measure, "approved", found, p, base)


def _example(*gaps: GroupGap, few: bool = False) -> dict[str, object]:
    uncovered = (Uncovered("region", "isles", 4, ("recall of approved",)),) if few else ()
    return {"group_gaps": GroupGaps(gaps, uncovered, 550, ("region",))}


class GapBetweenGroups(Check):
    """A group is served less well than the others.

    Why: who belongs to it is refused, missed or wrongly flagged more often, which the mean over all rows hides, and
    which may be unlawful (equalised odds: Hardt et al. 2016). A gap counts where it is beyond noise after Holm's
    correction and at least 0.1; less is shown in the table.
    Fix: add rows of that group, look for wrong labels in it, or set its threshold apart if the law of the place allows.
    Blind: gaps smaller than the rows can show (the table says which are undecided), groups that no column names, people
    who belong to two groups at once, and labels that are themselves unfair: against them the model looks fair.
    """

    code = "EVL027"
    bad = [_example(_gap(-0.25, 0.1, 0.0001)), _example(_gap(0.02, 0.05, 0.5), few=True)]
    good = [_example(_gap(-0.05, 0.04, 0.01)), _example(_gap(-0.15, 0.2, 0.2))]

    def judge(self, group_gaps: GroupGaps) -> Finding | Passed:
        """Compare each group with all others in recall, false alarms, selection and calibration."""
        found = group_gaps
        if not found.rows:
            raise NotApplicable("no test row has a label")
        wide = sorted((one for one in found.gaps if one.matters), key=lambda one: one.adjusted)
        looked = (
            f"{counted(len(found.gaps), 'gap')} between groups of {listed(found.columns)} tested on "
            f"{counted(found.rows, 'test row')}"
        )
        evidence = _evidence(found)
        if wide:
            return _finding(wide, found, looked, evidence)
        if found.uncovered:
            message = f"{_uncovered(found)}: no evidence that they are served alike ({looked}, none beyond noise)"
            return Finding.on(message, (), checked=found.rows, **evidence)
        undecided = sum(one.undecided for one in found.gaps)
        rest = f", {undecided:,} of them too few rows to rule {MATTERS} out" if undecided else ""
        return Passed(f"{looked}: none is both beyond noise and {MATTERS} or more{rest}", evidence)


def _finding(wide: list[GroupGap], found: GroupGaps, looked: str, evidence: dict[str, Any]) -> Finding:
    told = "; ".join(_told(one) for one in wide[:_MOST_TOLD])
    told += f"; and {len(wide) - _MOST_TOLD:,} more" if len(wide) > _MOST_TOLD else ""
    few = f"; {_uncovered(found)}" if found.uncovered else ""
    followed = all(one.measure == SELECTION and abs(one.found.gap - one.base) < MATTERS for one in wide)
    severity = Severity.INFO if followed and not found.uncovered else None
    calibration = f"p below {ALPHA} after Holm's correction for {counted(len(found.gaps), 'test')}"
    effect = round(max(wide, key=lambda one: abs(one.found.gap)).found.gap, 4)
    statistics = Statistics.of(found.rows, 0, threshold=MATTERS, calibration=calibration, null=0.0, effect=effect)
    return Finding.on(f"{told}{few} ({looked})", (), severity, statistics=statistics, **evidence)


def _told(one: GroupGap) -> str:
    what = one.measure if one.label is None else f"{one.measure} of {one.label!r}"
    if one.measure == CALIBRATION:
        shares = f"{100 * one.found.inside:+.1f} points, others {100 * one.found.outside:+.1f}"
    else:
        shares = f"{percent(one.found.inside)}, others {percent(one.found.outside)}"
    base = f"; the share that truly is differs by {100 * one.base:+.1f} points" if one.measure == SELECTION else ""
    return f"{one.column} = {one.group}: {what} {shares} ({counted(one.found.rows)}{base})"


def _uncovered(found: GroupGaps) -> str:
    groups = list(dict.fromkeys(f"{one.column} = {one.group} ({counted(one.rows)})" for one in found.uncovered))
    return f"uncovered, with too few rows to judge: {', '.join(groups[:5])}" + (
        f" and {len(groups) - 5:,} more" if len(groups) > 5 else ""
    )


def _evidence(found: GroupGaps) -> dict[str, Any]:
    return {
        "group_table": [_line(one) for one in found.gaps],
        "uncovered": [[one.column, one.group, one.rows, list(one.measures)] for one in found.uncovered],
    }


def _line(one: GroupGap) -> dict[str, Any]:
    found = one.found
    return {
        "name": f"{one.column} = {one.group}",
        "measure": one.measure,
        "label": one.label,
        "rows": found.rows,
        "here": round(found.inside, 4),
        "others": round(found.outside, 4),
        "gap": [round(found.gap, 4), round(found.low, 4), round(found.high, 4)],
        "chance": float(f"{one.adjusted:.3g}"),
        "standing": "gap" if one.matters else "undecided" if one.undecided else "alike",
        "base": round(one.base, 4) if one.measure == SELECTION else None,
    }
