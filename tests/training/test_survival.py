"""A fit survives kills at any moment, poisoned weights, a full disk and a full memory, and ends with the same bits."""

import json
import math
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch

from finetooth.core.errors import UserError
from finetooth.core.fingerprint import digest
from finetooth.core.results import Settings
from finetooth.training.checkpoints import Checkpoints
from finetooth.training.errors import DivergedError, UnfinishedUpdateError
from finetooth.training.memory import is_out_of_memory
from finetooth.training.weights import changing

pytestmark = pytest.mark.model
KILLS = 20


@pytest.fixture(scope="module", autouse=True)
def _ready_to_fork(tiny, trains, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Import here once what each child would import anew; a forked child has no threads but its own."""
    torch.set_num_threads(1)
    keeper = Checkpoints(tmp_path_factory.mktemp("warm"), pytest.fail, share=1.0)
    trains(tiny(), replace(settings, num_train_epochs=1), keeper)
    assert keeper.newest()


def told(curve: object, model: torch.nn.Module) -> str:
    """Return a curve and a digest of all weights: the same text for the same bits."""
    bits = digest(*(value.numpy().tobytes() for value in changing(model).values()))
    return f"{curve!r} {bits}"


def in_child(work: Callable[[], str], result: Path) -> int:
    """Do work in a forked process that writes what it returns; give the process's id."""
    child = os.fork()
    if child == 0:
        try:
            result.write_text(work())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(folder: Path, moment: int) -> list[int]:
    """Kill this process just before its nth act on a file of the folder; give the count of acts so far."""
    acts = [0]

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event.startswith(("open", "os.", "shutil.")) and any(str(folder) in str(each) for each in given[:2]):
            acts[0] += 1
            if acts[0] == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return acts


@pytest.fixture(scope="module")
def begun(tiny, trains, settings: Settings) -> Callable[..., str]:
    """Trains in a folder, with a checkpoint after every step; gives what came out."""

    def train(folder: Path, moment: int = 0) -> str:
        acts = die_at(folder, moment)
        model, wanted = tiny(), replace(settings, num_train_epochs=2, average="ema" if moment % 2 else "soup")
        curve = trains(model, wanted, Checkpoints(folder, pytest.fail, share=1.0), retries=2)
        return json.dumps([told(curve, model), acts[0]])

    return train


def test_killed_anywhere_it_ends_with_the_same_bits(begun, tmp_path: Path):
    draw = random.Random(5)
    calm = {}
    for odd in (0, 1):
        assert ended(in_child(lambda odd=odd: begun(tmp_path / f"calm{odd}", -odd), tmp_path / f"calm{odd}.json")) == 0
        calm[odd] = json.loads((tmp_path / f"calm{odd}.json").read_text())
    inside = 0
    for kill in range(KILLS):
        folder, result = tmp_path / f"kill{kill}", tmp_path / f"kill{kill}.json"
        moment = draw.randrange(1, calm[kill % 2][1]) // 2 * 2 + kill % 2
        child = in_child(partial(begun, folder, moment or 2), result)
        assert ended(child) == -signal.SIGKILL
        inside += (folder / ".staging").exists()
        assert ended(in_child(partial(begun, folder, -(moment % 2)), result)) == 0
        assert json.loads(result.read_text())[0] == calm[kill % 2][0], f"killed at {moment}"
    assert inside >= 0.3 * KILLS


def test_killed_by_the_clock_again_and_again(begun, tmp_path: Path):
    begin = time.monotonic()
    assert ended(in_child(lambda: begun(tmp_path / "calm"), tmp_path / "calm.json")) == 0
    seconds, draw, kills = time.monotonic() - begin, random.Random(6), 0
    while True:
        child = in_child(lambda: begun(tmp_path / "killed"), tmp_path / "killed.json")
        time.sleep(seconds * draw.uniform(0.1, 0.5) if kills < 6 else 0)
        if kills < 6:
            os.kill(child, signal.SIGKILL)
        if ended(child) == 0:
            break
        kills += 1
    assert kills >= 1
    assert json.loads((tmp_path / "killed.json").read_text())[0] == json.loads((tmp_path / "calm.json").read_text())[0]


def poison_at(answer: int, value: float, always: bool = False) -> Callable:
    def poison(model, _ids) -> None:
        if model.training and (model.answers == answer or (always and model.answers >= answer)):
            model.layer.weight.data[0, 0] = value

    return poison


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e30])
def test_poison_is_rolled_back_within_a_step(tiny, trains, settings: Settings, value: float):
    notes: list[str] = []
    model = tiny(poison=poison_at(16, value))
    curve = trains(model, settings, retries=2, note=notes.append)
    (retry,) = curve.retries
    assert (retry.step, retry.back_to) == (15, 15)
    assert retry.learning_rate == settings.learning_rate / 2
    assert "back to the state after step 15" in notes[0]
    assert all(value.isfinite().all() for value in changing(model).values())
    assert max(point.validation_score for point in curve.points) > 0.6


