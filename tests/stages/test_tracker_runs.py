"""A fit that goes on is told to the tracker's run that was begun before; one that begins anew to a new one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from finetooth.core.events import Event, silent
from finetooth.core.run import Run
from finetooth.stages.tracker_runs import WAYS, Way
from finetooth.stages.tracking import tracked, trackers

STAGE = "4-train"


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch):
    """An integration of our own that names its runs itself, unless the environment does."""
    from transformers import TrainerCallback
    from transformers.integrations import integration_utils

    class Diary(TrainerCallback):
        runs: list = []

        def on_train_begin(self, args, state, control, **kwargs):
            self.run = os.environ.get("DIARY_RUN", f"run {1 + len(self.runs)}")
            self.runs.append((self.run, os.environ.get("DIARY_RESUME")))

    way = Way("DIARY_RUN", lambda callback: callback.run, {"DIARY_RESUME": "allow"})
    monkeypatch.setitem(integration_utils.INTEGRATION_TO_CALLBACK, "diary", Diary)
    monkeypatch.setitem(WAYS, "diary", way)
    return Diary


def fit(root: Path, names: list[str]) -> None:
    """Tell what a fit tells that is cut off after its first evaluation."""
    run = Run(root, (), {}, silent)
    with tracked(run, trackers(names)):
        run.tell(Event("fitting", STAGE, data={"settings": {"learning_rate": 0.1}}))
        point = {"step": 1, "epoch": 1.0, "train_loss": 0.5}
        run.tell(Event("evaluated", STAGE, data={"point": point, "metric": "macro_f1"}))


def checkpoint(root: Path) -> Path:
    path = root / f"{STAGE}.partial" / "checkpoints" / "step-1" / "state.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    return path


def test_what_goes_on_is_told_to_the_run_of_before(diary, tmp_path: Path):
    fit(tmp_path, ["diary"])
    checkpoint(tmp_path)
    fit(tmp_path, ["diary"])
    fit(tmp_path, ["diary"])
    assert diary.runs == [("run 1", None), ("run 1", "allow"), ("run 1", "allow")]
    assert "DIARY_RUN" not in os.environ
    assert "DIARY_RESUME" not in os.environ


def test_what_begins_anew_gets_a_run_of_its_own(diary, tmp_path: Path):
    fit(tmp_path, ["diary"])
    kept = checkpoint(tmp_path)
    kept.unlink()  # as --fresh does, and the end of a training
    fit(tmp_path, ["diary"])
    assert [run for run, _ in diary.runs] == ["run 1", "run 2"]
    checkpoint(tmp_path)
    fit(tmp_path, ["diary"])
    assert diary.runs[-1] == ("run 2", "allow")


def test_the_users_own_choice_is_heeded_and_left(diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    fit(tmp_path, ["diary"])
    checkpoint(tmp_path)
    monkeypatch.setenv("DIARY_RUN", "mine")
    fit(tmp_path, ["diary"])
    assert diary.runs[-1] == ("mine", None)
    assert os.environ["DIARY_RUN"] == "mine"


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"run"'])
def test_a_damaged_note_begins_a_new_run(diary, tmp_path: Path, damage: str):
    fit(tmp_path, ["diary"])
    checkpoint(tmp_path)
    (tmp_path / "trackers" / "diary.json").write_text(damage)
    fit(tmp_path, ["diary"])
    assert [run for run, _ in diary.runs] == ["run 1", "run 2"]


PROCESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from test_tracker_runs import fit
fit(Path(sys.argv[1]), [sys.argv[2]])
"""


def in_a_process(root: Path, name: str) -> None:
    given = [sys.executable, "-c", PROCESS, str(root), name, str(Path(__file__).parent)]
    told = {"WANDB_MODE": "offline", "WANDB_DIR": str(root), "WANDB_SILENT": "true"}
    told |= {"MLFLOW_TRACKING_URI": (root / "mlruns").as_uri(), "MLFLOW_ALLOW_FILE_STORE": "true"}
    done = subprocess.run(given, capture_output=True, text=True, timeout=120, env=os.environ | told, cwd=root)
    assert done.returncode == 0, done.stderr[-2_000:]


def test_mlflow_has_one_run_of_both_processes(tmp_path: Path):
    pytest.importorskip("mlflow")
    in_a_process(tmp_path, "mlflow")
    checkpoint(tmp_path)
    in_a_process(tmp_path, "mlflow")
    runs = [path.parent for path in (tmp_path / "mlruns").glob("*/*/meta.yaml")]
    assert len(runs) == 1
    (losses,) = (path for path in (runs[0] / "metrics").rglob("*") if path.name == "loss")
    assert len(losses.read_text().splitlines()) == 2


def test_wandb_has_one_run_of_both_processes(tmp_path: Path):
    pytest.importorskip("wandb")
    in_a_process(tmp_path, "wandb")
    checkpoint(tmp_path)
    in_a_process(tmp_path, "wandb")
    folders = sorted(path.name for path in (tmp_path / "wandb").glob("offline-run-*"))
    assert len({name.rpartition("-")[2] for name in folders}) == 1
