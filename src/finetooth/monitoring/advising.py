"""Advising: from signals and scores to findings in plain words: when a model is to be reviewed, or trained again.

These are no checks of a run: a check judges the facts of a run once, these judge each file of new rows, and what is
looked at is what `limits` and `slow` found. Their codes are MON001 to MON006.
"""

from collections.abc import Iterator
from dataclasses import replace

from finetooth.monitoring.known import KNOWN
from finetooth.monitoring.results import Advice, Ends, Record, Signal
from finetooth.monitoring.signals import ANSWER, SCORE, TEXT, UNSURE
from finetooth.monitoring.telling import all_beyond, signal_name

CREEPING = "MON005"
_NAMED = 3  # topics
TITLES = {
    TEXT: "The texts are not like the training rows",
    SCORE: "The score fell",
    ANSWER: "The answers moved",
    UNSURE: "The model is less sure, or rows are out of its scope",
    CREEPING: "A slow drift",
    KNOWN: "Rows of the file are known from training",
}
_FIX_OF_TRUE = "read the rows that were answered wrong, and train again with recent rows and their labels"
_FIXES = {
    TEXT: "read the rows of the file; if their like is here to stay, label some and train again with them",
    SCORE: "label all rows of a smaller file drawn at random and monitor it; train again if the score stays low",
    ANSWER: "see whether the world moved or the model: label some rows of the classes that moved",
    UNSURE: "read the rows far from training; add them to the training rows, or let the model hold back its answers",
    CREEPING: "compare the newest file with the oldest of the history; plan to train again with recent rows",
    KNOWN: "monitor rows that came after training, and look at where this file was drawn from",
}
_FIXES_WITH_ROWS = {
    TEXT: "read the rows of label_next.csv; if they are here to stay, label them and train again with them",
    SCORE: "put labels of the rows in label_next.csv into the file and monitor it again; if it stays low, train again",
}


def advice(record: Record, higher_is_better: bool = True, to_label: bool = False) -> tuple[Advice, ...]:
    """Return the findings of a record, one for each code at most; none where all is within its limits.

    ``to_label``: whether `label_next.csv` is written for this file, so that a finding may send there.
    """
    alarms = [one for one in record.signals if one.alarm]
    found = [*_moved(record, alarms), *_score(record, alarms, higher_is_better), *_slow(record)]
    if to_label:
        found = [replace(one, fix=_FIXES_WITH_ROWS[one.code]) if _sends(one) else one for one in found]
    return tuple(sorted(found, key=lambda one: one.code))


def _sends(one: Advice) -> bool:
    return one.code in _FIXES_WITH_ROWS and one.fix == _FIXES[one.code]


def _moved(record: Record, alarms: list[Signal]) -> Iterator[Advice]:
    for code in (TEXT, ANSWER, UNSURE, KNOWN):
        mine = [one for one in alarms if one.code == code]
        if mine:
            topics = _topics(record) if code in (TEXT, UNSURE) and not _told_already(code, alarms) else ""
            yield Advice(code, "warning", f"{TITLES[code]}: {all_beyond(mine)}{topics}", _FIXES[code])


def _told_already(code: str, alarms: list[Signal]) -> bool:
    return code == UNSURE and any(one.code == TEXT for one in alarms)


def _topics(record: Record) -> str:
    named = [f"“{words}” ({100 * share:.0f} % of the rows)" for words, share in record.topics[:_NAMED]]
    return f"; new there: {', '.join(named)}" if named else ""


def _score(record: Record, alarms: list[Signal], higher_is_better: bool) -> Iterator[Advice]:
    """Yield the finding on the score: the true one where labels tell, else the predicted one where rows drifted."""
    wrong = [one for one in alarms if one.code == SCORE]
    least = _least(record, higher_is_better)
    if wrong:
        now = record.scored or (record.predicted if record.refined else None)
        below = now is not None and least is not None and _worse(now.value, least, higher_is_better)
        told = f"{TITLES[SCORE]}: {all_beyond(wrong)}{_beside(record, now)}"
        yield Advice(SCORE, "error" if below else "warning", told, _FIX_OF_TRUE)
    elif record.predicted and least is not None and any(one.code not in (SCORE, KNOWN) for one in alarms):
        if not _worse(record.predicted.value, least, higher_is_better):
            return
        sure = _worse(record.predicted.high if higher_is_better else record.predicted.low, least, higher_is_better)
        told = f"The score is predicted to have fallen{_beside(record, record.predicted)}"
        yield Advice(SCORE, "error" if sure else "warning", told, _FIXES[SCORE])


def _least(record: Record, higher_is_better: bool) -> float | None:
    """Return what the gate asks; where it asks nothing, the worse end of the test score's interval."""
    if record.floor is not None:
        return record.floor
    return None if record.tested is None else record.tested.low if higher_is_better else record.tested.high


def _worse(value: float, least: float, higher_is_better: bool) -> bool:
    return value < least if higher_is_better else value > least


def _beside(record: Record, now: Ends | None) -> str:
    if now is None:
        return ""
    kind = "predicted to be" if now is record.predicted else "now"
    kind = f"estimated with {record.refined:,} labels to be" if record.refined and kind != "now" else kind
    told = f": {now.metric} is {kind} {now.value:.3f} ({now.low:.3f} to {now.high:.3f})"
    told += f", on the test rows {record.tested.value:.3f}" if record.tested else ""
    return told + (f"; the gate asks for {record.floor:g}" if record.floor is not None else "")


def _slow(record: Record) -> Iterator[Advice]:
    creeping = [one for one in record.signals if one.slow_alarm]
    if creeping:
        creeping.sort(key=lambda one: -abs(one.slow or 0.0))
        told = ", ".join(f"{signal_name(one)} ({'up' if (one.slow or 0) > 0 else 'down'})" for one in creeping[:4])
        more = f", and {len(creeping) - 4} more" if len(creeping) > 4 else ""
        message = f"{TITLES[CREEPING]}: over the last files these lie on one side by more than chance: {told}{more}"
        yield Advice(CREEPING, "warning", message, _FIXES[CREEPING])