def test_poison_without_end_is_an_error(tiny, trains, settings: Settings):
    with pytest.raises(DivergedError, match="the loss became nan"):
        trains(tiny(poison=poison_at(17, math.nan, always=True)), settings, retries=2)


def test_poison_that_no_loss_shows_is_found_in_the_same_step(tiny, trains, settings: Settings):
    def poison(model, _ids) -> None:
        if model.training and model.answers == 8:
            model.words.weight.data[13] = math.nan  # a word that no row has

    model = tiny(poison=poison)
    (retry,) = trains(model, settings, retries=2).retries
    assert "words.weight" in retry.reason
    assert retry.step == 7
    assert all(value.isfinite().all() for value in changing(model).values())


def test_a_divergence_after_a_kill_goes_back_to_where_it_would_have(tiny, trains, settings: Settings, tmp_path: Path):
    """The last good state stands in the checkpoint, where that was made between evaluations."""

    class Killed(Exception):
        pass

    def killed_after(step: int) -> Callable[[float, str], None]:
        def progress(done: float, _message: str) -> None:
            if round(done * 36) == step:
                raise Killed

        return progress

    calm = tiny(poison=poison_at(6, math.nan))
    curve = trains(calm, settings, retries=2)
    assert [(retry.step, retry.back_to) for retry in curve.retries] == [(5, 3)]
    for at in (4, 5):
        first, second = tiny(), tiny(poison=poison_at(6 - at + 1, math.nan))
        with pytest.raises(Killed):
            trains(first, settings, Checkpoints(tmp_path / str(at), print, 1.0), retries=2, progress=killed_after(at))
        again = trains(second, settings, Checkpoints(tmp_path / str(at), print, 1.0), retries=2)
        assert told(again, second) == told(curve, calm)


@pytest.mark.parametrize("limit", [300, 3_000, 20_000])
def test_a_full_disk_is_told_once_and_what_was_kept_goes_on(begun, tmp_path: Path, limit: int, capfd):
    """A limit on the size of files stands in for the disk: 300 bytes stop its first file, 20,000 a later checkpoint."""

    def starved() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            return begun(tmp_path / "run")
        except UserError as error:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            return f"{error.what}|{error.where}|{error.fix}"

    assert ended(in_child(starved, tmp_path / "told")) == 0
    what, where, fix = (tmp_path / "told").read_text().split("|")
    assert what.startswith("there is no room left to write")
    assert where == str(tmp_path / "run")
    assert "run the same command again" in fix
    assert not (tmp_path / "run" / ".staging").exists()
    for folder in ("calm", "run"):
        assert ended(in_child(lambda folder=folder: begun(tmp_path / folder), tmp_path / f"{folder}.json")) == 0
    calm, resumed = (json.loads((tmp_path / f"{folder}.json").read_text())[0] for folder in ("calm", "run"))
    assert resumed == calm


