"""Faults while a training goes on: numbers in the weights that are none, and disks that are full."""

import json
import math
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from finetooth.core.events import Event, Listener, silent
from finetooth.training import checkpoints

from .stage import Stage, Tally


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
