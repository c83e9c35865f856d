"""Chaos: what a training is worth after kills, damaged checkpoints, poisoned weights and full disks.

    python bench/chaos.py             200 kills, on rows of trec (../shared/data, or --data DIR), else on own rows
    python bench/chaos.py --kills 60
    python bench/chaos.py --quick     12 kills and a part of the rest, under a minute on an idle machine

Each case is the training stage of a run (a tiny encoder, real in all else) in a process of its own, then the same call
again. It must end with the very bits, curve and metrics of an undisturbed one, or with one clear error. A checkpoint is
made after every step, on a disk that is slowed down (each fsync takes some milliseconds more), so that many kills fall
inside a save. Disks are small tmpfs where they can be mounted, else a limit on the size of files. The last line is one
JSON object: its value is the number of cases that were stuck, different, silent, or unclear.
"""

import argparse
import csv
import importlib
import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ[name] = "1"
os.environ |= {
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}

from finetooth.core.errors import UserError  # noqa: E402
from finetooth.core.events import Event, Listener, silent  # noqa: E402
from finetooth.core.recipe import Training  # noqa: E402
from finetooth.training import checkpoints, defaults  # noqa: E402
from finetooth.training.base_model import locate  # noqa: E402

ROWS, HELD, SLOWER, PATIENCE = 64, 24, 0.012, 120.0
DAMAGES = ("missing", "empty", "truncated", "flipped at the start", "flipped in the middle", "flipped at the end")


@dataclass
class Tally:
    """What a kind of case came to."""

    name: str
    cases: int = 0
    wrong: list[str] = field(default_factory=list)
    told: str = ""

    def add(self, case: str, fault: str) -> None:
        self.cases += 1
        if fault:
            self.wrong.append(f"{case}: {fault}")
            print(f"  {self.name}, {case}: {fault}", flush=True)


class Stage:
    """A training stage in a folder, each time in a forked process. Nothing here touches polars before the fork."""

    def __init__(self, folder: Path, rows: list[dict[str, str]]) -> None:
        self.folder, self.rows = folder, rows
        self.base = locate(str(tiny_encoder(folder / "base", rows)))
        asked = Training(learning_rate=5e-3, num_train_epochs=3, per_device_train_batch_size=16, max_length=24)
        checkpoints.code_of_today()  # once, as the code that runs is what was loaded
        plain = defaults.settings(asked, 20_000, ROWS, 24, "macro_f1", 7)
        self.settings = replace(plain, evaluations_per_epoch=2, early_stopping_patience=99, average="soup")
        self.calm: dict[str, str] = {}
        self.seconds = self.fit_seconds = 0.0

    def measure_calm(self) -> None:
        self.run(self.folder / "warm", self._listed)
        for name in (self.folder / "modules").read_text().split():  # here once, not in every process
            with suppress(Exception):
                importlib.import_module(name)
        begin = time.monotonic()
        fault = self.run(self.folder / "calm", self._timed)
        self.fit_seconds = float((self.folder / "fit_seconds").read_text() or 0) if not fault else 0.0
        self.seconds = time.monotonic() - begin
        if fault:
            raise SystemExit(f"an undisturbed training failed: {fault}")
        self.calm = outcome(self.folder / "calm")

    def _listed(self) -> Listener:
        def listener(event: Event) -> None:
            if event.kind == "done":
                (self.folder / "modules").write_text("\n".join(sys.modules))

        return listener

    def _timed(self) -> Listener:
        begun: list[float] = []

        def listener(event: Event) -> None:
            if event.kind == "progress" and event.message.startswith("epoch"):
                begun.append(time.monotonic())
                (self.folder / "fit_seconds").write_text(str(begun[-1] - begun[0]))

        return listener

    def wait_for_the_fit(self, root: Path) -> None:
        """Wait until the first step is near, or the process has gone on from there."""
        deadline = time.monotonic() + PATIENCE
        while not (root / "4-train.partial" / "checkpoints").exists() and time.monotonic() < deadline:
            time.sleep(0.005)

    def start(self, root: Path, before: Callable[[], Listener] = lambda: silent) -> int:
        """Fork a process that does the stage; ``before`` prepares it and gives the listener."""
        root.mkdir(parents=True, exist_ok=True)
        child = os.fork()
        if child:
            return child
        code, told = 1, ""
        try:
            self._stage(root, before())
            code = 0
        except UserError as error:
            code, told = 2, str(error)
        except BaseException:
            told = traceback.format_exc()
        (self.folder / f"{root.name}.told").write_text(told)
        os._exit(code)

    def run(self, root: Path, before: Callable[[], Listener] = lambda: silent) -> str:
        """Do the stage to its end; give what was told where it failed."""
        child, deadline = self.start(root, before), time.monotonic() + max(PATIENCE, 20 * self.seconds)
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                return "" if code == 0 else f"exit {code}: {(self.folder / f'{root.name}.told').read_text()}"
            time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "stuck"

    def again(self, root: Path) -> str:
        """Do the stage once more, to its end; give how it differs from the calm one."""
        fault = self.run(root) or next((name for name, text in outcome(root).items() if text != self.calm[name]), "")
        return fault if not fault or fault.startswith(("exit", "stuck")) else f"{fault} differs"

    def _stage(self, root: Path, listener: Listener) -> None:
        import polars as pl

        from finetooth.core.results import Splits
        from finetooth.core.rows import Rows
        from finetooth.core.run import Run
        from finetooth.stages import train

        slow_down()
        train.Checkpoints = partial(checkpoints.Checkpoints, share=1.0)
        table = Rows.of(self.rows).table
        parts = (table[:ROWS], table[ROWS : ROWS + HELD], table[:0], table[:0])
        weights = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
        run = Run(root, (), {}, listener)
        with run.lock():
            run.stage(train.train, self.settings, self.base, Splits(*map(Rows, parts)), (), weights)