def full_above(tokens: int, kind: Callable[[], Exception]) -> Callable:
    def full(model, ids: torch.Tensor) -> None:
        if model.training and ids.numel() > tokens:
            raise kind()

    return full


@pytest.mark.parametrize(
    "kind",
    [
        lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        lambda: RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        MemoryError,
    ],
)
def test_out_of_memory_halves_the_micro_batches_and_changes_nothing(tiny, trains, settings: Settings, kind, tmp_path):
    notes: list[str] = []
    calm, full = tiny(0.0), tiny(0.0, full_above(40, kind))
    trains(calm, replace(settings, tokens_per_batch=24), retries=2)
    keeper = Checkpoints(tmp_path, pytest.fail, share=1.0)
    trains(full, settings, keeper, retries=2, note=notes.append)
    for name, value in changing(calm).items():
        assert torch.allclose(changing(full)[name], value, atol=1e-5), name
    assert "memory ran out in step 1: micro-batches of" in notes[0]
    bound = keeper.newest().tokens
    assert 11 <= bound <= 40
    assert f"of {bound} tokens" in notes[-1]


def test_an_update_that_memory_breaks_off_is_done_again_from_a_good_state(tiny, trains, settings: Settings):
    from torch.optim.optimizer import register_optimizer_step_post_hook

    updates, notes, calm, broken = [0], [], tiny(0.0), tiny(0.0)

    def full(*_given: object) -> None:
        updates[0] += 1
        if updates[0] == 8:  # the weights have changed by then
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")

    trains(calm, settings, retries=2)
    handle = register_optimizer_step_post_hook(full)
    try:
        curve = trains(broken, settings, retries=2, note=notes.append)
    finally:
        handle.remove()
    for name, value in changing(calm).items():
        assert torch.allclose(changing(broken)[name], value, atol=1e-5), name
    assert "memory ran out in an update: back to the state after step 6, micro-batches of" in notes[-1]
    assert (curve.retries, updates[0]) == ((), 36 + 2)


@pytest.mark.parametrize("retries", [0, 2])
def test_an_update_that_never_fits_ends_in_the_clear_error(tiny, trains, settings: Settings, retries: int):
    from torch.optim.optimizer import register_optimizer_step_post_hook

    def full(*_given: object) -> None:
        raise MemoryError

    handle = register_optimizer_step_post_hook(full)
    try:
        with pytest.raises(UnfinishedUpdateError, match="memory ran out in the update of step 1") as refused:
            trains(tiny(0.0), settings, retries=retries)
    finally:
        handle.remove()
    assert is_out_of_memory(refused.value)


def test_other_errors_are_no_lack_of_memory(tiny, trains, settings: Settings):
    with pytest.raises(RuntimeError, match="shapes"):
        trains(tiny(0.0, full_above(40, lambda: RuntimeError("shapes differ"))), settings)


def test_a_row_that_does_not_fit_is_an_error_and_no_endless_loop(tiny, trains, settings: Settings):
    with pytest.raises(MemoryError, match=r"training\.max_length"):
        trains(tiny(0.0, full_above(8, MemoryError)), settings)


@pytest.mark.parametrize("clip", [1e9, 0.05])
def test_micro_batches_equal_the_whole_batch(tiny, trains, settings: Settings, clip: float):
    """Also under clipping: the gradient is clipped once it is whole."""
    whole, shared = tiny(0.0), tiny(0.0)
    wanted = replace(settings, max_grad_norm=clip)
    one = trains(whole, wanted)
    many = trains(shared, replace(wanted, tokens_per_batch=12))
    assert shared.answers > 4 * whole.answers
    for name, value in changing(whole).items():
        assert torch.allclose(changing(shared)[name], value, atol=1e-5), name
    for ours, theirs in zip(one.points, many.points, strict=True):
        assert ours.train_loss == pytest.approx(theirs.train_loss, abs=1e-5)
        assert ours.gradient_norm == pytest.approx(theirs.gradient_norm, rel=1e-3)
