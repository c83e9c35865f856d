"""Does the reported 95 % interval of macro-F1 hold the score on rows that were kept aside? Real sets, 20 seeds each.

    python bench/honesty.py                   trec, banking77, tweet_emotion, sms_spam and cr of ../shared/data
    python bench/honesty.py --quick           5 seeds each, under a minute
    python bench/honesty.py --data DIR        another folder of sets; without any a simulated one

All distinct rows of a set are split at random: a training set (of banking77 five rows a class, elsewhere 1,000 rows at
most), a test split of 300 rows, and the rest, thousands of rows where the set has them, kept aside. TF-IDF with
logistic regression is taught, and scored on both. A run is covered where the interval told by the 300 rows holds the
score of the rows kept aside: less 1 in 20 by construction, and less a little since that score has noise of its own,
which the table tells (`noise`: its standard error by that of the 300 rows). The last line is one JSON object: its value
is the share of runs that are covered.
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import polars as pl

SETS = ("trec", "banking77", "tweet_emotion", "sms_spam", "cr")
TEST, TRAIN, SHOTS, METRICS, TARGET = 300, 1_000, {"banking77": 5}, ("macro_f1", "accuracy", "roc_auc", "mcc"), 0.93
Run = dict[str, tuple[float, float, float, float, float]]  # metric: value, low, high, kept aside, noise


def main() -> int:
    """Measure, print the table, and end with one JSON object."""
    asked = _asked()
    runs: dict[str, list[Run]] = {}
    for name, texts, labels in _sets(asked.data):
        matrix = _features(texts)
        runs[name] = [_run(name, matrix, labels, seed) for seed in range(5 if asked.quick else 20)]
        print(_line(name, runs[name]), flush=True)
    every = [run for many in runs.values() for run in many]
    print(_line("all", every))
    value = _covered(every, "macro_f1")
    beside = {metric: round(_covered(every, metric), 3) for metric in METRICS[1:]}
    each = {name: round(_covered(many, "macro_f1"), 3) for name, many in runs.items()}
    told = {"name": "honesty", "value": round(value, 3), "target": TARGET, "ok": value >= TARGET, "runs": len(every)}
    print(json.dumps({**told, "by_set": each, "other_metrics": beside}))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    return parser.parse_args()


def _sets(folder: Path) -> list[tuple[str, list[str], np.ndarray]]:
    """Return the distinct rows of each set that is there, all its files together."""
    found = []
    for name in SETS:
        files = sorted((folder / name).glob("*.csv"))
        tables = [pl.read_csv(path, infer_schema=False) for path in files]
        tables = [table.select("text", "label") for table in tables if {"text", "label"} <= set(table.columns)]
        if tables:
            rows = pl.concat(tables).drop_nulls().unique("text", keep="first", maintain_order=True)
            found.append((name, rows["text"].to_list(), (rows["label"].rank("dense") - 1).to_numpy().astype(np.int64)))
    return found or [_own()]


def _own() -> tuple[str, list[str], np.ndarray]:
    """Return 6,000 rows of eight classes of unlike size: each says a word of its class among words of all."""
    draw = np.random.default_rng(0)
    words = [f"{first}{last}" for first in ("ba", "ko", "ri", "mu", "te", "sha") for last in "lmnprstvz"]
    shares = 1 / np.arange(1, 9)
    labels = draw.choice(8, 6_000, p=shares / shares.sum())
    places = np.hstack([(labels * 6 + draw.integers(0, 6, 6_000))[:, None], draw.integers(0, len(words), (6_000, 6))])
    return "simulated", [" ".join(words[place] for place in row) for row in places], labels


def _features(texts: list[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer

    found: np.ndarray = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit_transform(texts)
    return found


def _run(name: str, matrix: np.ndarray, labels: np.ndarray, seed: int) -> Run:
    """Teach and score one model."""
    from sklearn.linear_model import LogisticRegression

    from finetooth.metrics.error import standard_error
    from finetooth.metrics.predictions import Predictions
    from finetooth.metrics.score import score, value

    order = np.random.default_rng(seed).permutation(len(labels))
    test, rest = order[:TEST], order[TEST:]
    train = _few(labels, rest, SHOTS[name]) if name in SHOTS else rest[: min(TRAIN, len(rest) // 3)]
    aside = np.setdiff1d(rest, train)
    model = LogisticRegression(C=10, max_iter=200).fit(matrix[train], labels[train])
    classes = tuple(str(one) for one in range(int(labels.max()) + 1))

    def said(rows: np.ndarray) -> Predictions:
        chances = np.zeros((len(rows), len(classes)))
        chances[:, model.classes_] = model.predict_proba(matrix[rows])
        return Predictions(rows, labels[rows], chances, classes)

    told, kept = said(test), said(aside)
    found = {one.metric: one for one in score(told, 2_000, seed) if one.label is None and one.metric in METRICS}
    noise = {metric: standard_error(metric, kept) / standard_error(metric, told) for metric in METRICS}
    return {
        metric: (one.value or 0.0, one.low or 0.0, one.high or 0.0, value(metric, kept) or 0.0, noise[metric])
        for metric, one in found.items()
    }


def _few(labels: np.ndarray, rows: np.ndarray, shots: int) -> np.ndarray:
    """Return the first rows of each class."""
    return np.concatenate([rows[labels[rows] == label][:shots] for label in np.unique(labels[rows])])


def _covered(runs: list[Run], metric: str) -> float:
    return float(np.mean([low <= aside <= high for _, low, high, aside, _ in (run[metric] for run in runs)]))


def _line(name: str, runs: list[Run]) -> str:
    mean = np.mean([run["macro_f1"] for run in runs], axis=0)
    value, low, high, aside, noise = mean
    shares = "  ".join(f"{metric} {_covered(runs, metric):.2f}" for metric in METRICS)
    about = f"macro-F1 {value:.3f} ({low:.3f} to {high:.3f}), aside {aside:.3f}, noise {noise:.2f}"
    return f"{name:14s} {len(runs):3d} runs  {about}  covered: {shares}"


if __name__ == "__main__":
    sys.exit(main())
