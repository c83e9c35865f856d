"""A forward pass without gradients finds the same by either product, and leaves the model as it was."""

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from finetooth.computing.gains import machine_key
from finetooth.computing.inference import _gain, _is_quicker, inference, is_quicker, linear

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this torch comes without oneDNN"),
]


@pytest.fixture
def on_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put on record how many times as fast oneDNN is here."""
    monkeypatch.setenv("FINETOOTH_CACHE", str(tmp_path))

    def put(gain: float) -> None:
        path = tmp_path / "precision" / f"{machine_key('float32 products by oneDNN')}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"gain": gain}))
        _is_quicker.cache_clear()

    yield put
    _is_quicker.cache_clear()


def products(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    weight, bias = torch.randn(24, values.shape[-1]), torch.randn(24)
    with torch.inference_mode():
        return linear(values, weight, bias), nn.functional.linear(values, weight, bias)


@pytest.mark.parametrize(
    "values",
    [
        torch.randn(64, 48),
        torch.randn(4, 9, 48),
        torch.randn(4, 48, 9).transpose(1, 2),
        torch.randn(8, 9, 48)[:, ::2],
        torch.randn(0, 48),
        torch.randn(1, 48),
    ],
    ids=["matrix", "batch", "turned", "with gaps", "empty", "one row"],
)
def test_both_products_are_alike(on_record, values: torch.Tensor):
    on_record(9.0)
    own, plain = products(values)
    assert own.shape == plain.shape
    torch.testing.assert_close(own, plain, rtol=1e-5, atol=1e-5)


def test_a_machine_where_it_is_no_quicker_multiplies_as_ever(on_record):
    on_record(1.1)
    assert not is_quicker()
    own, plain = products(torch.randn(300, 256))
    assert own.equal(plain)


def test_what_has_gradients_or_another_format_is_multiplied_as_ever(on_record):
    on_record(9.0)
    values, weight = torch.randn(32, 48), torch.randn(24, 48, requires_grad=True)
    linear(values, weight, None).sum().backward()
    torch.testing.assert_close(weight.grad, values.sum(dim=0).expand(24, 48))
    with torch.inference_mode():
        assert linear(values.bfloat16(), weight.bfloat16(), None).dtype == torch.bfloat16
        with torch.autocast("cpu", torch.bfloat16):
            assert linear(values, weight, None).dtype == torch.bfloat16


def test_a_model_answers_alike_and_is_left_as_it_was(on_record):
    on_record(9.0)
    model = nn.Sequential(nn.Linear(48, 96), nn.GELU(), nn.Linear(96, 7, bias=False))
    heard = []
    model[2].register_forward_pre_hook(lambda _layer, inputs: heard.append(inputs[0]))
    values = torch.randn(40, 48)
    wanted = model(values).detach()
    with inference(model):
        assert "forward" in vars(model[0])
        found = model(values)
        assert found.is_inference()
    torch.testing.assert_close(found, wanted, rtol=1e-5, atol=1e-5)
    assert len(heard) == 2
    with pytest.raises(ZeroDivisionError), inference(model):
        raise ZeroDivisionError
    assert not any("forward" in vars(part) for part in model.modules())
    assert model(values).requires_grad


def test_a_layer_that_somebody_has_changed_is_left_alone(on_record):
    on_record(9.0)

    class Doubled(nn.Linear):
        def forward(self, values: torch.Tensor) -> torch.Tensor:
            return 2 * super().forward(values)

    model = nn.ModuleList([Doubled(48, 8), nn.Linear(48, 8)])
    model[1].forward = lambda values: values[:, :8]
    own = model[1].forward
    values = torch.randn(16, 48)
    with inference(model):
        torch.testing.assert_close(model[0](values), 2 * nn.functional.linear(values, model[0].weight, model[0].bias))
        assert model[1](values).equal(values[:, :8])
    assert vars(model[1])["forward"] is own


def test_the_gain_is_measured_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert _gain() > 0
    trials: list[float] = []
    monkeypatch.setenv("FINETOOTH_CACHE", str(tmp_path))
    monkeypatch.setattr("finetooth.computing.inference._gain", lambda: trials.append(9.0) or 9.0)
    for _process in range(2):
        _is_quicker.cache_clear()
        assert is_quicker()
    _is_quicker.cache_clear()
    assert trials == [9.0]
    [path] = (tmp_path / "precision").iterdir()
    assert json.loads(path.read_text())["gain"] == 9.0


def test_other_threads_are_another_question(on_record, monkeypatch: pytest.MonkeyPatch):
    on_record(9.0)
    monkeypatch.setattr("finetooth.computing.inference._gain", lambda: 1.0)
    assert is_quicker()
    monkeypatch.setattr(torch, "get_num_threads", lambda: 977)
    assert not is_quicker()


def test_layers_take_their_input_by_name(on_record):
    on_record(9.0)
    model = nn.Linear(48, 8)
    with inference(model):
        assert model(input=torch.randn(16, 48)).shape == (16, 8)


def test_the_gain_is_that_of_float32_wherever_it_is_measured():
    with torch.autocast("cpu", torch.bfloat16):
        assert _gain() > 0


def _missing(*_: object) -> torch.Tensor:
    raise AttributeError("there is no such operator")


@pytest.mark.parametrize(
    "product",
    [lambda values, weight, _: values @ weight.T * float("nan"), lambda values, weight, _: values @ weight, _missing],
    ids=["no number", "another product", "missing"],
)
def test_an_operator_that_finds_something_else_is_never_taken(product, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("finetooth.computing.inference._by_onednn", product)
    assert _gain() == 0


def test_a_weight_of_another_kind_is_multiplied_by_its_own_kind(on_record):
    on_record(9.0)

    class Packed(nn.Parameter):
        """A weight that only its own kind knows how to multiply by."""

    model = nn.Linear(48, 8)
    model.weight = Packed(model.weight.data)
    with inference(model):
        assert "forward" not in vars(model)
