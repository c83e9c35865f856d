"""A checkpoint holds every bit of a fit; one that is not as it was written is passed over and named, never believed."""

import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from finetooth.core.errors import UserError
from finetooth.core.results import CurvePoint, Retry
from finetooth.training import checkpoints
from finetooth.training.checkpoints import MANIFEST, PLAIN, TENSORS, Checkpoints
from finetooth.training.descent import Stepped
from finetooth.training.state import State

pytestmark = pytest.mark.model
FILES = [TENSORS, PLAIN, MANIFEST]


def weights(start: float) -> dict[str, torch.Tensor]:
    odd = torch.tensor([start, math.nan, -0.0, math.inf, 1e-45])
    return {"layer.weight": torch.arange(6.0).reshape(2, 3).T + start, "odd": odd, "none": torch.zeros(0, 4)}


def state(step: int = 7) -> State:
    moments = {"exp_avg": weights(1), "exp_avg_sq": weights(2), "step": {"odd": torch.tensor(float(step))}}
    seen = [Stepped(0.1 * n, math.nan, 1e-3, 30 + n, np.full((n, 3), n, np.float32), np.arange(n)) for n in (2, 3, 1)]
    points = [CurvePoint(0.1 + 0.2, step, 1 / 3, math.inf, 0.5, 0.25)]
    good = State(step - 2, weights=weights(5), moments={"exp_avg": weights(6)}, average=weights(7))
    kept = [(0.1, weights(8)), (math.nan, weights(9))]
    retries = [Retry(3, 2, "the loss became nan", 1e-4)]
    whole = {"best": weights(3), "average": weights(4), "weights": weights(0)}
    lists = {"points": points, "retries": retries, "since": seen, "kept": kept}
    return State(step, True, 64, bf16=True, moments=moments, good=good, **whole, **lists)


def same(one: object, other: object) -> bool:
    """Whether two values are the same to the bit; NaN is itself."""
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and one.shape == other.shape and same(one.numpy(), other.numpy())
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return same(vars(one), vars(other)) if hasattr(one, "__dict__") else repr(one) == repr(other)


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def kept(tmp_path: Path, notes: list[str]) -> Checkpoints:
    return Checkpoints(tmp_path, notes.append, share=1.0)


def test_every_bit_of_a_state_comes_back(kept: Checkpoints, tmp_path: Path):
    given = state()
    kept.keep(given)
    found = Checkpoints(tmp_path, pytest.fail).newest()
    shared = {name: getattr(given, name) for name in ("stopped", "tokens", "bf16", "points", "retries", "best", "kept")}
    expected = replace(given, good=replace(given.good, **shared))
    assert same(found, expected)


def test_a_state_at_the_very_start_comes_back(kept: Checkpoints):
    kept.keep(State())
    assert same(kept.newest(), State())


def test_the_newest_is_found_and_the_last_two_stay(kept: Checkpoints, tmp_path: Path):
    assert kept.newest() is None
    for step in (9, 10, 4):  # after a divergence a later one has a smaller step
        kept.keep(state(step))
    assert kept.newest().step == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000002-step-10", "000003-step-4"]
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".bin", ".pt", ".pkl", ".part")]


