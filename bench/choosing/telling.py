"""What the cells of ``bench/choices.py`` say: each value's score by set, and its difference to the default, paired."""

from collections.abc import Sequence
from statistics import fmean, stdev
from typing import Any

from doubted.telling import interval

from .questions import Question

Cell = dict[str, Any]
Place = tuple[Any, ...]


def by_value(question: Question, cells: Sequence[Cell]) -> dict[Any, dict[Place, Cell]]:
    """Return the cells of each value, by set and seed."""
    found: dict[Any, dict[Place, Cell]] = {}
    for value in question.values:
        wanted = question.changes(value)
        here = {(cell["set"], cell["seed"]): cell for cell in cells if cell["changes"] == wanted}
        if here:
            found[value] = here
    return found


def show(name: str, question: Question, cells: Sequence[Cell]) -> str:
    """Return the table of a question: macro-F1 by set (spread over seeds), difference to the default (95 %)."""
    found = by_value(question, cells)
    sets = list(dict.fromkeys(cell["set"] for cell in cells))
    lines = [f"\n{name}: {question.option}, macro-F1 (spread over seeds)"]
    lines.append(f"{'':12}" + "".join(f"{one:>18}" for one in sets) + f"{'to default':>26}{'pairs':>7}{'epochs':>8}")
    for value, here in found.items():
        line = f"{value!s:12}" + "".join(f"{_mean([c for (s, _), c in here.items() if s == one]):>18}" for one in sets)
        gains = paired(found, question, value)
        told = "{:+.2f} ({:+.2f}, {:+.2f})".format(*interval(gains)) if gains and value != question.default else "–"
        epochs = fmean(cell["epochs"] for cell in here.values())
        lines.append(f"{line}{told:>26}{len(gains):>7}{epochs:>8.1f}")
    return "\n".join(lines)


def paired(found: dict[Any, dict[Place, Cell]], question: Question, value: Any) -> list[float]:
    """Return a value's lead over the default in macro-F1 wherever both are there."""
    usual, here = found.get(question.default, {}), found.get(value, {})
    return [here[place]["macro_f1"] - usual[place]["macro_f1"] for place in sorted(here.keys() & usual.keys())]


def verdict(questions: dict[str, Question], cells: dict[str, list[Cell]]) -> Cell:
    """Return the largest lead of any value over its default that holds beyond chance; 0 where none does."""
    gains: dict[str, list[float]] = {}
    for name, question in questions.items():
        found = by_value(question, cells[name])
        for value in [one for one in found if one != question.default]:
            if leads := paired(found, question, value):
                gains[f"{question.option} {value}"] = [round(one, 2) for one in interval(leads)]
    sure = {name: lead[0] for name, lead in gains.items() if lead[1] > 0 and lead[2] > lead[1]}
    value = max(sure.values(), default=0.0)
    return {"name": "choices", "value": value, "target": 0.0, "ok": not sure, "sure": sorted(sure), "leads": gains}


def _mean(cells: Sequence[Cell]) -> str:
    scores = [cell["macro_f1"] for cell in cells]
    spread = f"{stdev(scores):.1f}" if len(scores) > 1 else "–"
    return f"{fmean(scores):.1f} ({spread})" if scores else "–"
