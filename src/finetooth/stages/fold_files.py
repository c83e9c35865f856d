"""The files of one fold of a cross-validation: its answers as they come, then its curve, which says that it is done."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from finetooth.core.results import Curve, CurvePoint
from finetooth.core.store import read_lines, write_lines

_CURVE, _POINT = TypeAdapter(Curve), TypeAdapter(CurvePoint)


class FoldFiles:
    """A folder with ``STEP.npy`` or ``KIND.npy`` of each look at the rows held out, and ``fold.json`` at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.model = folder, folder / "model"
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def is_done(self) -> bool:
        """Whether the fold is finished."""
        return (self.folder / "fold.json").is_file()

    def answered(self, of: int | str, logits: np.ndarray) -> None:
        """Keep the logits float64[rows, labels] of a step, or of a kind of simpler model; written whole."""
        partial = self.folder / "answers.partial.npy"
        np.save(partial, logits, allow_pickle=False)
        partial.rename(self.folder / f"{of}.npy")

    def answers(self) -> dict[int | str, np.ndarray]:
        """Return what was kept; `.partial` files are no answers."""
        found = [path for path in sorted(self.folder.glob("*.npy")) if not path.stem.endswith(".partial")]
        return {int(path.stem) if path.stem.isdigit() else path.stem: np.load(path) for path in found}

    def done(self, curve: Curve, simpler: Mapping[str, CurvePoint]) -> None:
        """Say that the fold is finished."""
        points = {kind: _POINT.dump_python(point, mode="json") for kind, point in simpler.items()}
        write_lines(self.folder / "fold.json", [_CURVE.dump_python(curve, mode="json"), points])

    def read(self) -> tuple[Curve, dict[str, CurvePoint]]:
        """Return the curve and the simpler models' points of a finished fold."""
        curve, points = read_lines(self.folder / "fold.json")
        return _CURVE.validate_python(curve), {kind: _POINT.validate_python(one) for kind, one in points.items()}
