"""What a training takes, counted in real models, and in numbers of our own."""

import gc
import subprocess
import sys
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from finetooth.core.results import Settings
from finetooth.core.this_machine import NATIVE_BF16, cpu_flags
from finetooth.training.footprint import Demand, demand_of, footprint
from finetooth.training.freezing import freeze
from finetooth.training.lora import add_lora

needs_bf16 = pytest.mark.skipif(not cpu_flags() & NATIVE_BF16, reason="emulated bfloat16 is not worth its time")
DEMAND = Demand(
    weights=400, changing=100, a_token=10.0, a_pair=1.0, layers=4, a_layer_token=2, guess_token=0, guess_pair=0
)


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path):
    """Makes a BERT of four layers, 32 wide, that drops out a tenth."""
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig(
        vocab_size=90, hidden_size=32, num_hidden_layers=4, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=64, attn_implementation="eager", num_labels=3,
    )  # fmt: skip

    def make(**changes):
        torch.manual_seed(0)
        for name, value in changes.items():
            setattr(config, name, value)
        return BertForSequenceClassification(config)

    return make


def test_what_a_row_keeps_is_counted_in_tokens_and_in_pairs_of_them(bert):
    """A layer of BERT keeps 10 vectors a token, twice the inner ones, and three tables of attention a head."""
    demand = demand_of(bert(), 48)
    assert demand.a_pair == pytest.approx(4 * 4 * 3 * 2, rel=0.1)  # layers, bytes, tables, heads
    assert demand.a_token == pytest.approx(4 * 4 * (10 * 32 + 2 * 64), rel=0.15)
    assert (demand.layers, demand.a_layer_token) == (4, 4 * 32)


def test_counting_leaves_the_model_and_the_random_numbers_alone(bert):
    model = bert().eval()
    before, numbers = {name: value.clone() for name, value in model.state_dict().items()}, torch.get_rng_state()
    demand_of(model, 32)
    assert torch.equal(torch.get_rng_state(), numbers)
    assert not model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


def test_counting_lets_the_model_go(bert):
    """A search counts once a trial: what it held on to would add up to gigabytes."""
    model = bert()
    held = weakref.ref(model), weakref.ref(next(model.parameters()))
    demand_of(model, 32)
    del model
    gc.collect()
    assert [one() for one in held] == [None, None]


def test_frozen_weights_and_adapters_are_counted_rightly(bert):
    whole, frozen, head, adapted = bert(), bert(), bert(), bert()
    freeze(frozen, 2)
    freeze(head, "all")
    add_lora(adapted, 4, 8, 0.0)
    counted = [demand_of(model, 32) for model in (whole, frozen, head, adapted)]
    for one, model in zip(counted, (whole, frozen, head, adapted), strict=True):
        assert one.changing == sum(p.numel() * 4 for p in model.parameters() if p.requires_grad)
    assert counted[0].weights == counted[1].weights == counted[2].weights
    assert counted[1].of_rows(1, 32) < 0.7 * counted[0].of_rows(1, 32)
    assert counted[2].of_rows(1, 32) < 0.1 * counted[0].of_rows(1, 32)
    assert counted[2].guess(1, 32) == counted[0].guess(1, 32)
    assert not any(parameter.requires_grad for parameter in head.bert.parameters())


def test_a_model_without_known_layers_is_not_judged(tiny):
    assert demand_of(tiny(), 12) is None


def taken(settings: Settings, **given):
    return footprint(DEMAND, replace(settings, per_device_train_batch_size=8), given.pop("lengths", [10]), **given)


def test_gradients_and_moments_follow_what_changes(settings: Settings):
    found = taken(settings, tokens=80)
    assert (found.gradients, found.moments) == (100, 200)
    assert found.peak >= found.gradients + found.moments + found.copies + found.activations


@pytest.mark.parametrize(
    ("option", "sets"),
    [
        ({"average": "ema"}, 3),
        ({"average": "soup", "soup_size": 3}, 4),
        ({"l2_start": 0.1}, 1),
        ({"keep_simpler": True}, 1),
    ],
)  # fmt: skip
def test_what_is_kept_beside_takes_its_place(settings: Settings, option: dict, sets: int):
    plain = replace(settings, average="none", l2_start=0.0, keep_simpler=False)
    more, less = (taken(given, tokens=80).copies for given in (replace(plain, **option), plain))
    assert more - less == sets * DEMAND.changing


def test_micro_batches_bound_the_activations(settings: Settings):
    large, small = taken(settings, tokens=80, lengths=[10, 5]), taken(settings, tokens=20, lengths=[10, 5])
    per_row = DEMAND.of_rows(1, 10) * (1 + 2.5 / 4)
    assert large.activations == pytest.approx(8 * per_row, abs=1)
    assert small.activations < large.activations


def test_two_answers_a_row_take_twice_the_room(settings: Settings):
    plain, twice = (taken(replace(settings, r_drop=rate), tokens=80).activations for rate in (0.0, 1.0))
    assert twice == pytest.approx(2 * plain, abs=2)


