"""A finished fold is believed only where its files are what was written, by the code of today."""

import json
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Curve, CurvePoint
from finetooth.stages.fold_files import FoldFiles

CURVE = Curve((CurvePoint(1.0, 4, 0.5, float("nan"), 0.8, 0.7),), "accuracy", 4, False, 3)
FROZEN = CurvePoint(0.0, 0, 0.6, 0.6, 0.7, 0.7)


@pytest.fixture
def files(tmp_path: Path) -> FoldFiles:
    found = FoldFiles(tmp_path / "fold-1-2")
    found.answered(4, np.arange(6.0).reshape(3, 2))
    found.answered("frozen", np.ones((3, 2)))
    (found.checkpoints / "000001-step-3").mkdir(parents=True)
    assert not found.is_done(pytest.fail)
    found.done(CURVE, {"frozen": FROZEN})
    return found


def test_what_was_kept_is_read_again(files: FoldFiles):
    again = FoldFiles(files.folder)
    assert again.is_done(pytest.fail)
    curve, simpler = again.read()
    assert repr(curve) == repr(CURVE)
    assert repr(simpler) == repr({"frozen": FROZEN})
    assert {name: logits.tolist() for name, logits in again.answers().items()} == {
        4: [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]],
        "frozen": [[1.0, 1.0]] * 3,
    }


def test_a_finished_fold_leaves_no_checkpoints(files: FoldFiles):
    assert not files.checkpoints.exists()


@pytest.mark.parametrize("name", ["4.npy", "frozen.npy", "fold.json", "done.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "torn", "altered"])
def test_a_damaged_fold_is_named_and_done_again(files: FoldFiles, name: str, damage: str):
    path, notes = files.folder / name, list[str]()
    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = bytes(byte ^ 1 for byte in whole[middle : middle + 4])
    path.write_bytes({"empty": b"", "torn": whole[:middle]}.get(damage, whole[:middle] + flipped + whole[middle + 4 :]))
    if damage == "missing":
        path.unlink()
    assert not FoldFiles(files.folder).is_done(notes.append)
    assert len(notes) == (0 if (name, damage) == ("done.json", "missing") else 1)
    assert all("fold-1-2" in note and "done again" in note for note in notes)
    assert not FoldFiles(files.folder).is_done(pytest.fail)  # and stays so


def test_a_fold_of_other_code_is_refused(files: FoldFiles):
    about = json.loads((files.folder / "done.json").read_text())
    about["made_by"]["torch"] = "1.0"
    (files.folder / "done.json").write_text(json.dumps(about))
    with pytest.raises(UserError, match=r"other code: torch 1\.0 -> "):
        FoldFiles(files.folder).is_done(pytest.fail)
