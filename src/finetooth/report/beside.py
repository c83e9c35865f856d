"""Beside the score: what simple models reach and cost, the score without leaked rows, and what a lax split claims."""

from dataclasses import dataclass

from finetooth.core.beside import Leak, Price, Rival, SplitHonesty
from finetooth.core.results import Score
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import (
    baseline_name,
    count,
    duration,
    known,
    metric_name,
    plural,
    span,
    three,
    with_interval,
)


@dataclass(frozen=True)
class CostLine:
    """One model in the table of costs."""

    name: str
    score: str
    interval: str
    gain: str  # of the model over it
    gain_interval: str
    teach: str
    tokens: str
    answer: str
    note: str = ""


@dataclass(frozen=True)
class BesideScore:
    """All that is told beside the score."""

    lines: tuple[CostLine, ...]
    metric: str
    left_out: tuple[str, ...]
    leaked: str
    honest: str
    opened: str


def beside_score(evidence: Evidence) -> BesideScore:
    """Gather it; what was not measured is empty."""
    beside, seal = evidence.beside, evidence.seal
    own = evidence.scores.get(evidence.scores.selection_metric)
    lines = (_line("this model", own, beside.price, None), *map(_rival, beside.rivals)) if beside else ()
    left = tuple(f"{baseline_name(name)}: {why}" for name, why in beside.left_out.items()) if beside else ()
    opened = ""
    if seal is not None and len(seal) > 1:
        high = f"; the best of equally good ones would read {three(seal.optimism)} too high" if seal.optimism else ""
        opened = f"{plural(len(seal), 'model')} were tried on these test rows so far, this one included{high}."
    metric = metric_name(evidence.scores.selection_metric)
    return BesideScore(lines, metric, left, leak_told(evidence.leak), honesty_told(evidence.honesty), opened)


_LEAKING = ("on the files as they came", "without the test rows known from training")


def leak_told(leak: Leak | None) -> str:
    """Return one sentence on the score without leaked test rows, empty where none is leaked."""
    if leak is None or not leak.leaked:
        return ""
    known_rows = f"{count(len(leak.leaked))} of {plural(leak.of, 'test row')} are known from training"
    return f"{known_rows}: {metric_name(leak.metric)} is {with_interval(leak.clean_score)} without them."


def honesty_told(honesty: SplitHonesty | None) -> str:
    """Return one sentence on what a lax split would have claimed, empty where it was not measured or is no more."""
    if honesty is None or not honesty.seeds or honesty.low <= 0:
        return ""
    lax, safe = ("on a random split", "on the safe split") if honesty.way == "drawn" else _LEAKING
    claimed = f"A quick model would have claimed {metric_name(honesty.metric)} {three(honesty.naive)} {lax}"
    return (
        f"{claimed}; {safe} it reaches {three(honesty.safe)} "
        f"({three(honesty.optimism)} less, {three(honesty.low)} to {three(honesty.high)})."
    )


def clean_score(leak: Leak | None) -> Score | None:
    """Return the score without leaked test rows, where there are any and it has a number."""
    found = leak.clean_score if leak is not None and leak.leaked else None
    return found if found is not None and known(found.value) is not None else None


def _rival(rival: Rival) -> CostLine:
    return _line(baseline_name(rival.name), rival.score, rival.price, rival)


def _line(name: str, score: Score | None, price: Price, rival: Rival | None) -> CostLine:
    gain, ends = "", ""
    if rival is not None:
        gain = three(rival.gain) if rival.gain is not None else "–"
        ends = span(rival.low, rival.high)
    note = f"taught by {count(price.rows)} of {count(price.rows_of)} rows" if price.sampled else ""
    tokens = "–" if price.tokens is None else count(price.tokens)
    numbers = (three(score.value) if score else "–", span(score.low, score.high) if score else "")
    return CostLine(
        name, *numbers, gain, ends, _time(price.seconds), tokens, _time(price.seconds_per_1000), note
    )  # fmt: skip


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return "none" if seconds == 0 else "under 0.1 s" if seconds < 0.1 else duration(seconds)
