"""A language model's training: it learns, what it leaves loads anywhere, and it goes on where it was stopped."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch

from finetooth.core import store
from finetooth.core.events import Event, silent
from finetooth.core.run import Run, Work
from finetooth.stages.sft.train import TrainedLM, train
from finetooth.tasks.sft.loading import load_model, load_trained

pytestmark = pytest.mark.model


class Stopped(Exception):
    """The process is gone, as far as the run can tell."""


def test_it_learns_and_tells_what_it_cost(trained_lm: TrainedLM):
    curve = trained_lm.curve
    assert curve.metric == "completion_loss"
    assert curve.kept_loss < trained_lm.base_loss - 0.2  # adapters alone, beside random weights
    assert [point.epoch for point in curve.points] == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    assert all(point.validation_score == point.validation_loss > 0 for point in curve.points)
    assert all(point.validation_error > 0 and point.tokens > 0 for point in curve.points)


def test_the_lowest_loss_is_the_one_kept(trained_lm: TrainedLM):
    curve = trained_lm.curve
    lowest = min(curve.points, key=lambda point: point.validation_loss)
    assert curve.best_step == lowest.step
    assert curve.kept_loss == pytest.approx(lowest.validation_loss, rel=1e-5)


def test_each_validation_row_has_its_losses(trained_lm: TrainedLM):
    held = trained_lm.held_out
    assert held.columns == ["id", "weight", "base_loss", "loss"]
    assert held["id"].to_list() == list(range(32, 40))
    mean = (held["loss"] * held["weight"]).sum() / held["weight"].sum()
    assert mean == pytest.approx(trained_lm.curve.kept_loss, rel=1e-6)
    before = (held["base_loss"] * held["weight"]).sum() / held["weight"].sum()
    assert before == pytest.approx(trained_lm.base_loss, rel=1e-6)


def test_the_account_and_the_budget_agree(trained_lm: TrainedLM):
    taught, budget = trained_lm.taught.filter(pl.col("role") == "train"), trained_lm.token_budget
    assert taught["action"].to_list() == ["kept"] * 32
    assert (budget.sequences, budget.tokens) == (32, taught["tokens"].sum())
    assert budget.supervised == taught["supervised"].sum()
    assert budget.parameters == 22_112
    assert 0 < budget.trainable < budget.parameters


def test_adapter_and_merged_model_load_plainly_and_say_the_same(trained_lm: TrainedLM, tiny_lm: Path):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(trained_lm.model)
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": "the kettle 3"}], add_generation_prompt=True, return_tensors="pt"
    )
    merged = AutoModelForCausalLM.from_pretrained(trained_lm.model)
    beside = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_lm), trained_lm.adapter)
    said = []
    for model in (merged, beside):
        end = merged.generation_config.eos_token_id
        tokens = model.generate(**prompt, max_new_tokens=8, do_sample=False, eos_token_id=end)
        said.append(tokens[0].tolist())
    assert said[0] == said[1]
    assert merged.generation_config.eos_token_id == tokenizer.convert_tokens_to_ids("<|im_end|>")


def test_a_full_fine_tune_leaves_no_adapter(lm_base, lm_splits, lm_settings, lm_conversations, tmp_path: Path):
    whole = replace(lm_settings, lora_r=0, learning_rate=5e-3, num_train_epochs=1)
    found = train(Work(tmp_path, "4-train", silent), whole, lm_base, lm_splits, lm_conversations)
    assert found.adapter is None
    assert found.token_budget.trainable == found.token_budget.parameters
    assert found.curve.kept_loss < found.base_loss
    before, after = load_model(lm_base), load_trained(found.model)[0]
    assert not torch.equal(before.lm_head.weight, after.lm_head.weight)


def test_adapters_beside_4_bits_learn_and_leave_a_model_in_full_precision(
    lm_base, lm_splits, lm_settings, lm_conversations, trained_lm, tmp_path: Path
):
    pytest.importorskip("bitsandbytes")
    asked = replace(lm_settings, load_in_4bit=True)
    found = train(Work(tmp_path, "4-train", silent), asked, lm_base, lm_splits, lm_conversations)
    assert found.curve.kept_loss < found.base_loss - 0.2
    assert found.base_loss != trained_lm.base_loss  # of the weights in 4 bits
    assert found.token_budget == trained_lm.token_budget
    after, _ = load_trained(found.model)
    assert {value.dtype for value in after.parameters()} == {torch.float32}
    assert not any("quant" in name for name in after.config.to_dict())


@pytest.mark.parametrize("in_4bit", [False, True])
def test_it_goes_on_bit_by_bit_after_a_kill(
    in_4bit, trained_lm, lm_base, lm_splits, lm_settings, lm_conversations, tmp_path, monkeypatch
):
    monkeypatch.setattr("finetooth.training.checkpoints.LONGEST", 0.01)  # seconds of work: one is soon due

    def listener(event: Event) -> None:
        if event.kind == "progress" and any((tmp_path / "4-train.partial").glob("checkpoints/0*/manifest.json")):
            raise Stopped

    if in_4bit:
        pytest.importorskip("bitsandbytes")
    asked = replace(lm_settings, num_train_epochs=12, early_stopping_patience=99, load_in_4bit=in_4bit)
    given = asked, lm_base, lm_splits, lm_conversations
    with pytest.raises(Stopped):
        Run(tmp_path, (), {}, listener).stage(train, *given)
    found = Run(tmp_path, (), {}, silent).stage(train, *given)
    work = Work(tmp_path / "whole", "4-train", silent)
    work.folder.mkdir()
    once = train(work, *given)
    assert found.curve.points == once.curve.points or _same(found.curve.points, once.curve.points)
    weights = [load_trained(one.model)[0].state_dict() for one in (found, once)]
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())


def _same(one, other) -> bool:
    return len(one) == len(other) and all(
        a == b or (math.isnan(a) and math.isnan(b))
        for p, q in zip(one, other, strict=True)
        for a, b in zip(p.__dict__.values(), q.__dict__.values(), strict=True)
    )


def test_the_result_is_loaded_as_it_was_saved(trained_lm: TrainedLM, tmp_path: Path):
    store.save(trained_lm, trained_lm.model.parent)
    again = store.load(TrainedLM, trained_lm.model.parent)
    assert (again.model, again.adapter, again.base_loss) == (trained_lm.model, trained_lm.adapter, trained_lm.base_loss)
    assert np.array_equal(again.held_out["loss"], trained_lm.held_out["loss"])