def damage(path: Path, how: str, place: float = 0.5) -> None:
    content = path.read_bytes()
    at = int(place * (len(content) - 4))
    flipped = content[:at] + bytes(255 - byte for byte in content[at : at + 4]) + content[at + 4 :]
    path.write_bytes({"truncated": content[: len(content) // 2], "flipped": flipped}.get(how, b""))
    if how == "missing":
        path.unlink()


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("how", ["missing", "empty", "truncated", "flipped"])
def test_damage_is_passed_over_by_name(kept: Checkpoints, tmp_path: Path, notes: list[str], file: str, how: str):
    for step in (3, 5):
        kept.keep(state(step))
    for place in (0.0, 0.4, 1.0) if how == "flipped" else (0.5,):
        newest = sorted(tmp_path.iterdir())[-1] / file
        before = newest.read_bytes()
        damage(newest, how, place)
        assert kept.newest().step == 3
        assert "000002-step-5 is passed over" in notes[-1]
        newest.write_bytes(before)
        assert kept.newest().step == 5  # it was the damage, and nothing else
    damage(newest, how)
    kept.newest()
    kept.keep(state(6))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001-step-3", "000003-step-6"]  # the whole ones


def test_with_all_damaged_there_is_none(kept: Checkpoints, tmp_path: Path, notes: list[str]):
    for step in (3, 5):
        kept.keep(state(step))
    for path in tmp_path.iterdir():
        damage(path / TENSORS, "flipped")
    assert kept.newest() is None
    assert len(notes) == 2


def test_a_torn_save_leaves_nothing_behind(kept: Checkpoints, tmp_path: Path):
    kept.keep(state(3))
    (tmp_path / ".staging").mkdir()
    (tmp_path / ".staging" / TENSORS).write_bytes(b"half")
    assert Checkpoints(tmp_path, pytest.fail).newest().step == 3
    assert not (tmp_path / ".staging").exists()


def test_other_code_is_refused_and_named(kept: Checkpoints, tmp_path: Path):
    kept.keep(state())
    newer = Checkpoints(tmp_path, pytest.fail, made_by={**checkpoints.code_of_today(), "torch": "99.0"})
    with pytest.raises(UserError, match=r"torch .* -> 99\.0") as refused:
        newer.newest()
    assert "--fresh" in refused.value.fix


def test_other_threads_are_noted(kept: Checkpoints, notes: list[str]):
    kept.keep(state())
    assert kept.newest()
    assert not notes
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        assert kept.newest()
    finally:
        torch.set_num_threads(before)
    assert f"threads {before} -> {before + 1}" in notes[0]


def test_it_costs_a_twentieth_of_the_time_and_a_kill_two_minutes_at_most(tmp_path: Path):
    now = [0.0]

    class Slow(Checkpoints):
        def _write(self, state: State, staging: Path) -> None:
            super()._write(state, staging)
            now[0] += 2.0

    kept = Slow(tmp_path, pytest.fail, clock=lambda: now[0])
    kept.keep(state())
    for second, due in ((37.9, False), (38.1, True)):
        now[0] = 2.0 + second
        assert kept.due() is due
    kept.cost = 60.0
    now[0] = 2.0 + 119
    assert not kept.due()
    now[0] = 2.0 + 121
    assert kept.due()


def test_a_disk_too_small_is_foreseen(kept: Checkpoints, tmp_path: Path):
    kept.expect(1_000)
    with pytest.raises(UserError, match="MB free, and training with its checkpoints needs up to") as refused:
        kept.expect(10**15)
    assert str(tmp_path) in refused.value.where


def test_room_for_two_is_enough_and_the_older_makes_way(tmp_path: Path):
    free = shutil.disk_usage(tmp_path).free
    Checkpoints(tmp_path, pytest.fail).expect(int(free * 0.45))  # three of them would not fit
    room = [10**12]
    kept = Checkpoints(tmp_path, pytest.fail, free=lambda: room[0])
    kept.expect(1_000)
    seen: list[list[str]] = []

    class Watching(Checkpoints):
        def _write(self, state: State, staging: Path) -> None:
            seen.append(sorted(path.name for path in tmp_path.iterdir() if path != staging))
            super()._write(state, staging)

    kept = Watching(tmp_path, pytest.fail, free=lambda: room[0])
    kept.expect(1_000)
    for step in (1, 2, 3):
        kept.keep(state(step))
    room[0] = 999
    kept.keep(state(4))
    assert seen[2:] == [["000001-step-1", "000002-step-2"], ["000003-step-3"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000003-step-3", "000004-step-4"]


def test_other_code_is_refused_also_where_it_wrote_other_things(kept: Checkpoints, tmp_path: Path):
    import json

    from finetooth.core.fingerprint import file_digest

    kept.keep(state())
    path = next(tmp_path.glob("0*"))
    plain = json.loads((path / PLAIN).read_text())
    del plain["bf16"]  # an older release knew nothing of it
    plain["made_by"]["finetooth"] = "0.0.1"
    (path / PLAIN).write_text(json.dumps(plain))
    (path / MANIFEST).write_text(json.dumps({name: file_digest(path / name) for name in (TENSORS, PLAIN)}))
    with pytest.raises(UserError, match=r"finetooth 0\.0\.1 -> "):
        Checkpoints(tmp_path, pytest.fail).newest()