def slow_down() -> None:
    quick = os.fsync

    def slow(descriptor: int) -> None:
        time.sleep(SLOWER)
        quick(descriptor)

    os.fsync = slow


def outcome(root: Path) -> dict[str, str]:
    """Return all that must be the same: weights, curve, and the metrics in it."""
    from finetooth.core.fingerprint import file_digest

    names = ("model/model.safetensors", "model/config.json", "curve.json", "curve.jsonl", "labels.json")
    found = {name: root / "4-train" / name for name in names}
    return {name: file_digest(path) if path.exists() else "missing" for name, path in found.items()}


def kills(training: Stage, count: int) -> Tally:
    """Kill at random moments, some of them twice, and go on."""
    tally, draw, inside = Tally("kill -9"), random.Random(1), 0
    for number in range(count):
        root, hits = training.folder / f"kill{number}", []
        for _ in range(1 + (draw.random() < 0.25)):
            child = training.start(root)
            if draw.random() < 0.1:
                time.sleep(draw.uniform(0.0, 0.5) * training.seconds)  # before the first step, perhaps
            else:
                training.wait_for_the_fit(root)
                time.sleep(draw.uniform(0.0, 1.0) * training.fit_seconds)
            os.kill(child, signal.SIGKILL)
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL:
                hits.append((root / "4-train.partial" / "checkpoints" / checkpoints.STAGING).exists())
        inside += any(hits)
        tally.add(f"{number} ({len(hits)} kills)", training.again(root) if hits else "")
        tally.cases -= not hits  # it was faster than the kill
        shutil.rmtree(root)
    tally.told = f"{inside / max(1, tally.cases):.0%} inside a save"
    return tally


