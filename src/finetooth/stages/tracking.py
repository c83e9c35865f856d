"""Trackers: the final fit told to TensorBoard, MLflow, W&B, trackio and the like, through transformers' own callbacks.

They listen beside the screen and change nothing: neither the fit, nor what a stage's results are kept under.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.events import Event
from finetooth.core.run import Run
from finetooth.stages.aside import Aside
from finetooth.stages.tracker_runs import begin, goes_on

if TYPE_CHECKING:
    from transformers import TrainerCallback, TrainingArguments

PATIENCE = 30.0  # seconds that trackers have after the end of a run
_GRACE = 1.0  # seconds of them in which nothing is said
_OPTION = "recipe: training.report_to"
_PACKAGES = {"azure_ml": "azureml-sdk", "comet_ml": "comet-ml", "flyte": "flytekit"}  # where not of the same name
Around = Callable[[str, Callable[[], None]], Callable[[], None]]  # a tracker's name and what tells it -> what to do
_NAMES = {  # Hugging Face's
    "train_loss": "loss",
    "gradient_norm": "grad_norm",
    "validation_loss": "eval_loss",
    "calibrated_loss": "eval_calibrated_loss",
}


def must_be_trackers(names: Sequence[str]) -> None:
    """Raise UserError where a name is none of transformers' integrations."""
    known = _integrations() if names else {}
    for name in names:
        if name not in known:
            what = f"no tracker is named {name!r}{did_you_mean(name, list(known))}"
            raise UserError(what, _OPTION, f"known: {', '.join(sorted(known))}")


def trackers(names: Sequence[str]) -> "dict[str, TrainerCallback]":
    """Return what tells each tracker. Raises UserError where one is unknown, not installed or not set up."""
    must_be_trackers(names)
    found = {}
    for name in dict.fromkeys(names):
        try:
            found[name] = _integrations()[name]()
        except Exception as error:
            way = f"install it (pip install {_PACKAGES.get(name, name)}) and set it up"
            fix = f"{way}, or take {name} out of training.report_to"
            raise UserError(f"the tracker {name} cannot be used here: {error}", _OPTION, fix) from None
    return found


def _integrations() -> "dict[str, type[TrainerCallback]]":
    from transformers.integrations import integration_utils

    return integration_utils.INTEGRATION_TO_CALLBACK  # type: ignore[no-any-return]


@contextmanager
def tracked(run: Run, found: "dict[str, TrainerCallback]", patience: float = PATIENCE) -> Iterator[None]:
    """Let trackers hear what a run tells while this lasts, and end what they began, however the run ends.

    At the end they have ``patience`` seconds to send what they still hold.
    """
    if not found:
        yield
        return
    tracking = Tracking(run, found)
    run.listen(tracking)
    try:
        yield
    finally:
        tracking.end(patience)


class Tracking:
    """A listener that has trackers told of the fit, each in a thread of its own: a slow server holds up nothing.

    One that fails is noted and left out from there on. Notes are told by the thread of the run, which owns its log.
    """

    def __init__(self, run: Run, found: "dict[str, TrainerCallback]") -> None:
        self._run, self._found, self._stage = run, dict(found), ""
        self._asides: dict[str, Aside] = {}
        self._arguments: TrainingArguments | None = None

    def __call__(self, event: Event) -> None:
        """Begin with the settings of the fit, hand on each evaluation, and end with the stage."""
        if event.kind == "fitting":
            self._begin(event)
        elif event.kind == "evaluated":
            point = event.data["point"]
            self._each("on_log", point["step"], point["epoch"], logs=_logs(**event.data))
        elif event.kind == "done" and event.stage == self._stage:
            self._finish()
        self._tell_faults()

    def _begin(self, event: Event) -> None:
        self._stage, self._arguments = event.stage, _arguments(self._run, event.data["settings"])
        for name, callback in self._found.items():
            if getattr(callback, "logging_dir", "") is None:  # TensorBoard's: one folder, also where a run goes on
                callback.logging_dir = str(self._run.root.resolve() / "tensorboard")
            self._asides[name] = Aside(name)
        root, on = self._run.root.resolve(), goes_on(self._run.root, event.stage)
        self._each("on_init_end")
        self._each("on_train_begin", around=lambda name, tell: partial(begin, name, self._found[name], tell, root, on))

    def _finish(self) -> None:
        """Ask the trackers, once, to write what they hold; while they do so the run goes on."""
        self._each("on_train_end")
        self._arguments = None
        for aside in self._asides.values():
            aside.close()

    def end(self, patience: float) -> None:
        """Wait for the trackers so many seconds at most, all together, and leave behind those that take longer."""
        self._finish()
        if late := self._late(min(_GRACE, patience)):
            self._note(f"waiting for {' and '.join(late)}, {patience:g} s at most")
        for name in self._late(patience):
            self._note(f"the tracker {name} was left behind after {patience:g} s: not all was sent to it")

    def _late(self, seconds: float) -> list[str]:
        """Return which trackers are still at work after so many seconds, or sooner where none is."""
        deadline = time.monotonic() + seconds
        late = [name for name, aside in self._asides.items() if not aside.is_over(deadline - time.monotonic())]
        self._tell_faults()
        return [name for name in late if name in self._asides]

    def _each(
        self, moment: str, step: int = 0, epoch: float = 0.0, around: Around = lambda _name, tell: tell, **told: Any
    ) -> None:
        from transformers import TrainerControl, TrainerState

        if self._arguments is None:
            return
        for name, aside in self._asides.items():
            state, given = TrainerState(global_step=step, epoch=epoch), deepcopy(told)
            tell = getattr(self._found[name], moment)
            aside.do(around(name, partial(tell, self._arguments, state, TrainerControl(), model=None, **given)))

    def _tell_faults(self) -> None:
        faults = {name: aside.fault for name, aside in self._asides.items() if aside.fault is not None}
        for name in faults:  # all of them before the first is told: what is told comes back as an event
            del self._asides[name]
        for name, fault in faults.items():
            reason = (str(fault).strip().splitlines() or [type(fault).__name__])[0]
            self._note(f"the tracker {name} failed: {reason}; the run goes on without it")

    def _note(self, what: str) -> None:
        self._run.tell(Event("note", self._stage, what))


def _logs(point: dict[str, Any], metric: str, of: str = "") -> dict[str, float]:
    """Return a point of the curve under Hugging Face's names, a fold's with its own; what is no number is not."""
    names = _NAMES | {"train_score": metric, "validation_score": f"eval_{metric}"}
    names["validation_error"] = f"eval_{metric}_standard_error"
    fold = "_" + of.replace(" ", "_") if of else ""
    told = {names.get(name, name) + fold: value for name, value in point.items() if name != "step"}
    return {name: value for name, value in told.items() if math.isfinite(value)}


def _arguments(run: Run, settings: dict[str, Any]) -> "TrainingArguments":
    """Return transformers' arguments that say what really holds for the fit, and nothing of the Trainer's defaults."""
    from transformers import TrainingArguments

    class Arguments(TrainingArguments):  # type: ignore[misc]
        def __post_init__(self) -> None:
            """Set up no device: nothing is trained by these."""

        def to_dict(self) -> dict[str, Any]:
            return {name: value for name, value in settings.items() if value is not None}

    root = run.root.resolve()
    return Arguments(output_dir=str(root), run_name=root.name)
