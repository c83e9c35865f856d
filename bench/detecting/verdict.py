"""The bench's last line: the figures asked for, and whether each was reached."""

import math
from collections import defaultdict
from typing import Any

from . import worth
from .gain import Gain
from .show import mean, total
from .tracks import Clean, Result

# fault -> least recall, most sound rows flagged (shares); on sets of siblings where there is a second pair
TARGETS: dict[str, tuple[tuple[float, float], ...]] = {
    **dict.fromkeys(
        (
            "exact_duplicates",
            "normalised_duplicates",
            "empty_texts",
            "placeholders",
            "conflicts",
            "mojibake",
            "exact_leaks",
            "normalised_leaks",
        ),
        ((1.0, 0.0),),
    ),
    "markup": ((0.98, 0.005),),
    "other_language": ((0.98, 0.005),),
    "near_duplicates": ((0.95, 0.003), (0.90, 0.01)),
    "near_leaks": ((0.95, 0.003), (0.90, 0.01)),
    "trigger": ((1.0, 0.01),),
}
LABEL_TARGETS = {"sst2": 0.34, "trec": 0.82, "banking77": 0.97, "sms_spam": 0.98}  # recall at 1 % false alarms
SIBLINGS = {"trec", "banking77", "clinc150", "own_questions"}
MOST_FLAGGED, MOST_LABELS = 0.01, 0.003  # of the rows of a clean control


def last_line(results: dict[str, Any], quick: bool) -> dict[str, Any]:
    """Return the JSON object: ``value`` is the share of the targets judged here that were reached."""
    faults = {name: _figures(name, members) for name, members in _by_fault(results["planted"]).items()}
    reached = [figures["ok"] for figures in faults.values() if figures["ok"] is not None]
    controls = {control.data: _control(control) for control in results["clean"]}
    reached += [figures["ok"] for figures in controls.values()]
    gains = _gains(results["gain"])
    known = {f"{one.data}: {one.fault}": one.ok for one in results["real"]}
    reached += [figures["ok"] for figures in gains.values()] + list(known.values())
    value = sum(reached) / len(reached) if reached else None
    return {
        "name": "detect",
        "value": None if value is None else round(value, 4),
        "target": 1.0,
        "ok": value == 1.0,
        "quick": quick,
        "faults": faults,
        "clean": controls,
        "gain": gains,
        "real": known,
    }


def _gains(gains: list[Gain]) -> dict[str, Any]:
    """Return each fault over all sets, held to its target, and each set, held to it within noise."""
    pooled = [(one, "all sets", one.reached) for one in map(worth.pooled, worth.by_fault(gains))]
    return {
        f"{one.fault} {one.rate}: {data}": {**_rounded(one.scores), "gain_error": _number(one.spread), "ok": ok}
        for one, data, ok in [*pooled, *((one, one.data, one.ok) for one in gains)]
    }


def _by_fault(results: list[Result]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.fault].append(result)
    return groups


def _figures(name: str, members: list[Result]) -> dict[str, Any]:
    counts = total(members)
    return {
        "recall": _number(counts.recall),
        "precision": _number(counts.precision),
        "false": _number(counts.false_rate),
        "recall_at_1": _number(mean(counts.at_one_percent)),
        "average_precision": _number(mean(counts.average_precision)),
        "stated_precision_true": _number(mean([float(was >= low) for _, low, was in counts.stated])),
        "crashes": counts.crashes,
        "ok": _reached(name, members),
    }


def _reached(name: str, members: list[Result]) -> bool | None:
    """Return whether the targets hold, on each kind of set; null where there is none for the fault."""
    if name == "noise_uniform":
        parts = [
            (total(part), least)
            for data, least in LABEL_TARGETS.items()
            if (part := [result for result in members if result.data == data])
        ]
        return all(mean(counts.at_one_percent) >= least for counts, least in parts) if parts else None
    if name not in TARGETS:
        return None
    told = []
    for siblings in (False, True):
        if part := [result for result in members if (result.data in SIBLINGS) is siblings]:
            least, most = TARGETS[name][-1 if siblings else 0]
            counts = total(part)
            told.append(counts.recall >= least and counts.false_rate <= most and not counts.crashes)
    return all(told)


def _control(control: Clean) -> dict[str, Any]:
    ok = not control.crash and control.rate <= MOST_FLAGGED and control.label_rate <= MOST_LABELS
    return {"flagged": _number(control.rate), "labels": _number(control.label_rate), "ok": ok}


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
