"""Whether bfloat16 is used: decided by flags and a trial; tried for real only where the processor has it."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from finetooth.computing.gains import known_gain
from finetooth.core.results import Settings
from finetooth.core.this_machine import NATIVE_BF16, cpu_flags
from finetooth.training.bf16_trial import gain, rows_for
from finetooth.training.checkpoints import Checkpoints
from finetooth.training.precision import WORTH_TRYING, autocast, key_of, multiplies_in_bf16, tried


class Config:
    """A model's configuration, of which only the shape and the names are known."""

    def __init__(self, **values) -> None:
        self.values = values

    def to_dict(self) -> dict:
        return self.values

    def save_pretrained(self, folder: str) -> None:
        (Path(folder) / "config.json").write_text("{}")


@pytest.fixture
def model(tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A model whose trial's result can be put on record beforehand."""
    monkeypatch.setenv("FINETOOTH_CACHE", str(tmp_path))
    made = tiny()
    made.config = Config(hidden_size=8, num_labels=3)
    made.weight = torch.nn.Parameter(torch.empty(WORTH_TRYING))
    return made


AMX = frozenset({"amx_bf16", "avx2"})


@pytest.mark.parametrize("flags", [{"avx2", "fma"}, {"avx512f", "avx512_vnni"}])
def test_a_processor_without_it_is_not_even_tried(model, flags: set[str], tmp_path: Path):
    assert not multiplies_in_bf16("auto", model, pytest.fail, frozenset(flags))
    assert not (tmp_path / "precision").exists()


@pytest.mark.parametrize(("found", "used"), [(1.9, True), (1.2, True), (1.19, False), (0.0, False)])
def test_it_is_used_where_a_trial_found_it_faster(model, found: float, used: bool, tmp_path: Path):
    known_gain(key_of(model.config, "cpu"), lambda: found, tmp_path / "precision")
    notes: list[str] = []
    assert multiplies_in_bf16("auto", model, notes.append, AMX) is used
    assert ("it is used" if used else "float32 is kept") in notes[0]


def test_a_small_model_is_not_even_tried(model, tmp_path: Path):
    del model.weight
    assert not multiplies_in_bf16("auto", model, pytest.fail, AMX)
    assert multiplies_in_bf16(True, model, pytest.fail, AMX)
    assert not (tmp_path / "precision").exists()


def test_who_asks_gets_what_was_asked_for(model):
    notes: list[str] = []
    assert multiplies_in_bf16(True, model, notes.append, AMX)
    assert not multiplies_in_bf16(False, model, notes.append, AMX)
    assert notes == []
    assert multiplies_in_bf16(True, model, notes.append, frozenset({"avx2"}))
    assert "none of its own" in notes[0]


def test_a_record_holds_for_the_shape_and_not_for_the_names():
    shape = {"hidden_size": 8, "num_labels": 3}
    assert key_of(Config(**shape, id2label={0: "a"}), "cpu") == key_of(Config(**shape, id2label={0: "b"}), "cpu")
    assert key_of(Config(**shape), "cpu") != key_of(Config(**{**shape, "hidden_size": 16}), "cpu")


@pytest.mark.parametrize(
    ("words", "found"),
    [("print('noise'); print(1.75)", 1.75), ("import time; time.sleep(60)", 0.0), ("1 / 0", 0.0), ("print('x')", 0.0)],
)
def test_a_trial_that_hangs_or_fails_finds_nothing(words: str, found: float):
    assert tried(Config(), "cpu", 2.0, (sys.executable, "-c", words)) == found


@pytest.mark.parametrize(("parameters", "rows"), [(10, 16), (25_000_000, 16), (135_000_000, 2), (10**9, 1)])
def test_large_models_are_tried_with_fewer_rows(parameters: int, rows: int):
    with torch.device("meta"):
        assert rows_for(torch.nn.Linear(parameters, 1, bias=False)) == rows


class Encoder(torch.nn.Module):
    """One layer over one number a token."""

    def __init__(self) -> None:
        super().__init__()
        self.layer, self.device = torch.nn.Linear(1, 1), torch.device("cpu")

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> SimpleNamespace:
        return SimpleNamespace(last_hidden_state=self.layer(input_ids[..., None].float()))


def test_the_gain_is_the_ratio_of_the_best_steps():
    """With both formats float32, and a clock of our own: the first turn, to warm up, counts for nothing."""
    times = iter([0, 99, 0, 6, 0, 3, 0, 4, 0, 2.5, 0, 8, 0, 2])
    order: list[bool] = []

    class Noted(Encoder):
        def forward(self, **inputs) -> SimpleNamespace:
            order.append(torch.is_autocast_enabled("cpu"))
            return super().forward(**inputs)

    found = gain(Noted(), 4, lambda: next(times), in_format=lambda bf16, device: autocast(False, device))
    assert found == 4 / 2
    assert len(order) == 8
    assert not any(order)


class Seen(Exception):
    """Ends a forward pass before anything is multiplied."""


@pytest.mark.parametrize("option", [True, False, "auto"])
def test_a_fit_answers_in_the_format_that_was_chosen(tiny, trains, settings: Settings, option: bool | str):
    seen: list[tuple[bool, torch.dtype]] = []

    def look(*_) -> None:
        seen.append((torch.is_autocast_enabled("cpu"), torch.get_autocast_dtype("cpu")))
        raise Seen

    with pytest.raises(Seen):
        trains(tiny(poison=look), replace(settings, bf16=option))
    assert seen == [(option is True, torch.bfloat16)]


def test_a_fit_goes_on_in_the_format_it_began_in(tiny, trains, settings: Settings, tmp_path: Path):
    """Begun in float32 and killed; whatever this machine would choose now, it goes on so, to the same weights."""
    calls = []

    def killed(_model, _ids) -> None:
        calls.append(torch.is_autocast_enabled("cpu"))
        if len(calls) == 9:
            raise Seen

    whole, other = tiny(), tiny()
    trains(whole, replace(settings, num_train_epochs=2))
    with pytest.raises(Seen):
        trains(tiny(poison=killed), replace(settings, num_train_epochs=2), Checkpoints(tmp_path, print, share=1.0))
    trains(other, replace(settings, num_train_epochs=2, bf16=True), Checkpoints(tmp_path, print, share=1.0))
    assert not any(calls)
    for one, two in zip(whole.parameters(), other.parameters(), strict=True):
        assert torch.equal(one, two)


@pytest.mark.skipif(not cpu_flags() & NATIVE_BF16, reason="emulated bfloat16 is not worth its time")
def test_a_fit_in_bfloat16_is_the_same_to_the_bit_also_after_a_kill(tiny, trains, settings: Settings, tmp_path: Path):
    calls, in_bf16 = [], replace(settings, num_train_epochs=2, bf16=True)

    def killed(_model, _ids) -> None:
        calls.append(torch.is_autocast_enabled("cpu"))
        if len(calls) == 9:
            raise Seen

    plain, whole, other = tiny(), tiny(), tiny()
    trains(plain, replace(in_bf16, bf16=False))
    trains(whole, in_bf16)
    with pytest.raises(Seen):
        trains(tiny(poison=killed), in_bf16, Checkpoints(tmp_path, print, share=1.0))
    trains(other, in_bf16, Checkpoints(tmp_path, print, share=1.0))
    assert any(calls)  # evaluations are in float32
    pairs = list(zip(plain.parameters(), whole.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(one, two) for _, one, two in pairs)
    assert not all(torch.equal(one, two) for one, two, _ in pairs)
