"""Trials on the disk, by what they were made of: rows, settings and code.

A search that was killed asks for the same trials again, and finds them; so does one whose options changed, and one of
another run on the same rows. What is found is believed only where every byte is as it was written.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from finetooth.core import store
from finetooth.core.fingerprint import digest, fingerprint, own_sources
from finetooth.core.results import Settings
from finetooth.core.tuning import Trial
from finetooth.stages.fold_files import FoldFiles
from finetooth.training.checkpoints import code_of_today

TRIALS = "trials"  # the folder within that of a run
ANSWERS, ABOUT, DONE, FOLDS = "answers.npy", "trial.json", "done.json", "folds"
_NAME = 24  # letters of a key that name its folder
_TRIAL = TypeAdapter(Trial)


def made_by() -> str:
    """Return the digest of the code and the packages that trials rest on."""
    return digest(json.dumps(code_of_today(), sort_keys=True), own_sources())


def key_of(code: str, lesson: str, settings: Settings, *context: Any) -> str:
    """Return what names a trial: the digest of the code, its lesson, its settings, and what it was compared with.

    Only a trial that was ended because it was behind others depends on them.
    """
    return digest(code, lesson, fingerprint(settings), *(fingerprint(part) for part in context))[:_NAME]


@dataclass(frozen=True)
class TrialFiles:
    """A folder of trials to write to, and others, of earlier runs, to look in."""

    folder: Path
    others: Sequence[Path] = ()
    note: Callable[[str], None] = lambda _message: None

    def find(self, key: str) -> Trial | None:
        """Return a trial that was kept whole; a damaged one is named, and gone."""
        for folder in (self.folder, *self.others):
            if self._whole(folder / key):
                if folder != self.folder:
                    shutil.copytree(folder / key, self.folder / key, dirs_exist_ok=True)
                return _TRIAL.validate_python(json.loads((self.folder / key / ABOUT).read_text("utf-8")))
        return None

    def answers(self, key: str) -> np.ndarray | None:
        """Return a trial's logits float32[rows, labels] on the rows that judge; None where it has none."""
        path = self.folder / key / ANSWERS
        return np.load(path) if path.is_file() else None

    def keep(self, key: str, trial: Trial, answers: np.ndarray | None) -> None:
        """Keep a trial, whole or not at all."""
        folder = self.folder / key
        folder.mkdir(parents=True, exist_ok=True)
        if answers is not None:
            store.write_array(folder / ANSWERS, answers)
        store.write_json(folder / ABOUT, _TRIAL.dump_python(trial, mode="json"))
        files = _files(folder)
        for name in files:
            store.sync(folder / name)
        store.write_json(folder / DONE, files)

    def fold(self, key: str, name: str) -> FoldFiles:
        """Return the files of one of a trial's folds."""
        return FoldFiles(self.folder / key / FOLDS / name)

    def folds(self, key: str) -> list[Path]:
        """Return the folders of a trial's finished folds."""
        return sorted(path.parent for path in (self.folder / key / FOLDS).glob(f"*/{DONE}"))

    def _whole(self, folder: Path) -> bool:
        try:
            whole = bool(json.loads((folder / DONE).read_text("utf-8")) == _files(folder))
        except FileNotFoundError:
            return False
        except (OSError, ValueError):
            whole = False
        if not whole:
            self.note(f"the files of trial {folder.name} are not what was written: it is done again")
            if folder.parent == self.folder:
                shutil.rmtree(folder)
        return whole


def _files(folder: Path) -> dict[str, str]:
    """Return the digests of what makes a trial; its folds have an account of their own."""
    return {name: found for name, found in store.manifest(folder).items() if not name.startswith(f"{FOLDS}/")}
