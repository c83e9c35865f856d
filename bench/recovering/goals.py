"""The table of the cells, and whether the goals are met."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

Cell = dict[str, Any]
OURS, PLAIN, TUNED = "finetooth, damaged", "Trainer, clean", "script, clean"
WITHIN, COVERAGE = 1.5, 0.93  # points behind the script on clean rows; share of intervals that hold the truth


def table(cells: Sequence[Cell], methods: Sequence[str]) -> list[str]:
    """Return a line for each set and method: means over seeds."""
    titles = "set, method, seeds, macro-F1, claims, truth of it, gap, interval holds, decision, minutes, 1,000 tokens"
    places = product(dict.fromkeys(cell["set"] for cell in cells), methods)
    found = [(*place, [cell for cell in cells if (cell["set"], cell["method"]) == place]) for place in places]
    head = [f"| {titles.replace(', ', ' | ')} |", "|" + "---|" * 11]
    return head + [_line(name, method, some) for name, method, some in found if some]


def _line(name: str, method: str, some: Sequence[Cell]) -> str:
    mean = {key: float(np.mean([cell[key] for cell in some])) for key in ("macro_f1", "claim", "truth", "gap")}
    held = [cell["covered"] for cell in some if cell["covered"] is not None]
    decisions = ", ".join(sorted({cell["decision"] for cell in some if cell["decision"]}))
    told = [name, method, str(len(some)), *(f"{value:.1f}" for value in list(mean.values())[:3])]
    told += [f"{mean['gap']:+.1f}", f"{sum(held)} of {len(held)}" if held else "–", decisions or "–"]
    minutes, tokens = (float(np.mean([cell[key] for cell in some])) for key in ("seconds", "tokens"))
    return f"| {' | '.join([*told, f'{minutes / 60:.1f}', f'{tokens / 1000:.0f}'])} |"


def goals(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return the value, and which goals are met; a goal without cells is not met, and not missed."""
    ours = [cell for cell in cells if cell["method"] == OURS]
    behind = _differences(cells, PLAIN)
    tuned = _differences(cells, TUNED)
    held = [cell["covered"] for cell in ours if cell["covered"] is not None]
    fooled = [f"{cell['set']} {cell['seed']}" for cell in ours if cell["decision"] == "go" and cell["covered"] is False]
    value = round(float(np.mean(list(tuned.values()))), 2) if tuned else None
    met = {
        "at least Trainer on clean rows, on every set": all(one >= 0 for one in behind.values()) if behind else None,
        "within 1.5 points of the script on clean rows": value >= -WITHIN if value is not None else None,
        "intervals hold": float(np.mean(held)) >= COVERAGE if held else None,
        "never go where the claim is off": not fooled if ours else None,
    }
    ok = bool(met) and all(one is True for one in met.values())
    told = {"value": value, "target": -WITHIN, "ok": ok, "goals": met, "to_trainer_on_clean": behind}
    return {**told, "to_script_on_clean": tuned, "held": f"{sum(held)} of {len(held)}", "fooled": fooled}


def _differences(cells: Sequence[Cell], method: str) -> dict[str, float]:
    """Return by set how many points finetooth on damaged rows is above a method, over the seeds that both have."""
    score = {(cell["set"], cell["seed"], cell["method"]): cell["macro_f1"] for cell in cells}
    found: dict[str, list[float]] = {}
    for (name, seed, way), value in score.items():
        if way == OURS and (name, seed, method) in score:
            found.setdefault(name, []).append(value - score[name, seed, method])
    return {name: round(float(np.mean(points)), 2) for name, points in found.items()}
