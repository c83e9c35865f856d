"""Training in a run goes on from its checkpoints, refuses those of other inputs, and leaves none behind."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import Event, Listener, silent
from finetooth.core.fingerprint import fingerprint
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Run
from finetooth.stages.curve_file import write_curve
from finetooth.stages.train import Trained, train

pytestmark = pytest.mark.model
NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})


LONG = {"num_train_epochs": 30, "early_stopping_patience": 99, "final_model": "best"}


class Stopped(Exception):
    """The process is gone, as far as the run can tell."""


@pytest.fixture
def begun(base: Base, splits: Splits, settings: Settings) -> Callable[..., Trained]:
    def start(root: Path, listener: Listener = silent, fresh: bool = False, **changed: object) -> Trained:
        wanted = replace(settings, **{**LONG, **changed})
        run = Run(root, (), {}, listener, fresh)
        with run.lock():
            return run.stage(train, wanted, base, splits, (), NO_WEIGHTS)

    return start


@pytest.fixture
def stopped(begun, tmp_path: Path) -> Path:
    """A run folder whose training was stopped once there was a checkpoint."""

    def listener(event: Event) -> None:
        if event.kind == "progress" and any((tmp_path / "4-train.partial").glob("checkpoints/0*/manifest.json")):
            raise Stopped

    with pytest.raises(Stopped):
        begun(tmp_path, listener)
    return tmp_path


def test_it_goes_on_and_ends_as_if_nothing_had_been(begun, stopped: Path, tmp_path_factory):
    calm = begun(tmp_path_factory.mktemp("calm"))
    told: list[Event] = []
    resumed = begun(stopped, told.append)
    assert fingerprint(resumed.model / "model.safetensors") == fingerprint(calm.model / "model.safetensors")
    assert repr(resumed.curve) == repr(calm.curve)
    assert "goes on after step" in next(event.message for event in told if event.kind == "note")
    first = next(event.done for event in told if event.message.startswith("epoch"))
    assert first > 1.5 / (30 * 18)  # the first step it does is not the first of all
    lines = [json.loads(line) for line in (stopped / "4-train" / "curve.jsonl").read_text().splitlines()]
    assert [line["validation_loss"] for line in lines] == [point.validation_loss for point in calm.curve.points]
    assert not (stopped / "4-train" / "checkpoints").exists()
    assert not (stopped / "4-train.partial").exists()


def test_a_fit_on_all_rows_goes_on_too(begun, tmp_path: Path, tmp_path_factory, monkeypatch):
    monkeypatch.setattr("finetooth.training.checkpoints.LONGEST", 0.01)  # seconds of work: one is soon due
    asked = {"final_model": "refit", "learning_rate": 1e-3, "num_train_epochs": 6, "keep_simpler": False}

    def listener(event: Event) -> None:
        if any((tmp_path / "4-train.partial").glob("checkpoints/all/0*/manifest.json")):
            raise Stopped

    with pytest.raises(Stopped):
        begun(tmp_path, listener, **asked)
    told: list[Event] = []
    resumed, calm = begun(tmp_path, told.append, **asked), begun(tmp_path_factory.mktemp("calm"), **asked)
    assert fingerprint(resumed.model / "model.safetensors") == fingerprint(calm.model / "model.safetensors")
    assert repr(resumed.curve) == repr(calm.curve)
    assert any(event.message.startswith("all rows: goes on after step") for event in told if event.kind == "note")
    assert calm.held_out.equals(begun(tmp_path, **(asked | {"final_model": "best"})).held_out)


def test_the_answers_to_the_validation_rows_are_kept(begun, tmp_path: Path, splits: Splits):
    found = begun(tmp_path, num_train_epochs=1)
    assert found.held_out["id"].to_list() == splits.validation.ids.to_list()
    assert found.held_out["truth"].to_list() == splits.validation.labels.to_list()
    assert found.out_of_fold.is_empty()
    shares = found.held_out.select(pl.sum_horizontal(f"p_{place}" for place in range(len(found.labels)))).to_series()
    assert shares.to_list() == pytest.approx([1.0] * len(splits.validation))


def test_checkpoints_of_other_inputs_are_refused_unless_allowed(begun, stopped: Path, settings: Settings):
    kept = sorted(path.name for path in (stopped / "4-train.partial" / "checkpoints").iterdir())
    rate = settings.learning_rate
    with pytest.raises(UserError, match=rf"settings\.learning_rate: {rate} -> 0\.001") as refused:
        begun(stopped, learning_rate=0.001, num_train_epochs=30)
    assert "--fresh" in refused.value.fix
    assert "4-train.partial" in refused.value.where
    assert sorted(path.name for path in (stopped / "4-train.partial" / "checkpoints").iterdir()) == kept
    told: list[Event] = []
    fresh = begun(stopped, told.append, fresh=True, learning_rate=0.001, num_train_epochs=1)
    assert not [event for event in told if "goes on" in event.message]
    assert fresh.curve.planned_epochs == 1


def test_folders_without_files_are_no_work_to_lose(begun, stopped: Path):
    left = stopped / "4-train.partial" / "checkpoints"
    shutil.rmtree(left)
    (left / "fold-1-1" / "checkpoints").mkdir(parents=True)
    assert begun(stopped, learning_rate=0.001, num_train_epochs=1).curve.planned_epochs == 1


def test_fresh_begins_anew_with_the_same_inputs_too(begun, stopped: Path):
    def listener(event: Event) -> None:
        assert "goes on" not in event.message
        if event.message.startswith("epoch"):
            assert event.done == pytest.approx(1 / (30 * 18))
            raise Stopped

    with pytest.raises(Stopped):
        begun(stopped, listener, fresh=True)


def test_a_divergence_is_answered_twice_then_told_and_another_rate_may_begin(begun, tmp_path: Path):
    notes: list[str] = []
    wild = {"learning_rate": 1e6, "warmup_ratio": 0.0, "max_grad_norm": 1e9, "num_train_epochs": 2}
    with pytest.raises(UserError, match="training diverged 3 times"):
        begun(tmp_path, lambda event: notes.append(event.message), **wild)
    assert len([note for note in notes if "back to the state after step" in note]) == 2
    assert begun(tmp_path, **{**wild, "learning_rate": 1e-3, "max_grad_norm": 1.0}).curve.points


def test_a_curve_that_is_gone_through_again_is_neither_cut_nor_told_twice(trained: Trained, tmp_path: Path):
    points, path = trained.curve.points, tmp_path / "curve.jsonl"
    assert write_curve(path, points[:3]) == list(points[:3])
    for count in (1, 2, 3):
        assert write_curve(path, points[:count]) == []
        assert len(path.read_text().splitlines()) == 3
    assert write_curve(path, points[:4]) == [points[3]]


def test_a_curve_grows_and_is_written_anew_after_a_step_back(trained: Trained, tmp_path: Path):
    points, path = trained.curve.points, tmp_path / "curve.jsonl"
    for count in range(1, len(points) + 1):
        write_curve(path, points[:count])
    assert [json.loads(line)["step"] for line in path.read_text().splitlines()] == [point.step for point in points]
    assert "NaN" not in path.read_text()
    other = [*points[:1], replace(points[1], train_loss=9.0)]
    write_curve(path, other)
    assert [json.loads(line)["train_loss"] for line in path.read_text().splitlines()] == [
        point.train_loss for point in other
    ]
    assert json.loads(path.read_text().splitlines()[0]).keys() == asdict(points[0]).keys()
