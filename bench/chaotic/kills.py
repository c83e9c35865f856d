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

LAST, ENOUGH = checkpoints.LAST, 6  # steps that stand in a checkpoint before it is damaged
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
                hits.append(any(_kept(root).rglob(checkpoints.STAGING)))
        inside += any(hits)
        tally.add(f"{number} ({len(hits)} kills)", training.again(root) if hits else "")
        tally.cases -= not hits  # it was faster than the kill
        shutil.rmtree(root)
    tally.told = f"{inside / max(1, tally.cases):.0%} inside a save"
    return tally


def _kept(root: Path) -> Path:
    """Return the folder of a fit's checkpoints; those of the fit of all rows lie in a folder within."""
    return root / "4-train.partial" / "checkpoints"


def stopped_late(training: Stage, of_all: bool) -> Path:
    """Return a run folder that was killed in the fit, or in that of all rows, with two whole checkpoints of it."""
    root = training.folder / ("late_of_all" if of_all else "late")
    place = _kept(root) / "all" if of_all else _kept(root)

    def dies() -> Listener:
        return lambda _: os.kill(os.getpid(), signal.SIGKILL) if len(whole(place)) >= LAST and late(place) else None

    child = training.start(root, dies)
    os.waitpid(child, 0)
    return root


def whole(place: Path) -> list[Path]:
    """Return the checkpoints of a folder, newest last."""
    return sorted(manifest.parent for manifest in place.glob(f"*-step-*/{checkpoints.MANIFEST}"))


def late(place: Path) -> bool:
    """Whether some work was done already: a damaged checkpoint costs some of it."""
    return int(whole(place)[-1].name.rpartition("-")[2]) >= ENOUGH


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    at = {"start": 0, "middle": len(content) // 2, "end": len(content) - 4}.get(how.rpartition(" ")[2], 0)
    flipped = content[:at] + bytes(255 - byte for byte in content[at : at + 4]) + content[at + 4 :]
    path.write_bytes({"empty": b"", "truncated": content[: len(content) // 2]}.get(how, flipped))
    if how == "missing":
        path.unlink()


def damages(training: Stage, quick: bool) -> Tally:
    """Damage every file of the newest checkpoint in every way, and once all checkpoints; so of the fit of all rows."""
    tally = Tally("damage")
    cases = [
        (name, how, 1) for name in (checkpoints.TENSORS, checkpoints.PLAIN, checkpoints.MANIFEST) for how in DAMAGES
    ]
    cases.append((checkpoints.TENSORS, "flipped in the middle", LAST))
    for of_all in (False, True):
        stopped = stopped_late(training, of_all)
        for number, (name, how, many) in enumerate(cases[of_all::6] if quick else cases):
            root = training.folder / f"damage{number}"
            shutil.copytree(stopped, root)
            newest = whole(_kept(root) / "all" if of_all else _kept(root))[-many:]
            for folder in newest:
                damage(folder / name, how)
            fault = training.again(root)
            log = (root / "log.jsonl").read_text()
            silent_ones = [folder.name for folder in newest if f"{folder.name} is passed over" not in log]
            case = f"{name} {how}{', fit of all rows' if of_all else ''}"
            tally.add(case, fault or (f"silent: {silent_ones}" if silent_ones else ""))
            shutil.rmtree(root)
    return tally
