"""What a check measured, in words: how sure it is, what the fault costs, how it looked, and how it is mended."""

from collections.abc import Collection, Iterable

from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.statistics import Cost, Precision, Statistics
from finetooth.report.numbers import count, known, percent, plain, plural
from finetooth.report.text import line

BRIEF = ("how sure", "cost")  # what is told first of all that was measured
_AT_MOST = "at most"  # how the source of a cost begins that is an upper bound
_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
_FIX_CLASSES = {
    "safe": "safe: prepare does it by itself",
    "review": "for review: prepare does it where asked, prepare.fix: [{code}]",
    "never": "by hand: never automatic",
}


def sureness(precision: Precision | None, brief: bool = False) -> str:
    """Return `about 91 % of these are really at fault (at least 84 %), from planted flips`; empty if not estimated.

    Where even none at all is within the estimate, it is said that it cannot be told. ``brief`` leaves the source out.
    """
    if precision is None or known(precision.value) is None:
        return ""
    source = f", {_from(precision.source)}" if precision.source.strip() and not brief else ""
    if precision.low <= 0:
        return f"cannot be told: as many may be flagged by chance{source}"
    low = f" (at least {percent(precision.low)})" if known(precision.low) is not None else ""
    return f"about {percent(precision.value)} of these are really at fault{low}{source}"


def price(cost: Cost | None, brief: bool = False) -> str:
    """Return `the score reads up to 2.1 points too high (copies found)`, or `about 2.1 points of score`.

    Empty where it was not measured. ``brief`` leaves the source out.
    """
    if cost is None or known(cost.points) is None:
        return ""
    points, most = abs(cost.points), cost.source.strip().startswith(_AT_MOST)
    amount = f"{'up to' if most else 'about'} {points:.1f}" if points >= 0.05 else "less than 0.1"
    unit = "point" if amount.endswith(" 1.0") else "points"
    told = line(cost.source, 160).removeprefix(_AT_MOST).strip(": ")
    source = f" ({told})" if told and not brief else ""
    words = f"the score reads {amount} {unit} too high" if cost.of == "optimism" else f"{amount} {unit} of score"
    return f"{words}{source}"


def charge(cost: Cost | None) -> str:
    """Return the price as a reason to act: `costs about 2.1 points of score`; empty where it was not measured."""
    told = price(cost, brief=True)
    return f"costs {told}" if told and cost and cost.of == "score" else told


def counted(statistics: Statistics | None) -> str:
    """Return `18 of 1,200: 1.5 % (1.0 % to 2.4 %)`; empty where nothing was counted."""
    if statistics is None or statistics.checked <= 0:
        return ""
    share = f"{percent(statistics.rate)} ({percent(statistics.low)} to {percent(statistics.high)})"
    return f"{count(statistics.flagged)} of {count(statistics.checked)}: {share}"


def calibrated(statistics: Statistics | None) -> str:
    """Return `threshold 0.82 (planted edits); seen 0.31, by chance 0.02`; empty where there was no threshold."""
    if statistics is None:
        return ""
    threshold = known(statistics.threshold)
    parts = [] if threshold is None else [f"threshold {plain(threshold)}"]
    found = " ".join(parts) + (f" ({line(statistics.calibration, 200)})" if statistics.calibration.strip() else "")
    seen = [f"seen {plain(statistics.effect)}"] if statistics.effect is not None else []
    seen += [f"by chance {plain(statistics.null)}"] if statistics.null is not None else []
    return "; ".join(part for part in (found.strip(), ", ".join(seen)) if part)


def mending(check: Check, verdict: Verdict | None = None) -> str:
    """Return of which class a check's fix is, in words."""
    return _FIX_CLASSES[fix_class(check, verdict)].format(code=check.code)


def fix_class(check: Check, verdict: Verdict | None = None) -> str:
    """Return the class of a check's fix, on these rows where the verdict knows better; no fix is never automatic."""
    told = verdict.fix_class if verdict else None
    return (told or check.fix_class) if check.fixes else "never"


def remedy(check: Check, verdict: Verdict | None = None) -> str:
    """Return what to give on the command line so that prepare mends this, in words; empty where it cannot."""
    words = {
        "safe": "prepare does this by itself",
        "review": f"after a look: --set 'prepare.fix=[{check.code}]'",
        "never": "by hand",
    }
    return words[fix_class(check, verdict)]


def measures(verdict: Verdict, brief: bool = False) -> tuple[tuple[str, str], ...]:
    """Return all that a finding measured, as pairs of a name and words; what was not measured is left out.

    ``brief``: only how sure it is and what it costs, without where that is known from.
    """
    told = (
        ("looked at", counted(verdict.statistics)),
        ("judged by", calibrated(verdict.statistics)),
        ("how sure", sureness(verdict.precision, brief)),
        ("cost", price(verdict.cost, brief)),
    )
    wanted = BRIEF if brief else tuple(name for name, _ in told)
    return tuple((name, words) for name, words in told if words and name in wanted) if verdict.is_evidence else ()


def by_cost(verdict: Verdict) -> tuple[int, int, int, int, str]:
    """Sort key: remarks last; then what costs most (in whole points: less is noise), the gravest, most rows.

    Only a failure has a cost.
    """
    told = verdict.cost if verdict.outcome is Outcome.FAILED else None
    points = round(abs(known(told.points) or 0.0)) if told else 0
    remark = verdict.severity is Severity.INFO
    return int(remark), -points, -verdict.severity.rank, -len(verdict.rows), verdict.code


def worth_first(verdicts: Iterable[Verdict], blocking: Collection[str] = ()) -> list[Verdict]:
    """Return the verdicts with those first that are worth most now: what blocks, then what costs most; waived last."""
    waived = Outcome.WAIVED
    return sorted(verdicts, key=lambda one: (one.code not in blocking, one.outcome is waived, *by_cost(one)))


def by_severity(verdicts: Iterable[Verdict]) -> list[str]:
    """Return `1 error`, `2 warnings`, `1 remark` of those that failed; what is none is left out."""
    failed = [verdict.severity for verdict in verdicts if verdict.outcome is Outcome.FAILED]
    return [plural(failed.count(severity), noun) for severity, noun in _NOUNS.items() if severity in failed]


def _from(source: str) -> str:
    told = line(source, 160)
    return told if told.startswith(("from ", "by ", "measured", "estimated")) else f"from {told}"
