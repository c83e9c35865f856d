"""Whether a model can tell what it does not know: scores of strangeness on clinc150, and on classes left out.

    python bench/out_of_scope.py               a model fine-tuned on clinc150 (30 rows a class), and frozen vectors
    python bench/out_of_scope.py --run DIR     a finished run on clinc150, in place of a new fit
    python bench/out_of_scope.py --quick       frozen vectors alone, 10 rows a class
    python bench/out_of_scope.py --data DIR    another folder of sets; without any a simulated one

clinc150: 150 intents of 30 rows each teach, 1,500 validation rows set the threshold (5 % false alarms), the official
test (4,500 rows of the intents, 1,000 of none) judges. Of banking77, trec and reuters_r8 a quarter to two fifths of the
classes are left out: their rows are of no class. Frozen: logistic regression on the base model's vectors (MiniLM,
installed as a package). The last line is one JSON object: its value is the AUROC of finetooth's score on clinc150.
"""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import polars as pl
from scoping.cases import Case, frozen, left_out, simulated, some, tuned
from scoping.scores import ALARMS, USED, scores

from finetooth.scope.judging import alarms_at, auroc

TARGET = 0.96
LEFT_OUT = {"banking77": 0.25, "trec": 0.34, "reuters_r8": 0.4}
PUBLISHED = "Larson et al. 2019, 15,000 rows: BERT in-scope 96.9 %, recall 40.3 % (oos-train), 52.3 % (oos-threshold)"
Found = dict[str, tuple[float, float, float, float]]


def main() -> int:
    """Measure, print the tables, and end with one JSON object."""
    asked = _asked()
    told: dict[str, Found] = {}
    for case in _cases(asked):
        told[case.name] = _told(case)
    told_of = [name for name in told if name.startswith("clinc150")] or list(told)
    best = told[told_of[-1]][USED][0]
    print(PUBLISHED)
    each = {
        name: {score: [round(one, 4) for one in four] for score, four in found.items()} for name, found in told.items()
    }
    print(
        json.dumps(
            {"name": "out_of_scope", "value": round(best, 4), "target": TARGET, "ok": best >= TARGET, "by_set": each}
        )
    )
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rows", type=int, default=30, help="rows of each class of clinc150 that teach")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    return parser.parse_args()


def _cases(asked: argparse.Namespace) -> Iterator[Case]:
    folder, rows = asked.data / "clinc150", 10 if asked.quick else asked.rows
    if not folder.is_dir():
        yield simulated()
        return
    tables = {name: pl.read_csv(folder / f"{name}.csv") for name in ("train", "validation", "test", "oos_test")}
    tables["train"], tables["validation"] = some(tables["train"], rows), some(tables["validation"], 10)
    for name, share in LEFT_OUT.items():
        if (asked.data / name / "train.csv").is_file() and not asked.quick:
            yield left_out(name, pl.read_csv(asked.data / name / "train.csv", infer_schema=False), share)
    yield frozen("clinc150, frozen", *(tables[name] for name in ("train", "validation", "test", "oos_test")))
    if asked.run or not asked.quick:
        yield tuned(tables, asked.run, asked.epochs)


def _told(case: Case) -> Found:
    """Print the table of a case: AUROC, false alarms at 95 % recall, and recall and false alarms at the threshold."""
    print(f"\n{case.name}: {len(case.truth):,} test rows, {len(case.unknown.vectors):,} of no class")
    print(f"{'score':34s}{'AUROC':>22s}{'alarms at 95 %':>16s}{'recall':>9s}{'alarms':>9s}")
    found: Found = {}
    for name, (held, test, unknown) in scores(case).items():
        area, late = auroc(test, unknown), alarms_at(0.95, test, unknown, 0)
        limit = np.sort(held)[min(len(held), int(np.ceil((len(held) + 1) * (1 - ALARMS)))) - 1]
        found[name] = (area.value, late.value, float((unknown > limit).mean()), float((test > limit).mean()))
        told = f"{area.value:.4f} ({area.low:.3f}-{area.high:.3f})"
        print(f"{name:34s}{told:>22s}{late.value:16.3f}{found[name][2]:9.3f}{found[name][3]:9.3f}", flush=True)
        if name == USED:
            right, kept = case.test.logits.argmax(axis=1) == case.truth, test <= limit
            accuracy = f"in-scope accuracy {right.mean():.3f}; right and not flagged {(right & kept).mean():.3f}"
    print(accuracy)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
