"""Trackers hear of the final fit through transformers' callbacks; they are off by default, and never in the way."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import Event, Listener, silent
from finetooth.core.run import Run
from finetooth.recipe.sections import Training
from finetooth.stages.tracking import must_be_trackers, tracked, trackers
from finetooth.stages.train import Trained, train

pytestmark = pytest.mark.model
NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch):
    """An integration of our own among transformers': it writes down what it is told."""
    from transformers import TrainerCallback
    from transformers.integrations import integration_utils

    class Notebook(TrainerCallback):
        begun: ClassVar[list[dict]] = []
        heard: ClassVar[list[tuple[int, float, dict]]] = []
        ended: ClassVar[list[str]] = []

        def on_train_begin(self, args, state, control, **kwargs):
            self.begun.append(args.to_dict() | {"run_name": args.run_name})

        def on_log(self, args, state, control, logs=None, **kwargs):
            self.heard.append((state.global_step, state.epoch, logs))

        def on_train_end(self, args, state, control, **kwargs):
            self.ended.append(args.output_dir)

    class Broken(TrainerCallback):
        def on_log(self, args, state, control, **kwargs):
            raise ConnectionError("no route to the\nserver")

    monkeypatch.setitem(integration_utils.INTEGRATION_TO_CALLBACK, "notebook", Notebook)
    monkeypatch.setitem(integration_utils.INTEGRATION_TO_CALLBACK, "broken", Broken)
    return Notebook


@pytest.fixture
def fitted(base, splits, settings):
    """Train in a run that these trackers are told of: ``fitted(root, names, listener)``."""

    def fit(root: Path, names: list[str], listener: Listener = silent, folds: int = 0) -> Trained:
        run, wanted = Run(root, (), {}, listener), replace(settings, folds=folds)
        with run.lock(), tracked(run, trackers(names)):
            return run.stage(train, wanted, base, splits, (), NO_WEIGHTS)

    return fit


def test_it_is_off_by_default(tmp_path: Path):
    assert Training().report_to == []
    run = Run(tmp_path, (), {}, silent)
    with tracked(run, trackers(Training().report_to)):
        assert len(run._listeners) == 1


def test_settings_and_every_evaluation_arrive(fitted, notebook, settings, tmp_path: Path):
    points = fitted(tmp_path, ["notebook"]).curve.points
    (told,) = notebook.begun
    assert told["run_name"] == tmp_path.name
    assert (told["learning_rate"], told["num_train_epochs"]) == (settings.learning_rate, settings.num_train_epochs)
    assert "dataloader_num_workers" not in told, "the Trainer's own options say nothing of this fit"
    fine_tuned = [one for one in points if one.step]
    heard = [entry for entry in notebook.heard if entry[0]]
    assert [(step, epoch) for step, epoch, _ in heard] == [(one.step, one.epoch) for one in fine_tuned]
    for point, (_, _, logs) in zip(fine_tuned, heard, strict=True):
        assert logs["loss"] == point.train_loss
        assert logs["eval_loss"] == point.validation_loss
        assert logs["eval_macro_f1"] == point.validation_score
        assert logs["macro_f1"] == point.train_score
        assert logs["learning_rate"] == point.learning_rate
        assert logs["grad_norm"] == point.gradient_norm
        assert logs["tokens"] == point.tokens > 0
    assert notebook.ended == [str(tmp_path)]


def test_each_fold_has_series_of_its_own(fitted, notebook, tmp_path: Path):
    fitted(tmp_path, ["notebook"], folds=2)
    for fold in ("fold_1", "fold_2"):
        steps = [step for step, _, logs in notebook.heard if f"eval_loss_{fold}" in logs]
        assert len(steps) == len(set(steps)) > 1
    assert len(notebook.begun) == len(notebook.ended) == 1


def test_one_that_fails_is_noted_once_and_the_rest_goes_on(fitted, notebook, tmp_path: Path):
    told: list[Event] = []
    trained = fitted(tmp_path, ["broken", "notebook"], told.append)
    notes = [event.message for event in told if event.kind == "note" and "tracker" in event.message]
    assert notes == ["the tracker broken failed: no route to the; the run goes on without it"]
    assert notes[0] in (tmp_path / "log.jsonl").read_text()
    assert len(notebook.heard) == len(trained.curve.points)
    assert trained.model.is_dir()


