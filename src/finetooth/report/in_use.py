"""The cost in use as a reader sees it: plain sentences, a table by length and batch size, and one line for the card."""

from collections.abc import Sequence
from dataclasses import dataclass

from finetooth.report.numbers import count, duration, plural
from finetooth.serving.results import LONG, LONGEST, MIXED, USUAL, CostInUse, Timed

_LENGTHS = {MIXED: "as they come", USUAL: "usual (median)", LONG: "long (95 % are shorter)", LONGEST: "longest"}


@dataclass(frozen=True)
class PaceLine:
    """A row of the table: texts of a length, how long one takes, and how many a second in each size of batches."""

    length: str
    tokens: str
    usual: str
    worst: str
    rates: tuple[str, ...]


@dataclass(frozen=True)
class InUse:
    """All of it. ``lead`` says how fast, ``facts`` how large and how soon; ``machine`` where it was measured."""

    lead: str
    facts: tuple[str, ...]
    machine: str
    batches: tuple[int, ...]
    lines: tuple[PaceLine, ...]
    left_out: tuple[str, ...]


def in_use(cost: CostInUse | None) -> InUse | None:
    """Return the words; None where nothing was measured."""
    if cost is None:
        return None
    batches = tuple(sorted({one.batch for one in cost.timed}))
    lines = tuple(_line(cost, name, batches) for name in _LENGTHS if cost.get(name, 1))
    return InUse(_lead(cost), tuple(_facts(cost)), _machine(cost), batches, lines, cost.left_out)


def in_use_told(cost: CostInUse | None) -> str:
    """Return one line for the model card, empty where nothing was measured."""
    return f"{_lead(cost)} {' '.join(_facts(cost))} {_machine(cost)}" if cost else ""


def milliseconds(value: float | None) -> str:
    """Return `0.8 ms`, `12 ms`, `1.4 s`."""
    if value is None:
        return "–"
    if value >= 1_000:
        return duration(value / 1_000)
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"


def _lead(cost: CostInUse) -> str:
    """Say how long one text takes, and how many can be answered."""
    one, fastest = cost.single, cost.fastest
    if one is None or fastest is None:
        return "How fast it answers could not be measured."
    ends = [f"{share} % within {milliseconds(end)}" for share, end in ((95, one.p95_ms), (99, one.p99_ms)) if end]
    told = f"A text by itself is answered in {milliseconds(one.p50_ms)}"
    told += f" ({', '.join(ends)}; {plural(one.times, 'text')} timed)." if ends else f" ({plural(one.times, 'text')})."
    hours = cost.hours_per_million or 0.0
    many = f"In batches of {fastest.batch}" if fastest.batch > 1 else "One by one"
    return f"{told} {many} it answers {_rate(fastest)} texts a second: {_hours(hours)} of this machine for a million."


def _facts(cost: CostInUse) -> list[str]:
    told = [f"The model is {_megabytes(cost.model_mb)} on disk ({cost.parameters / 1e6:,.1f} million parameters)."]
    start = cost.start
    if start is not None:
        steps = f"libraries {duration(start.import_s)}, model {duration(start.load_s)}"
        parts = f"{_megabytes(start.imported_mb)} of it libraries, "
        parts += f"{_megabytes(max(0.0, start.peak_mb - start.loaded_mb))} added by answering"
        told.append(
            f"A fresh process answers its first text after {duration(start.seconds)} ({steps}) and holds at most "
            f"{_megabytes(start.peak_mb)} ({parts})."
        )
    return told


def _machine(cost: CostInUse) -> str:
    machine = cost.machine
    told = f"Measured on {machine.processor}, {plural(machine.cores, 'core')}, {plural(machine.threads, 'thread')}, "
    told += f"{machine.device}, {machine.dtype}."
    busy = f" The machine was busy ({machine.load:.1f} processes at work): on a free one it is faster."
    return told + (busy if machine.is_busy else "")


def _line(cost: CostInUse, name: str, batches: Sequence[int]) -> PaceLine:
    found = [cost.get(name, batch) for batch in batches]
    rates = tuple(_rate(one) if one else "–" for one in found)
    single = next(one for one in found if one is not None)
    worst = " / ".join(milliseconds(end) for end in (single.p95_ms, single.p99_ms))
    return PaceLine(_LENGTHS[name], count(single.tokens), milliseconds(single.p50_ms), worst, rates)


def _rate(one: Timed) -> str:
    return count(one.throughput) if one.throughput >= 10 else f"{one.throughput:.1f}"


def _megabytes(value: float) -> str:
    return f"{value / 1024:.1f} GB" if value >= 1024 else f"{value:.0f} MB"


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{plural(max(1, round(60 * hours)), 'minute')}"
    return f"{hours:.1f} hours" if hours < 10 else f"{count(hours)} hours"
