"""EVL026: parts of the test rows that the model does worse on."""

from typing import Any

from finetooth.checks.wording import SHOWN, counted, listed, names, percent
from finetooth.comparing.slices import CONFIDENCE, LABEL
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Score, Scores
from finetooth.core.statistics import Statistics
from finetooth.slicing import of_a_run as of_a_run  # its facts
from finetooth.slicing.scored_slices import ACCURACY, ScoredSlice
from finetooth.slicing.search import ALPHA, MATTERS
from finetooth.slicing.weak_slices import WeakSlice, WeakSlices

ALPHA_NAMED = 0.01  # of slices cut by columns, length and language, after Holm's correction
_MOST_TOLD = 3


def _slice(name: str, share: float, rows: int, p: float, gap: float = 0.0) -> ScoredSlice:
    kind, _, value = name.partition(" = ")
    score = Score(ACCURACY, share, share - 0.05, share + 0.05, rows)
    return ScoredSlice(kind, value, rows, score, score, 0.9, gap, gap - 0.05, gap + 0.05, p, p)


def _example(*found: WeakSlice, scored: tuple[ScoredSlice, ...] = ()) -> dict[str, object]:
    searched = WeakSlices(found, 1_200, 180, 60, 199, ("shop", "length", "word"))
    return {"slice_scores": scored, "weak_slices": searched}


_WEAK = WeakSlice(
    ("shop = north", "word = refund"),
    _slice("slice = shop = north and word = refund", 0.55, 80, 1e-6, -0.32),
    0.005,
    ("refund", "money back"),
    (("good", "bad", 30),),
    (),
)


class WeakParts(Check):
    """The model does worse on a part of the rows.

    Why: a good mean hides the people, products or languages behind that part; they meet a worse model than was
    promised. Slices are found by trying every pair and many threes of conditions (SliceFinder: Chung et al. 2019;
    SliceLine: Sagadeeva & Boehm 2021), and told only where a search on randomly dealt errors finds none as weak.
    Fix: read the rows shown; add training rows of that kind, mend their labels, or answer such rows in another way.
    Blind: parts that no column, length, language, frequent word or kind of text tells; parts of fewer than 20 rows; a
    part whose errors are a few more than elsewhere. The worst of many parts also looks worse than it is.
    """

    code = "EVL026"
    bad = [
        _example(_WEAK),
        _example(
            scored=(_slice("shop = north", 0.6, 200, 0.0001, -0.2), _slice("shop = south", 0.8, 400, 0.0001, 0.2))
        ),
    ]
    good = [
        _example(),
        _example(scored=(_slice("shop = north", 0.78, 200, 0.2, -0.03), _slice("label = bad", 0.4, 200, 1e-9, -0.5))),
    ]

    def judge(
        self, slice_scores: tuple[ScoredSlice, ...], weak_slices: WeakSlices, scores: Scores | None = None
    ) -> Finding | Passed:
        """Search the worst parts, and test each slice that has a name of its own."""
        if not weak_slices.rows:
            raise NotApplicable("no test row has a label")
        below = [one for one in slice_scores if _is_weak(one)]
        evidence = _evidence(slice_scores, weak_slices, scores)
        looked = _looked(slice_scores, weak_slices)
        found = weak_slices.found
        told = [_found(one) for one in found[:_MOST_TOLD]]
        told += [_named(one) for one in below[: _MOST_TOLD - len(told)]]
        if not told:
            return Passed(f"no part of the rows does worse than chance allows: {looked}", evidence)
        more = len(found) + len(below) - len(told)
        message = "; ".join(told) + (f"; and {more:,} more" if more > 0 else "") + f" ({looked})"
        rows = tuple(dict.fromkeys(row for one in found for row in one.wrong))
        return Finding(message, rows, evidence, statistics=_statistics(weak_slices, len(rows)))


def _is_weak(one: ScoredSlice) -> bool:
    tested = one.kind not in (LABEL, CONFIDENCE)  # classes have a check of their own, and less sure rows err more
    return tested and one.adjusted < ALPHA_NAMED and one.gap <= -MATTERS


def _found(one: WeakSlice) -> str:
    right, rest = one.scored.accuracy.value or 0.0, (one.scored.accuracy.value or 0.0) - one.scored.gap
    most = f", most often {one.mistakes[0][0]!r} taken for {one.mistakes[0][1]!r}" if one.mistakes else ""
    return (
        f"{_clipped(one.name)}: {percent(right)} right of {counted(one.scored.rows)}, elsewhere {percent(rest)}{most}"
    )


def _named(one: ScoredSlice) -> str:
    right = one.accuracy.value or 0.0
    return f"{_clipped(one.name)}: {percent(right)} right of {counted(one.rows)}, elsewhere {percent(right - one.gap)}"


def _clipped(name: str) -> str:
    return name if len(name) <= 120 else name[:119] + "…"


def _looked(slices: tuple[ScoredSlice, ...], searched: WeakSlices) -> str:
    drawn = f"a random {searched.rows:,} of {searched.sampled:,}" if searched.sampled else f"{searched.rows:,}"
    kinds = f" by {listed(searched.kinds, 4)}" if searched.kinds else ""
    return (
        f"{counted(len(slices), 'slice')} scored, and combinations of "
        f"{counted(searched.conditions, 'condition')}{kinds} searched in {drawn} test rows"
    )


def _statistics(searched: WeakSlices, rows: int) -> Statistics:
    calibration = f"the best of {searched.permutations} searches on errors dealt at random, {ALPHA:.0%} false alarms"
    return Statistics.of(searched.rows, min(rows, searched.rows), calibration=calibration)


def _evidence(slices: tuple[ScoredSlice, ...], searched: WeakSlices, scores: Scores | None) -> dict[str, Any]:
    """Return what the report's table and chart are drawn from."""
    whole = scores.get(ACCURACY) if scores else None
    return {
        "conditions": searched.conditions,
        "whole": _ends(whole),
        "found_table": [_told_found(one) for one in searched.found],
        "slice_table": [_told(one) for one in slices],
    }


def _told_found(one: WeakSlice) -> dict[str, Any]:
    more = {"words": list(one.words), "mistakes": [list(each) for each in one.mistakes]}
    told = {**_told(one.scored), "name": one.name, "chance": round(one.p, 4), "wrong": len(one.wrong)}
    return {**told, **more, "examples": names(one.wrong, SHOWN)}


def _told(one: ScoredSlice) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "rows": one.rows,
        "accuracy": _ends(one.accuracy),
        "metric": one.metric.metric,
        "score": _ends(one.metric),
        "sure": round(one.sure, 4),
        "gap": round(one.gap, 4),
        "chance": None if one.adjusted != one.adjusted else float(f"{one.adjusted:.3g}"),
    }


def _ends(score: Score | None) -> list[float] | None:
    if score is None or score.value is None or score.low is None or score.high is None:
        return None
    return [round(score.value, 4), round(score.low, 4), round(score.high, 4)]