def fitting(run: Run, settings, evaluations: int) -> None:
    """Tell what a fit tells, without one."""
    run.tell(Event("fitting", "4-train", data={"settings": {"learning_rate": settings.learning_rate}}))
    for number in range(1, evaluations + 1):
        point = {"step": number, "epoch": float(number), "train_loss": 1 / number}
        run.tell(Event("evaluated", "4-train", data={"point": point, "metric": "macro_f1"}))
    run.tell(Event("done", "4-train"))


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Hold up every call to an integration named ``slow`` until this is set."""
    from transformers import TrainerCallback
    from transformers.integrations import integration_utils

    free = threading.Event()

    class Slow(TrainerCallback):
        def on_train_begin(self, args, state, control, **kwargs):
            free.wait(120)

    monkeypatch.setitem(integration_utils.INTEGRATION_TO_CALLBACK, "slow", Slow)
    yield free
    free.set()


def notes_of(told: list[Event]) -> list[str]:
    return [event.message for event in told if event.kind == "note"]


def test_one_that_hangs_holds_up_neither_the_fit_nor_another_and_is_left_behind(
    notebook, frozen: threading.Event, settings, tmp_path: Path
):
    told: list[Event] = []
    run, found = Run(tmp_path, (), {}, told.append), trackers(["slow", "notebook"])
    begun = time.monotonic()
    with tracked(run, found, patience=0.3):
        fitting(run, settings, 3)
        assert not notes_of(told)
    assert time.monotonic() - begun < 60, "the tracker hangs for two minutes"
    assert [step for step, _, _ in notebook.heard] == [1, 2, 3]
    assert notebook.ended == [str(tmp_path)]
    assert notes_of(told) == [
        "waiting for slow, 0.3 s at most",
        "the tracker slow was left behind after 0.3 s: not all was sent to it",
    ]
    assert "left behind" in (tmp_path / "log.jsonl").read_text()


def test_one_that_is_late_is_waited_for(notebook, frozen: threading.Event, settings, tmp_path: Path):
    told: list[Event] = []
    run = Run(tmp_path, (), {}, told.append)
    threading.Timer(0.2, frozen.set).start()
    with tracked(run, trackers(["slow"])):
        fitting(run, settings, 2)
    assert not notes_of(told)


def test_failures_are_told_by_the_thread_of_the_run_each_once(notebook, settings, tmp_path: Path, monkeypatch):
    from transformers.integrations import integration_utils

    monkeypatch.setitem(
        integration_utils.INTEGRATION_TO_CALLBACK, "broken_too", integration_utils.INTEGRATION_TO_CALLBACK["broken"]
    )
    told: list[tuple[int, str]] = []

    def listener(event: Event) -> None:
        if event.kind == "note":
            told.append((threading.get_ident(), event.message))

    run = Run(tmp_path, (), {}, listener)
    with tracked(run, trackers(["broken", "broken_too"])):
        fitting(run, settings, 5)
    assert {thread for thread, _ in told} == {threading.get_ident()}
    assert sorted(message.split()[2] for _, message in told) == ["broken", "broken_too"]


def test_a_run_that_goes_on_tells_no_evaluation_twice(fitted, notebook, tmp_path: Path):
    class Stopped(Exception):
        pass

    def listener(event: Event) -> None:
        if event.kind == "evaluated" and event.data["point"]["step"] > 40:
            raise Stopped

    with pytest.raises(Stopped):
        fitted(tmp_path, ["notebook"], listener)
    assert notebook.ended == [str(tmp_path)], "what was begun is ended"
    before = [step for step, _, _ in notebook.heard]
    trained = fitted(tmp_path, ["notebook"])
    steps = [step for step, _, _ in notebook.heard]
    assert before
    assert len(steps) == len(set(steps))
    assert {one.step for one in trained.curve.points} - set(steps) <= {54}, "the one whose telling was cut short"


def test_evaluations_are_told_to_listeners_but_not_logged(fitted, tmp_path: Path):
    told: list[Event] = []
    trained = fitted(tmp_path, [], told.append)
    found = [event.data["point"]["step"] for event in told if event.kind == "evaluated"]
    assert sorted(found) == [point.step for point in trained.curve.points]
    kinds = {json.loads(line)["kind"] for line in (tmp_path / "log.jsonl").read_text().splitlines()}
    assert not kinds & {"progress", "fitting", "evaluated"}


def test_an_unknown_tracker_is_refused_with_the_known_ones():
    with pytest.raises(UserError, match=r"tensorbord.*tensorboard") as refused:
        must_be_trackers(["tensorbord"])
    assert refused.value.where == "recipe: training.report_to"
    assert "mlflow" in refused.value.fix


def test_a_tracker_that_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch):
    from transformers.integrations import integration_utils

    monkeypatch.setattr(integration_utils, "is_clearml_available", lambda: False)
    with pytest.raises(UserError, match="clearml") as refused:
        trackers(["clearml"])
    assert "pip install clearml" in refused.value.fix


def test_a_real_server_of_transformers_own_hears_it(fitted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Kubeflow's integration needs no package, only a server: this is one."""
    heard: list[dict] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["trainerStatus"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    token = tmp_path / "token"
    token.write_text("secret")
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("KUBEFLOW_TRAINER_SERVER_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("KUBEFLOW_TRAINER_SERVER_TOKEN", str(token))
        points = fitted(tmp_path / "run", ["kubeflow"]).curve.points
        server.shutdown()
    assert [status["progressPercentage"] for status in (heard[0], heard[-1])] == [0, 100]
    metrics = {one["name"]: one["value"] for one in heard[-1]["metrics"]}
    assert metrics["eval_loss"] in {str(point.validation_loss) for point in points}


def test_tensorboard_reads_back_what_was_written(fitted, tmp_path: Path):
    reading = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    points = fitted(tmp_path, ["tensorboard"]).curve.points
    events = reading.EventAccumulator(str(tmp_path / "tensorboard"))
    events.Reload()
    found = {event.step: event.value for event in events.Scalars("eval/loss")}
    assert found == pytest.approx({point.step: point.validation_loss for point in points}, rel=1e-6)
