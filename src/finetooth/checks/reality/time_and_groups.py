"""RWV010: a score that is lost on what comes later, or on groups that taught nothing."""

from typing import Any

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.transfer.over_groups import surely_lost
from finetooth.transfer.results import Age, Cut, Gap, LeftOut, OverGroups, OverTime, Transfer

LARGE = 0.03  # from which it is a warning


def _gap(drop: float, half: float, rows: int = 400) -> Gap:
    return Gap(0.88, 0.88 - drop, drop, drop - half, drop + half, rows)


def _found(late: float = 0.0, group: float = 0.0, half: float = 0.02) -> dict[str, object]:
    cut = Cut(1_700_000_000.0, 1_710_000_000.0, 300, _gap(late, 2 * half))
    time = OverTime(_gap(late, half, 1_600), (cut,), (Age(90.0, _gap(late, half)),))
    named = (LeftOut("the north shop", _gap(group, half)), LeftOut("the south shop", _gap(0.0, half)))
    groups = OverGroups(_gap(group / 2, half, 1_600), named, 5)
    return {"transfer": Transfer("macro_f1", "words", 2_000, 5_000, time, groups)}


class TimeAndGroups(Check):
    """The score falls on what comes later, or on groups that taught nothing.

    Why: a random split teaches with rows of the same days and of the same customers that it is judged by; what users
    get is judged on days and customers that taught nothing (Koh et al. 2021, WILDS; Huang & Paul 2018).
    Fix: let the youngest rows judge (prepare.split: time) and teach again at intervals that the decay curve suggests;
    collect rows of the groups that lose most, or of more groups. Expect the score of a random test to fall by so much.
    Blind: it is measured with a cheap model; a fine-tune's loss may differ. With fewer than 20 groups the intervals
    are those of these groups' rows: other groups may lose more. What differs between times may be their mix of labels.
    """

    code = "RWV010"
    fix_class = "never"
    bad = [_found(late=0.08), _found(group=0.12), _found(late=0.015, half=0.01)]
    good = [_found(), _found(late=0.03, group=0.05, half=0.06), _found(late=-0.05)]

    def judge(self, transfer: Transfer | None) -> Finding | Passed:
        """Look at both differences to a random split of the same rows, and at each group's."""
        if transfer is None:
            raise NotApplicable("the rows have neither times nor groups (data.time_column, data.group_column)")
        if transfer.time is None and transfer.groups is None:
            why = dict.fromkeys(one for one in (transfer.why_no_time, transfer.why_no_groups) if one)
            raise NotApplicable("; ".join(why))
        message = f"{transfer.metric} of a cheap model: {'; '.join(_told(transfer))}"
        lost = _lost(transfer)
        if not lost:
            return Passed(message, _evidence(transfer))
        severity = Severity.WARNING if max(gap.drop for gap in lost) >= LARGE else Severity.INFO
        return Finding(message, (), _evidence(transfer), severity)


def _lost(transfer: Transfer) -> list[Gap]:
    """Return what is lost beyond its interval; of single groups, held against all of them."""
    whole = [part.gap for part in (transfer.time, transfer.groups) if part is not None]
    single = surely_lost(transfer.groups.groups) if transfer.groups else []
    return [gap for gap in (*whole, *(one.gap for one in single)) if gap.is_sure]


def _told(transfer: Transfer) -> list[str]:
    told = []
    if transfer.time is not None:
        told.append(f"taught by the past {_words(transfer.time.gap)}")
    if transfer.groups is not None:
        told.append(f"on groups that taught nothing {_words(transfer.groups.gap)}")
        worst = transfer.groups.worst
        if worst is not None:
            told.append(
                f"the worst of {counted(len(transfer.groups.groups), 'group')} is {worst.name}: {_words(worst.gap)}"
            )
    return told


def _words(gap: Gap) -> str:
    interval = f"{gap.drop:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]"
    return f"{gap.new:.3f} where a random split says {gap.usual:.3f} on {counted(gap.rows, 'row')} (lost {interval})"


def _evidence(transfer: Transfer) -> dict[str, Any]:
    """Return the numbers, few enough for a log."""
    found: dict[str, Any] = {"by": transfer.by, "rows": transfer.rows, "rows_of": transfer.rows_of}
    if transfer.time is not None:
        found["later"] = _numbers(transfer.time.gap)
        found["ages_in_days"] = {f"{one.days:.3g}": _numbers(one.gap) for one in transfer.time.ages}
    if transfer.groups is not None:
        found["new_group"] = _numbers(transfer.groups.gap)
        found["groups"] = {one.name: _numbers(one.gap) for one in transfer.groups.groups}
    return found


def _numbers(gap: Gap) -> list[float]:
    return [round(one, 4) for one in (gap.usual, gap.new, gap.drop, gap.low, gap.high)]
