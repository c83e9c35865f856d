"""Kills at random moments, many of them inside a save, and checkpoints damaged in every way."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

from finetooth.core.events import Listener
from finetooth.training import checkpoints

from .stage import Stage, Tally

DAMAGES = ("missing", "empty", "truncated", "flipped at the start", "flipped in the middle", "flipped at the end")


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
