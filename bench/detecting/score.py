"""Scores: how many planted faults were found, how many sound rows were flagged with them, and intervals over seeds."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .audits import Look
from .plant import FAULTS, Fault
from .planting import Planted
from .table import Dataset, Name

LEVEL = 1.96  # standard deviations of a 95 % interval
FALSE_ALARMS = 0.01
OF_COLUMNS = {code for fault in FAULTS.values() if fault.column for code in fault.codes}  # they may name every row


@dataclass(frozen=True)
class Score:
    """Counts for one fault in one file; they add up over seeds and sets."""

    planted: int = 0
    hit: int = 0  # planted faults with a row flagged by the checks named for it
    hit_by_any: int = 0  # ... by any check that is more than a remark
    flagged: int = 0  # rows flagged by the checks named for it
    false: int = 0  # ... that have nothing to do with any planted fault
    sound: int = 0  # rows that have nothing to do with any planted fault
    crashes: int = 0
    runs: int = 0
    at_one_percent: tuple[float, ...] = ()  # recall at 1 % false alarms, one a run that gave scores
    average_precision: tuple[float, ...] = ()
    stated: tuple[tuple[float, float, float], ...] = ()  # precision told, its lower bound, and what it was
    kinds: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # found and planted, by the generator's kind
    sample: tuple[str, ...] = ()

    def __add__(self, other: "Score") -> "Score":
        names = dict.fromkeys([*self.kinds, *other.kinds])
        kinds = {name: _sum(self.kinds.get(name, (0, 0)), other.kinds.get(name, (0, 0))) for name in names}
        joined = {name: getattr(self, name) + getattr(other, name) for name in vars(self) if name != "kinds"}
        return Score(**{**joined, "sample": joined["sample"][:6], "kinds": kinds})

    @property
    def recall(self) -> float:
        """Share of the planted faults that were found."""
        return self.hit / self.planted if self.planted else math.nan

    @property
    def precision(self) -> float:
        """Share of the flagged rows that have to do with a planted fault; nothing flagged is nothing false."""
        return 1 - self.false / self.flagged if self.flagged else math.nan

    @property
    def false_rate(self) -> float:
        """Share of the sound rows that were flagged."""
        return self.false / self.sound if self.sound else 0.0


def _sum(one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    return one[0] + two[0], one[1] + two[1]


def score(fault: Fault, planted: Planted, look: Look, data: Dataset, touched: Collection[int] | None = None) -> Score:
    """Score one look at a damaged file. ``touched``: rows of all faults, where several were planted at once."""
    if fault.column:
        return _named(fault, planted, look)
    names = data.names()
    flagged = flagged_rows(look, fault.codes)
    meant = (code for code, found in look.found.items() if found.severity != "info" and code not in OF_COLUMNS)
    anything = flagged_rows(look, meant)
    excused = {names[key] for key in (touched if touched is not None else planted.keys)} | {
        names[key] for key in planted.keys
    }
    units = [({names[key] for key in unit.keys}, unit.kind) for unit in planted.units]
    hits = [(bool(rows & flagged), kind) for rows, kind in units]
    false = sorted(flagged - excused, key=str)
    named = _told(fault, planted, look) if planted.named else None
    return Score(
        planted=1 if planted.named else len(units),
        hit=sum(hit for hit, _ in hits) if named is None else int(named),
        hit_by_any=sum(bool(rows & anything) for rows, _ in units) if named is None else int(named),
        flagged=len(flagged),
        false=len(false),
        sound=len(names) - len(excused),
        crashes=_crashed(fault, look),
        runs=1,
        kinds={kind: (sum(hit for hit, k in hits if k == kind), count) for kind, count in _counted(units).items()},
        sample=tuple(str(name) for name in false[:3]),
        stated=tuple(
            (*found.precision, 1 - len(set(found.rows) - excused) / len(found.rows))
            for found in (look.found[code] for code in fault.codes if code in look.found)
            if found.precision and found.rows
        ),
        **_ranked(fault, look, [rows for rows, _ in units], set(names.values()) - excused),
    )


def _counted(units: Iterable[tuple[set[Name], str]]) -> Counter[str]:
    return Counter(kind for _, kind in units)


def _named(fault: Fault, planted: Planted, look: Look) -> Score:
    told = int(_told(fault, planted, look))
    return Score(planted=1, hit=told, hit_by_any=told, crashes=_crashed(fault, look), runs=1)


def _told(fault: Fault, planted: Planted, look: Look) -> bool:
    """Whether one of the checks failed and its message or evidence names what was planted."""
    said = (look.found[code] for code in fault.codes if code in look.found)
    return any(planted.named.casefold() in f"{found.message} {found.evidence}".casefold() for found in said)


def _crashed(fault: Fault, look: Look) -> int:
    return int(bool(look.crash) or any(code in look.broken for code in fault.codes))


def flagged_rows(look: Look, codes: Iterable[str]) -> set[Name]:
    """Return all rows that these checks flagged."""
    return {row for code in codes if code in look.found for row in look.found[code].rows}


def _ranked(fault: Fault, look: Look, units: list[set[Name]], sound: set[Name]) -> dict[str, tuple[float, ...]]:
    """Return the scores that rank rows. A row without a score ranks last; silence finds nothing at any threshold."""
    said = [look.found[code] for code in fault.codes if code in look.found]
    best: dict[Name, float] = {}
    for row, value in (pair for found in said for pair in found.scores.items()):
        best[row] = max(value, best.get(row, value))
    if fault.ranking:
        best = dict(look.ranking)
    if not units or (said and not best):
        return {}
    lowest = min(best.values(), default=0.0) - 1
    good = [max(best.get(row, lowest) for row in rows) for rows in units]
    judged = sound & best.keys() if fault.ranking else sound  # a ranking says nothing of the rows it left out
    bad = [best.get(row, lowest) for row in judged]
    recall, average = recall_at(good, bad, FALSE_ALARMS), average_precision(good, bad)
    return {"at_one_percent": (recall,), "average_precision": (average,)}


def recall_at(good: list[float], bad: list[float], rate: float) -> float:
    """Return the share of ``good`` scores above the threshold that lets at most ``rate`` of ``bad`` through."""
    allowed = int(rate * len(bad))
    threshold = sorted(bad, reverse=True)[allowed] if allowed < len(bad) else -math.inf
    return sum(value > threshold for value in good) / len(good)


def average_precision(good: list[float], bad: list[float]) -> float:
    """Return the average precision of the ranking; ties count against it."""
    ranking = sorted([*((-value, 1) for value in good), *((-value, 0) for value in bad)])  # 0 before 1 where tied
    hits, total = 0, 0.0
    for place, (_, hit) in enumerate(ranking, 1):
        hits += hit
        total += hit * hits / place
    return total / len(good)


def wilson(hits: float, of: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    if of <= 0:
        return 0.0, 1.0
    share, spread = hits / of, LEVEL**2 / of
    middle, half = share + spread / 2, LEVEL * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))