def stopped_late(training: Stage) -> Path:
    """Return a run folder whose training was killed late, with two whole checkpoints."""
    root = training.folder / "late"

    def dies() -> Listener:
        return lambda event: os.kill(os.getpid(), signal.SIGKILL) if event.done > 0.8 else None

    child = training.start(root, dies)
    os.waitpid(child, 0)
    return root


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    at = {"start": 0, "middle": len(content) // 2, "end": len(content) - 4}.get(how.rpartition(" ")[2], 0)
    flipped = content[:at] + bytes(255 - byte for byte in content[at : at + 4]) + content[at + 4 :]
    path.write_bytes({"empty": b"", "truncated": content[: len(content) // 2]}.get(how, flipped))
    if how == "missing":
        path.unlink()


def damages(training: Stage, quick: bool) -> Tally:
    """Damage every file of the newest checkpoint in every way, and once all checkpoints."""
    tally, late = Tally("damage"), stopped_late(training)
    cases = [
        (name, how, 1) for name in (checkpoints.TENSORS, checkpoints.PLAIN, checkpoints.MANIFEST) for how in DAMAGES
    ]
    cases.append((checkpoints.TENSORS, "flipped in the middle", 2))
    for number, (name, how, many) in enumerate(cases[::3] if quick else cases):
        root = training.folder / f"damage{number}"
        shutil.copytree(late, root)
        newest = sorted((root / "4-train.partial" / "checkpoints").iterdir())[-many:]
        for folder in newest:
            damage(folder / name, how)
        fault = training.again(root)
        log = (root / "log.jsonl").read_text()
        silent_ones = [folder.name for folder in newest if f"{folder.name} is passed over" not in log]
        tally.add(f"{name} {how}", fault or (f"silent: {silent_ones}" if silent_ones else ""))
        shutil.rmtree(root)
    return tally


def poisoned(step: int, value: float, always: bool) -> Callable[[], Listener]:
    """Put a value into the weights before a step's answer."""

    def before() -> Listener:
        from finetooth.training.descent import Descent

        plain, count = Descent.step, [0]

        def step_(self: Descent, *given: Any) -> Any:
            count[0] += 1
            if count[0] == step or (always and count[0] > step):
                list(self.model.parameters())[-3].data.view(-1)[0] = value
            return plain(self, *given)

        Descent.step = step_
        return silent

    return before


def poisons(training: Stage, quick: bool) -> Tally:
    """NaN and infinity in the weights: rolled back within a step, or an error; never a result that holds them."""
    tally = Tally("poison")
    for step in (2, 7) if quick else (1, 2, 4, 7, 10, 12):
        for value, always in ((math.nan, False), (math.inf, False), (math.nan, True)):
            root = training.folder / f"poison{tally.cases}"
            fault = training.run(root, poisoned(step, value, always))
            if always:
                tally.add(f"for ever from step {step}", "" if "training diverged" in fault else fault or "exit 0")
                continue
            curve = {} if fault else json.loads((root / "4-train" / "curve.json").read_text())
            retries = [retry["step"] for retry in curve.get("retries", [])]
            losses = [point["train_loss"] for point in curve.get("points", [])]
            fine = retries == [step - 1] and all(math.isfinite(loss) and loss > 0 for loss in losses)
            tally.add(f"{value} at step {step}", fault or ("" if fine else f"retries at {retries}, losses {losses}"))
    return tally


def filled(root: Path, share: float) -> Callable[[], Listener]:
    """Fill the disk once a share of the training is done."""

    def before() -> Listener:
        def listener(event: Event) -> None:
            filler = root / "filler"
            if event.kind == "progress" and event.done >= share and not filler.exists():
                with filler.open("wb", buffering=0) as stream:
                    for size in (2**20, 2**12):
                        while True:
                            try:
                                if stream.write(bytes(size)) < size:
                                    break
                            except OSError:
                                break

        return listener

    return before


def full_disks(training: Stage, quick: bool) -> Tally:
    """Fill a small disk at several points; then free it and go on. And one too small from the start: foreseen."""
    tally, shares = Tally("full disk"), (0.3, 1.0) if quick else (0.01, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)
    for share in (0.0, *shares):
        root = training.folder / f"full{tally.cases}"
        root.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", root], capture_output=True).returncode:
            tally.told = "not measured: no tmpfs can be mounted here"
            return tally
        try:
            fault = training.run(root, filled(root, share))
            clear = fault.startswith("exit 2") and ("no room left" in fault or "MB free" in fault)
            torn = list(root.rglob(checkpoints.STAGING))
            (root / "filler").unlink(missing_ok=True)
            wrong = "" if clear and not torn else f"not clear: {fault or 'exit 0'} {torn}"
            tally.add(f"from {share:.0%}", wrong or training.again(root))
        finally:
            subprocess.run(["umount", root], check=False)
    return tally


def tiny_encoder(folder: Path, rows: list[dict[str, str]]) -> Path:
    """Write a BERT of one layer with random weights that knows the rows' words."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.set_num_threads(1)
    torch.manual_seed(0)
    words = sorted({word for row in rows for word in row["text"].lower().split() if word.isalnum()})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, **sizes)).save_pretrained(folder)
    pieces = BertWordPieceTokenizer(vocab={word: number for number, word in enumerate(vocabulary)})
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=pieces._tokenizer, model_max_length=64, **special).save_pretrained(folder)
    torch.optim.AdamW([torch.nn.Parameter(torch.ones(1))], fused=True)  # imported once, before the forks
    from transformers import BertForSequenceClassification  # noqa: F401

    return folder


def rows_of(data: Path) -> list[dict[str, str]]:
    """Return the rows to train on: the first of trec, else rows of our own."""
    if (data / "trec" / "train.csv").exists():
        with (data / "trec" / "train.csv").open(encoding="utf-8", newline="") as stream:
            some = [row for row in csv.DictReader(stream) if row["label"] in ("NUM", "LOC", "HUM")]
        return [{"text": row["text"], "label": row["label"]} for row in some[: ROWS + HELD]]
    draw, told = random.Random(0), {"good": "lovely superb fine neat", "bad": "dreadful clumsy dull torn"}
    found = []
    for _ in range(ROWS + HELD):
        label = draw.choice(list(told))
        words = draw.choices(["the", "lamp", "chair", "kettle", "came", "in", "a", "box"], k=6)
        found.append({"text": " ".join([*words, draw.choice(told[label].split())]), "label": label})
    return found


def main() -> None:
    """Do the cases, print the table, and the verdict as JSON."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true")
    options.add_argument("--kills", type=int)
    options.add_argument("--only", choices=["kills", "damages", "poisons", "disks"], help="one kind of case")
    options.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    asked, began = options.parse_args(), time.monotonic()
    count = asked.kills or (12 if asked.quick else 200)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), rows_of(asked.data))
        stage.measure_calm()
        print(f"an undisturbed training takes {stage.seconds:.1f} s", flush=True)
        parts: dict[str, Callable[[], Tally]] = {
            "kills": partial(kills, stage, count),
            "damages": partial(damages, stage, asked.quick),
            "poisons": partial(poisons, stage, asked.quick),
            "disks": partial(full_disks, stage, asked.quick),
        }
        tallies = [part() for name, part in parts.items() if asked.only in (None, name)]
    print(f"\n{'case':<12}{'cases':>7}{'wrong':>7}")
    for tally in tallies:
        print(f"{tally.name:<12}{tally.cases:>7}{len(tally.wrong):>7}  {tally.told}")
    wrong = [fault for tally in tallies for fault in tally.wrong]
    counts = {tally.name.replace(" ", "_").replace("-", ""): tally.cases for tally in tallies}
    inside = [float(tally.told.partition("%")[0]) / 100 for tally in tallies if tally.name == "kill -9"]
    ok = not wrong and all(share >= 0.3 for share in inside)
    verdict: dict[str, Any] = {"name": "chaos", "value": len(wrong), "target": 0, "ok": ok, **counts}
    verdict |= {"inside_a_save": inside, "wrong": wrong[:10], "seconds": round(time.monotonic() - began)}
    print("\n" + json.dumps(verdict))
    sys.exit(0 if verdict["ok"] else 1)


if __name__ == "__main__":
    main()
