"""How the opponents do on the files that finetooth was judged on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from .opponents import Opponent, look
from .plant import FAULTS, Fault, together
from .score import Score, flagged_rows, score
from .show import mean, share, table
from .table import Dataset


@dataclass(frozen=True)
class Rivalry:
    """One opponent on one fault of one set; ``clean`` is the share of a clean control that it flags at all."""

    tool: str
    data: str
    fault: str
    score: Score
    clean: float
    seconds: float
    megabytes: float
    crash: str = ""


def judge(
    rivals: Iterable[tuple[Opponent, Path]],
    data: Dataset,
    faults: list[Fault],
    rate: float,
    folder: Path,
    model: str | None,
) -> Iterator[Rivalry]:
    """Run each opponent on the clean control and on all faults together."""
    damaged, done = together(data, faults, rate, 0)
    touched = {key for planted in done.values() for key in planted.keys}
    rows = len(data.train) + len(data.test)
    for opponent, python in rivals:
        calm = look(opponent, python, data, folder, model)
        clean = len(flagged_rows(calm, calm.found)) / rows
        seen = look(opponent, python, damaged, folder, model)
        for fault in faults:
            if kinds := opponent.sees.get(fault.name):
                counts = score(replace(fault, codes=kinds), done[fault.name], seen, damaged, touched)
                cost = (seen.cost.seconds, seen.cost.megabytes, seen.crash)
                yield Rivalry(opponent.name, data.name, fault.name, counts, clean, *cost)


def rivals_table(results: Sequence[Rivalry]) -> str:
    """Return the table of the opponents, summed over sets; faults that a tool has no finding for are not listed."""
    rows = []
    order = list(FAULTS)
    keyed = sorted(results, key=lambda one: (one.tool, order.index(one.fault)))
    for (tool, fault), group in groupby(keyed, lambda one: (one.tool, one.fault)):
        members = list(group)
        counts = Score()
        for one in members:
            counts = counts + one.score
        rows.append(
            (
                tool,
                fault,
                counts.planted,
                share(counts.recall),
                share(counts.precision),
                f"{100 * counts.false_rate:.2f}",
                share(mean(counts.at_one_percent)),
                share(mean(counts.average_precision)),
                f"{100 * mean([one.clean for one in members]):.1f}",
                f"{mean([one.seconds for one in members]):.1f}",
                f"{max(one.megabytes for one in members):.0f}",
                members[0].crash[-60:],
            )
        )
    head = ("tool", "fault", "planted", "recall", "precision", "false %", "R@1%", "AP", "clean %", "s", "MB", "crash")
    return table(
        "OPPONENTS at their defaults, all kinds together; clean %: rows of a clean control flagged", head, rows
    )