def test_predicting_takes_room_also_where_nothing_below_the_head_learns(settings: Settings):
    made = replace(DEMAND, a_token=0.0, a_pair=0.0, guess_token=10.0, guess_pair=1.0)
    assert footprint(made, settings, [64], 4_096).activations == int(64 * (1.1 * 10 * 64 + 2.5 * 64**2) / 4)


def test_under_lora_the_heap_has_holes_in_which_predictions_find_no_room_but_on_a_gpu(settings: Settings):
    made = replace(DEMAND, guess_token=0.1)
    plain, adapted = (replace(settings, lora_r=rank, per_device_train_batch_size=8) for rank in (0, 4))
    before, with_lora = (footprint(made, one, [10], 80).activations for one in (plain, adapted))
    assert with_lora == pytest.approx(1.2 * before + made.guess(409, 10), abs=2)
    assert footprint(made, adapted, [10], 80, on_gpu=True).activations == before


def test_layers_computed_again_keep_one_layer_and_the_vectors_between(settings: Settings):
    whole, again = (taken(settings, tokens=80, recomputed=flag).activations for flag in (False, True))
    assert again == pytest.approx(80 * 2 * 4 + DEMAND.of_rows(8, 10) * 3.5 / 4, abs=1)
    assert again < whole


def test_a_step_that_cannot_be_shared_out_is_counted_whole(settings: Settings):
    assert taken(settings, tokens=10, rows=32).activations > 3 * taken(settings, tokens=80).activations


MEASURED = """
import ctypes, gc, sys
from dataclasses import replace
from types import SimpleNamespace
import numpy as np, torch
torch.set_num_threads(1)
from transformers import BertConfig, BertForSequenceClassification
from finetooth.recipe.sections import Training
from finetooth.training import defaults
from finetooth.training.fit import Rules, Watched, fit
from finetooth.training.footprint import demand_of, footprint
from finetooth.training.memory import resident
from finetooth.training.freezing import freeze
from finetooth.training.lora import add_lora
mode = sys.argv[1]
again = mode == "again"
config = BertConfig(vocab_size=500, hidden_size=256, num_hidden_layers=8, num_attention_heads=4, intermediate_size=1024,
                    num_labels=2, attn_implementation="eager")
model = BertForSequenceClassification(config)
draw = np.random.default_rng(0)
ids = draw.integers(5, 500, (16, 128)).tolist()
rows = [{"input_ids": row, "attention_mask": [1] * 128, "labels": number % 2} for number, row in enumerate(ids)]
settings = defaults.settings(Training(num_train_epochs=1, per_device_train_batch_size=16, gradient_checkpointing=again),
                             10**7, 16, 128, "accuracy", 1)
bf16 = mode == "bf16"
settings = replace(settings, keep_simpler=False, bf16=bf16, lora_r=8 if mode == "lora" else 0)
add_lora(model, 8, 32, 0.0) if mode == "lora" else freeze(model, "all") if mode == "head" else None
def watch(model):
    model.eval()
    with torch.inference_mode():
        model(input_ids=torch.ones(32, 128, dtype=torch.long))
    return Watched(0.5, 0.5, 0.1)
rules = Rules(watch=watch, train_score=lambda *_: 0.5, diverged=lambda _: None,
              stopping=lambda points: SimpleNamespace(best=0, stop=False), progress=lambda *_: None, retries=1)
model(input_ids=torch.ones(1, 128, dtype=torch.long)).logits
found = footprint(demand_of(model, 128, bf16=bf16), settings, [128], 4096, again)
gc.collect()
getattr(ctypes.CDLL(None), "malloc_trim", int)(0)  # what the imports left free would hide a part of what the fit takes
before = resident()
fit(model, rows, 0, settings, rules)
status = dict(line.split(":", 1) for line in open("/proc/self/status"))  # getrusage would tell the parent's peak too
taken = int(status["VmHWM"].split()[0]) * 1024 - before
print((found.gradients + found.moments + found.copies + found.activations) / taken)
"""


FORESEEN = [("plain", 0.9, 1.4), ("again", 0.9, 1.4), ("lora", 0.75, 1.4), ("head", 0.7, 1.4)]


@pytest.mark.parametrize(("mode", "least", "most"), [*FORESEEN, pytest.param("bf16", 0.9, 1.7, marks=needs_bf16)])
def test_what_is_foreseen_is_what_a_process_takes(mode: str, least: float, most: float):
    """What a fit adds to its process, measured in one of its own: foreseen within 40 %, and not much too low.

    In bfloat16 the rows take half as much, so that copies, not all of which are there at once, weigh more.

    A fit that still finds free memory adds less than it takes: the most that one of three adds counts.
    """
    ratios: list[float] = []
    while len(ratios) < 3 and not (ratios and min(ratios) < most):
        run = subprocess.run([sys.executable, "-c", MEASURED, mode], capture_output=True, text=True, timeout=120)
        assert run.returncode == 0, run.stderr[-2_000:]
        ratios.append(float(run.stdout.split()[-1]))
    assert least < min(ratios) < most
