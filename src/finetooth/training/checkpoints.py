"""Checkpoints on the disk: written whole or not at all, and believed only where every byte is as it was written."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from finetooth.core import store
from finetooth.core.disk import must_have_room, told_when_full
from finetooth.core.errors import UserError
from finetooth.core.fingerprint import digest, file_digest
from finetooth.training.packing import packed, unpacked
from finetooth.training.state import State

TENSORS, PLAIN, MANIFEST, STAGING = "tensors.safetensors", "state.json", "manifest.json", ".staging"
LAST = 2  # how many are kept: should the newest be damaged, there is another, where the disk has room for three
SHARE = 0.05  # of the time that keeping may take
LONGEST = 120.0  # seconds of work that a kill may cost, whatever keeping takes
_SLOW_DISK = 1e8  # bytes a second: what the first one is thought to take
_RESTS_ON = ("finetooth", "torch", "transformers", "tokenizers", "safetensors", "numpy")


class Checkpoints:
    """A folder of checkpoints, newest last. Which of them there are never changes what a fit ends with.

    Each is a folder with ``tensors.safetensors``, ``state.json`` and ``manifest.json`` (the sha256 of both), written
    beside, forced to the disk and renamed. One that does not verify is passed over, and named through ``note``.
    Where the disk is short of room the last but one makes way before the next is written.
    """

    def __init__(
        self,
        folder: Path,
        note: Callable[[str], None],
        share: float = SHARE,
        made_by: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
        free: Callable[[], int] | None = None,
    ) -> None:
        self.folder, self.note, self.share, self.clock = folder, note, share, clock
        self.free = free or (lambda: shutil.disk_usage(folder).free)
        self.made_by = dict(made_by or code_of_today())
        self.cost, self.last, self.size = 0.05, clock(), 0
        self.bad: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder / STAGING, ignore_errors=True)

    def expect(self, size: int) -> None:
        """Take in how large a checkpoint is at most. Raises UserError where the disk has no room for two of them.

        More are not needed at once: the newest, and the one being written.
        """
        kept = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        must_have_room(self.folder, 2 * size - kept, "training with its checkpoints")
        self.size = size
        self.cost += size / _SLOW_DISK

    def due(self) -> bool:
        """Whether enough was worked since the last one for its cost to be small, or a kill would cost too much."""
        return self.clock() - self.last >= min(LONGEST, self.cost * (1 / self.share - 1))

    def keep(self, state: State) -> None:
        """Write a checkpoint, and remove those before the last two. Raises UserError where there is no room."""
        begin, staging = self.clock(), self.folder / STAGING
        number = 1 + max((int(path.name[:6]) for path in self._all()), default=0)
        with told_when_full(self.folder):
            try:
                shutil.rmtree(staging, ignore_errors=True)
                if self.free() < self.size:
                    self._prune(1)
                staging.mkdir()
                self._write(state, staging)
                staging.rename(self.folder / f"{number:06d}-step-{state.step}")
                store.sync(self.folder)
            except Exception:
                shutil.rmtree(staging, ignore_errors=True)
                raise
        self._prune(LAST)
        self.last = self.clock()
        self.cost = self.last - begin

    def newest(self) -> State | None:
        """Return the newest checkpoint that verifies; None where there is none.

        Raises UserError where it was made by other code, as what then came out would be neither code's result.
        """
        for path in reversed(self._all()):
            try:
                state, machine = self._read(path)
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                self.bad.add(path.name)
                reason = next(iter(str(error).splitlines()), type(error).__name__)
                self.note(f"the checkpoint {path.name} is passed over: {reason}")
                continue
            if told := _differences(machine, _machine()):
                self.note(f"goes on on another machine, so that the last bits may differ: {told}")
            self.last = self.clock()
            return state
        return None

    def _write(self, state: State, staging: Path) -> None:
        from safetensors.torch import save_file

        tensors, plain = packed(state)
        save_file(tensors, staging / TENSORS)
        (staging / PLAIN).write_text(
            json.dumps({**plain, "made_by": self.made_by, "machine": _machine()}, indent=1), "utf-8"
        )
        for name in (TENSORS, PLAIN):
            store.sync(staging / name)
        store.write_json(staging / MANIFEST, {name: file_digest(staging / name) for name in (TENSORS, PLAIN)})
        store.sync(staging)

    def _read(self, path: Path) -> tuple[State, dict[str, str]]:
        """Return what a checkpoint holds, and the machine that made it.

        Raises ValueError (or what reading raises) where it is not as written, UserError where other code made it: that
        is asked first, as other code may have written other things.
        """
        from safetensors.torch import load

        digests = json.loads((path / MANIFEST).read_text("utf-8"))
        if not isinstance(digests, dict) or set(digests) != {TENSORS, PLAIN}:
            raise ValueError(f"its {MANIFEST} is damaged")
        contents = {name: (path / name).read_bytes() for name in (PLAIN, TENSORS)}
        for name, content in contents.items():
            if hashlib.sha256(content).hexdigest() != digests[name]:
                raise ValueError(f"its {name} is not what was written")
        plain: dict[str, Any] = json.loads(contents[PLAIN])
        must_be_of_this_code(path, plain["made_by"], self.made_by)
        return unpacked(load(contents[TENSORS]), plain), plain["machine"]

    def _all(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("[0-9]*-step-*") if path.name[:6].isdecimal())

    def _prune(self, leave: int) -> None:
        whole = [path for path in self._all() if path.name not in self.bad]
        for path in self._all():
            if path not in whole[-leave:]:
                shutil.rmtree(path, ignore_errors=True)


def must_be_of_this_code(path: Path, made_by: Mapping[str, str], now: Mapping[str, str] | None = None) -> None:
    """Raise UserError where what lies at a path was made by other code than today's."""
    if told := _differences(made_by, now or code_of_today()):
        fix = "go back to that code to go on, or pass --fresh to throw the checkpoints away and start anew"
        raise UserError(f"this training was begun by other code: {told}", str(path), fix)


@cache
def code_of_today() -> dict[str, str]:
    """Return the versions of the packages that a step rests on, and the digest of our own code for it."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    own = digest(*(path.read_bytes() for path in sources))[:12]
    return {**{name: _version(name) for name in _RESTS_ON}, "training code": own}


def _machine() -> dict[str, str]:
    """Return what the last bits of a sum depend on."""
    import torch

    where = torch.cuda.get_device_name() if torch.cuda.is_available() else torch.backends.cpu.get_cpu_capability()
    return {"processor": where, "threads": str(torch.get_num_threads())}


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return "; ".join(f"{name} {before.get(name)} -> {now.get(name)}" for name in names)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
