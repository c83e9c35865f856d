"""The files of one fold of a cross-validation: its answers as they come, then its curve, and what says that it is done.

A finished fold is believed as a checkpoint is: where every byte is as it was written, by the code of today.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from finetooth.core import store
from finetooth.core.results import Curve, CurvePoint
from finetooth.training.checkpoints import code_of_today, must_be_of_this_code

_CURVE, _POINT = TypeAdapter(Curve), TypeAdapter(CurvePoint)


class FoldFiles:
    """A folder with ``STEP.npy`` or ``KIND.npy`` of each look at the rows held out, ``fold.json``, then ``done.json``.

    While the fold is under way its checkpoints lie there too.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.model, self.checkpoints = folder, folder / "model", folder / store.CHECKPOINTS
        self._done = folder / "done.json"
        folder.mkdir(parents=True, exist_ok=True)

    def is_done(self, note: Callable[[str], None]) -> bool:
        """Whether the fold is finished; one whose files are not what was written is named, and to be done again.

        Raises UserError where it was made by other code, as what then came out would be neither code's result.
        """
        if not self._done.is_file():
            return False
        try:
            about = json.loads(self._done.read_text("utf-8"))
            whole = store.manifest(self.folder) == about["files"]
        except (OSError, ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            note(f"the files of {self.folder.name} are not what was written: it is done again")
            self._done.unlink()
            return False
        must_be_of_this_code(self.folder, about["made_by"])
        return True

    def answered(self, of: int | str, logits: np.ndarray) -> None:
        """Keep the logits float64[rows, labels] of a step, or of a kind of simpler model; written whole."""
        store.write_array(self.folder / f"{of}.npy", logits)

    def answers(self) -> dict[int | str, np.ndarray]:
        """Return what was kept."""
        found = sorted(self.folder.glob("*.npy"))
        return {int(path.stem) if path.stem.isdigit() else path.stem: np.load(path) for path in found}

    def done(self, curve: Curve, simpler: Mapping[str, CurvePoint]) -> None:
        """Say that the fold is finished; its checkpoints go, so that many folds take no more room than one."""
        points = {kind: _POINT.dump_python(point, mode="json") for kind, point in simpler.items()}
        store.write_lines(self.folder / "fold.json", [_CURVE.dump_python(curve, mode="json"), points])
        files = store.manifest(self.folder)
        for name in files:
            store.sync(self.folder / name)
        store.write_json(self._done, {"made_by": code_of_today(), "files": files})
        shutil.rmtree(self.checkpoints, ignore_errors=True)

    def read(self) -> tuple[Curve, dict[str, CurvePoint]]:
        """Return the curve and the simpler models' points of a finished fold."""
        curve, points = store.read_lines(self.folder / "fold.json")
        return _CURVE.validate_python(curve), {kind: _POINT.validate_python(one) for kind, one in points.items()}
