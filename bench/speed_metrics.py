"""All metrics of many predictions with 2,000 resamples, beside scikit-learn in a loop and torchmetrics' BootStrapper.

    python bench/speed_metrics.py             1,000,000 predictions of 20 classes
    python bench/speed_metrics.py --quick     100,000 of them, under a minute

Predictions are simulated (--data is taken and not needed). Each tool runs in a process of its own, on one core. The
opponents score a few resamples, and their seconds are multiplied up to 2,000: scikit-learn draws rows and calls its
functions for every metric that it has; torchmetrics wraps each of its metrics in a BootStrapper. torchmetrics is put
into a folder of its own and runs on the torch that is there; it is left out where it cannot be had. The last line is
one JSON object: its value is finetooth's CPU seconds, and the ratios are how many times longer the opponents take.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path.home() / ".cache" / "finetooth-bench" / "torchmetrics"
PACKAGES = ("torchmetrics>=1.9", "lightning-utilities", "packaging", "setuptools<81")
RESAMPLES, CLASSES, SECONDS, GIBIBYTES = 2_000, 20, 60.0, 2.0

DATA = """
import json, resource, sys, time
import numpy as np
rows, classes, few = (int(one) for one in sys.argv[1:4])
draw = np.random.default_rng(0)
truth = draw.integers(0, classes, rows)
chances = draw.random((rows, classes))
chances[np.arange(rows), truth] += 0.6
chances /= chances.sum(axis=1, keepdims=True)
def told(seconds, metrics):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"seconds": seconds, "metrics": metrics, "peak": peak}))
"""
OURS = """
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import score
labels = tuple(str(label) for label in range(classes))
small = Predictions(np.arange(500), truth[:500], chances[:500], labels)
score(small, 20)
begin = time.process_time()
found = score(Predictions(np.arange(rows), truth, chances, labels), few)
told(time.process_time() - begin, len(found))
"""
SCIKIT_LEARN = """
from sklearn import metrics
def every(truth, chances):
    guess, places = chances.argmax(axis=1), np.arange(classes)
    found = [metrics.accuracy_score(truth, guess), metrics.balanced_accuracy_score(truth, guess)]
    found += [metrics.matthews_corrcoef(truth, guess), metrics.cohen_kappa_score(truth, guess)]
    for average in ("macro", "weighted", None):
        shares = metrics.precision_recall_fscore_support(truth, guess, average=average, zero_division=0)
        found += [one for share in shares[:3] for one in np.atleast_1d(share)]
    found += [metrics.log_loss(truth, chances, labels=places), metrics.top_k_accuracy_score(truth, chances, k=3)]
    found.append(metrics.brier_score_loss(truth, chances, labels=places))
    for label in range(classes):
        found.append(metrics.roc_auc_score(truth == label, chances[:, label]))
        found.append(metrics.average_precision_score(truth == label, chances[:, label]))
    return found
every(truth[:500], chances[:500])
begin = time.process_time()
for _ in range(few):
    rows_drawn = draw.integers(0, rows, rows)
    found = every(truth[rows_drawn], chances[rows_drawn])
told(time.process_time() - begin, len(found) + 2)
"""
TORCHMETRICS = """
import torch
from torchmetrics import classification as kinds
from torchmetrics.wrappers import BootStrapper
torch.set_num_threads(1)
given, target = torch.tensor(chances, dtype=torch.float32), torch.tensor(truth)
metrics = []
for average in ("micro", "macro", "weighted", "none"):
    shares = (kinds.MulticlassAccuracy, kinds.MulticlassF1Score, kinds.MulticlassPrecision)
    metrics += [kind(classes, average=average, validate_args=False) for kind in shares]
for kind in (kinds.MulticlassAUROC, kinds.MulticlassAveragePrecision):
    metrics += [kind(classes, average="none", thresholds=None, validate_args=False)]
whole = (kinds.MulticlassMatthewsCorrCoef, kinds.MulticlassCohenKappa)
metrics += [kind(classes, validate_args=False) for kind in whole]
metrics += [kind(classes, validate_args=False) for kind in whole]
metrics.append(kinds.MulticlassCalibrationError(classes, validate_args=False))
begin = time.process_time()
for metric in metrics:
    many = BootStrapper(metric, num_bootstraps=few, sampling_strategy="multinomial", raw=True)
    many.update(given, target)
    many.compute()
told(time.process_time() - begin, len(metrics))
"""


def main() -> int:
    """Measure, print the table, and end with one JSON object."""
    asked = _asked()
    rows = 100_000 if asked.quick else 1_000_000
    found = {"finetooth": _run(OURS, rows, RESAMPLES), "scikit-learn": _run(SCIKIT_LEARN, rows, few := 2)}
    if folder := _torchmetrics():
        found["torchmetrics"] = _run(TORCHMETRICS, rows, few, folder)
    whole = {
        name: one["seconds"] * (1 if name == "finetooth" else RESAMPLES / few) for name, one in found.items() if one
    }
    ours, print_line = found["finetooth"], "{:14s} {:>14s} {:>12s} {:>10s}".format
    print(f"{rows:,} predictions of {CLASSES} classes, {RESAMPLES:,} resamples")
    print(print_line("", "CPU seconds", "values", "peak GiB"))
    for name, seconds in whole.items():
        print(print_line(name, f"{seconds:,.1f}", str(found[name]["metrics"]), f"{found[name]['peak']:.2f}"))
    ratios = {name: round(seconds / whole["finetooth"], 1) for name, seconds in whole.items() if name != "finetooth"}
    ok = ours["seconds"] < SECONDS and ours["peak"] < GIBIBYTES
    told = {"name": "speed_metrics", "value": round(ours["seconds"], 2), "target": SECONDS, "ok": ok, "rows": rows}
    print(json.dumps({**told, "peak_gib": round(ours["peak"], 2), "times_longer": ratios}))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path)
    return parser.parse_args()


def _run(code: str, rows: int, resamples: int, folder: Path | None = None) -> dict[str, float]:
    """Run one tool in a process of its own; nothing where it fails."""
    one_core = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    path = {"PYTHONPATH": str(folder)} if folder else {}
    command = [sys.executable, "-c", DATA + code, str(rows), str(CLASSES), str(resamples)]
    done = subprocess.run(command, env={**os.environ, **one_core, **path}, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-500:], file=sys.stderr)
        return {}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _torchmetrics() -> Path | None:
    """Return the folder of torchmetrics, installed without the torch that is already there; None without it."""
    if not (FOLDER / "torchmetrics").is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(FOLDER), *PACKAGES]
        if subprocess.run(command, check=False, timeout=300).returncode:
            return None
    return FOLDER


if __name__ == "__main__":
    sys.exit(main())
