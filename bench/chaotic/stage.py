"""A training stage that can be started, killed, and done again; and what its cases came to."""

import importlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from finetooth.core.errors import UserError
from finetooth.core.events import Event, Listener, silent
from finetooth.recipe.sections import Training
from finetooth.training import checkpoints, defaults
from finetooth.training.base_model import locate

from .rows import HELD, ROWS, tiny_encoder

SLOWER, PATIENCE = 0.012, 120.0


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
