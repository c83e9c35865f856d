"""Every knob that regularises does what its name says."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification

from finetooth.core.errors import UserError
from finetooth.core.results import Curve, Settings
from finetooth.problems.single_label import SingleLabel
from finetooth.recipe.sections import Training
from finetooth.training import defaults
from finetooth.training.averaging import mean_of, moved
from finetooth.training.batching import Batches, balanced
from finetooth.training.fit import Rules, Stopping, Watched, fit
from finetooth.training.freezing import freeze
from finetooth.training.lora import add_lora, merge_lora, targets_of
from finetooth.training.objective import Objective, balanced_weights
from finetooth.training.optimizer import make_optimizer
from finetooth.training.schedule import share_of_peak
from finetooth.training.variants import Variants
from finetooth.training.weights import changing, copied

pytestmark = pytest.mark.model


def rows(count: int = 24, length: int = 5) -> list[dict]:
    draw = np.random.default_rng(0)
    words = draw.integers(5, 50, size=(count, length))
    return [
        {"input_ids": [2, *row.tolist(), 3], "attention_mask": [1] * (length + 2), "labels": int(row[0] > 27)}
        for row in words
    ]


def model(dropout: float = 0.0) -> BertForSequenceClassification:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=60,
        hidden_size=16,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=32,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    return BertForSequenceClassification(config)


def settings(**options) -> Settings:
    training = Training(learning_rate=5e-3, num_train_epochs=2, per_device_train_batch_size=8)
    return replace(defaults.settings(training, 20_000, 24, 16, "macro_f1", 3), **options)


def rules(scores=None) -> Rules:
    coming = iter(scores or range(1_000))
    return Rules(
        watch=lambda _: Watched(1.0, float(next(coming))),
        train_score=lambda *_: 1.0,
        stopping=lambda points: Stopping(int(np.argmax([point.validation_score for point in points])), False),
        diverged=lambda _: None,
        progress=lambda *_: None,
    )


def fitted(scores=None, dropout: float = 0.0, given=None, **options) -> tuple[BertForSequenceClassification, Curve]:
    taught = given or model(dropout)
    return taught, fit(taught, rows(), 0, settings(**options), rules(scores))


def distance(one: torch.nn.Module, other: torch.nn.Module) -> float:
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return float(sum(((ours - theirs) ** 2).sum().detach() for ours, theirs in pairs)) ** 0.5


def test_the_pull_to_the_start_keeps_weights_near_it():
    start = model()
    free, pulled = fitted()[0], fitted(l2_start=50.0)[0]
    assert distance(pulled, start) < 0.7 * distance(free, start)


def test_lower_layers_change_less_under_layerwise_decay():
    start = dict(model().named_parameters())
    taught, _ = fitted(layerwise_lr_decay=0.2)
    moved_by = {}
    for layer in range(3):
        name = f"bert.encoder.layer.{layer}.intermediate.dense.weight"
        moved_by[layer] = (dict(taught.named_parameters())[name] - start[name]).abs().mean().item()
    assert moved_by[0] < 0.5 * moved_by[1] < 0.25 * moved_by[2]
    groups = make_optimizer(model(), settings(layerwise_lr_decay=0.5)).param_groups
    assert {group["share"] for group in groups} == {1.0, 0.5, 0.25, 0.125, 0.0625}  # head, three layers, embeddings


def test_biases_and_norms_do_not_decay():
    taught = model()
    plain = {
        id(p) for g in make_optimizer(taught, settings()).param_groups if g["weight_decay"] == 0 for p in g["params"]
    }
    names = {name for name, parameter in taught.named_parameters() if id(parameter) in plain}
    assert names == {name for name, _ in taught.named_parameters() if name.endswith("bias") or "LayerNorm" in name}


@pytest.mark.parametrize(("layers", "frozen"), [(0, set()), (2, {0, 1}), ("all", {0, 1, 2})])
def test_frozen_layers_stay_as_they_are(layers, frozen):
    start, taught = dict(model().named_parameters()), model()
    freeze(taught, layers)
    fitted(given=taught)
    for name, value in taught.named_parameters():
        layer = next((n for n in range(3) if f"layer.{n}." in name), None)
        stays = layer in frozen or ("embeddings" in name and frozen) or ("pooler" in name and layers == "all")
        if stays:
            assert torch.equal(value, start[name]), name
    head = "classifier.weight"
    assert not torch.equal(dict(taught.named_parameters())[head], start[head])


def test_more_layers_than_there_are_is_an_error():
    with pytest.raises(UserError, match="3 layers, not 4"):
        freeze(model(), 4)


def test_lora_trains_the_head_and_little_else_and_merges_to_the_same_answers():
    start, taught = dict(model().named_parameters()), model()
    assert not any("classifier" in name or "pooler" in name for name in targets_of(taught))
    add_lora(taught, 4, 16, 0.0)
    free = {name for name, parameter in taught.named_parameters() if parameter.requires_grad}
    assert all("lora_" in name or name.startswith("classifier.") for name in free)
    assert len([name for name in free if "lora_A" in name]) == 3 * 6  # query, key, value and three dense a layer
    fitted(given=taught)
    batch = torch.tensor([row["input_ids"] for row in rows(4)])
    before = taught.eval()(input_ids=batch).logits
    merge_lora(taught)
    assert torch.allclose(taught(input_ids=batch).logits, before, atol=1e-5)
    names = dict(taught.named_parameters())
    assert names.keys() == start.keys()
    for part in ("classifier.weight", "bert.encoder.layer.0.attention.self.query.weight"):
        assert not torch.equal(names[part], start[part])
    assert torch.equal(names["bert.embeddings.word_embeddings.weight"], start["bert.embeddings.word_embeddings.weight"])


def test_r_drop_makes_answers_under_dropout_agree():
    def disagreement(taught: BertForSequenceClassification) -> float:
        batch = torch.tensor([row["input_ids"] for row in rows()])
        taught.train()
        with torch.no_grad():
            pairs = [(taught(input_ids=batch).logits, taught(input_ids=batch).logits) for _ in range(20)]
        apart = [SingleLabel.apart(*pair).mean() for pair in pairs]
        return float(torch.stack(apart).mean())

    plain, dropped = (fitted(dropout=0.3, num_train_epochs=30, r_drop=weight)[0] for weight in (0.0, 50.0))
    assert disagreement(dropped) < 0.7 * disagreement(plain)


def test_focal_loss_leaves_what_is_known_alone():
    sure, unsure = torch.tensor([[4.0, 0.0]]), torch.tensor([[0.1, 0.0]])
    target, weight = torch.tensor([0]), torch.ones(1)
    plain, focal = Objective(), Objective(focal_gamma=2.0)
    shares = [float(focal.descended(x, target, weight) / plain.descended(x, target, weight)) for x in (sure, unsure)]
    assert shares[0] == pytest.approx((1 - 1 / (1 + np.exp(-4))) ** 2, rel=1e-4)
    assert shares[0] < 0.001 < 0.2 < shares[1]


def test_balanced_weights_let_each_class_count_the_same():
    targets = [0, 0, 0, 1]
    weights = balanced_weights(targets)
    assert weights == pytest.approx((2 / 3, 2.0))
    objective = Objective.of(settings(class_weights="balanced"), targets)
    each = objective.weights(torch.tensor(targets), torch.ones(4))
    assert float(each[:3].sum()) == pytest.approx(float(each[3]))
    assert Objective.of(settings(), targets).class_weights is None


def test_balanced_sampling_draws_each_class_as_often():
    targets = [0] * 90 + [1] * 10
    drawn = Batches((5,) * 100, 10, 4_096, 1, balanced(targets))
    seen = [row for epoch in range(20) for step in drawn.epoch(epoch) for part in step for row in part]
    assert len(seen) == 2_000
    assert np.mean([targets[row] for row in seen]) == pytest.approx(0.5, abs=0.05)


def test_an_epoch_has_every_row_once_and_micro_batches_of_bounded_size():
    lengths = tuple(np.random.default_rng(0).integers(3, 60, size=203).tolist())
    batches = Batches(lengths, 16, 300, seed=5)
    steps = batches.epoch(0)
    assert len(steps) == batches.steps == 13
    assert sorted(row for step in steps for part in step for row in part) == list(range(203))
    parts = [part for step in steps for part in step]
    assert all(len(part) == 1 or len(part) * max(lengths[row] for row in part) <= 300 for part in parts)
    assert batches.epoch(0) == steps != batches.epoch(1)
    waste = sum(len(part) * max(lengths[row] for row in part) for part in parts) / sum(lengths)
    assert waste < 1.2


def test_micro_batches_make_the_same_step():
    whole, parted = (fitted(tokens_per_batch=tokens)[0] for tokens in (10_000, 14))
    assert distance(whole, parted) < 1e-4


@pytest.mark.parametrize(("kind", "late"), [("linear", 0.5), ("cosine", 0.5), ("constant", 1.0)])
def test_the_learning_rate_rises_and_falls(kind: str, late: float):
    shares = [share_of_peak(step, 100, 0.1, kind) for step in range(100)]
    assert shares[:10] == sorted(shares[:10])
    assert 0 < shares[0] < 0.2
    assert max(shares) == shares[10] == 1.0
    assert shares[55] == pytest.approx(late, abs=0.02)
    assert (shares[99] < 0.02) == (kind != "constant")


def test_the_moving_average_lags_behind():
    average = moved({}, {"w": torch.zeros(1)}, 0.9, 0)
    for step in range(1, 200):
        average = moved(average, {"w": torch.ones(1)}, 0.9, step)
    assert 0.99 < float(average["w"]) < 1.0
    plain, lagging = fitted()[0], fitted(average="ema", ema_decay=0.99)[0]
    start = model()
    assert 0 < distance(lagging, start) < distance(plain, start)


def test_a_soup_is_the_mean_of_the_best_evaluations_where_it_is_no_worse():
    options = {"average": "soup", "soup_size": 2, "num_train_epochs": 3}
    kept, curve = fitted([0.5, 0.8, 0.7, 0.8], **options)  # the last is the soup's
    assert curve.averaged == 2
    second, third = (fitted(scores, num_train_epochs=3)[0] for scores in ([0.1, 0.9, 0.5], [0.1, 0.5, 0.9]))
    mean = mean_of([copied(changing(each)) for each in (second, third)])
    assert all(torch.allclose(value, mean[name], atol=1e-6) for name, value in kept.named_parameters())
    worse, curve = fitted([0.5, 0.8, 0.7, 0.79], **options)
    assert curve.averaged == 0
    assert distance(worse, second) == 0


def test_guises_are_worn_by_a_share_of_the_rows_others_each_epoch():
    plain = [{"labels": 0, "guise": None}] * 400
    guises = tuple([{"labels": 0, "guise": name}] * 400 for name in ("typos", "upper"))
    variants = Variants(guises, 0.25, seed=1)
    worn = [[row["guise"] for row in variants.epoch(plain, epoch)] for epoch in (0, 1, 0)]
    assert worn[0] == worn[2] != worn[1]
    assert 60 < sum(guise is not None for guise in worn[0]) < 140
    assert {"typos", "upper"} < set(worn[0])
    assert Variants((), 0.5, 1).epoch(plain, 0) is plain


def test_dropout_is_set_where_each_architecture_keeps_it():
    from finetooth.tasks.dropout import dropout_options

    bert = SimpleNamespace(hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1, classifier_dropout=None)
    assert dropout_options(bert, None, None) == {}
    assert dropout_options(bert, 0.3, None) == {"hidden_dropout_prob": 0.3, "attention_probs_dropout_prob": 0.3}
    assert dropout_options(bert, None, 0.0) == {"classifier_dropout": 0.0}


def test_the_head_can_learn_faster_than_the_rest():
    start = dict(model().named_parameters())
    slow, fast = (dict(fitted(head_learning_rate_factor=factor)[0].named_parameters()) for factor in (1.0, 10.0))
    head = "classifier.weight"
    assert (fast[head] - start[head]).norm() > 3 * (slow[head] - start[head]).norm()


def test_focal_loss_has_a_gradient_where_nothing_is_left_to_learn():
    logits = torch.tensor([[30.0, 0.0]], requires_grad=True)
    Objective(focal_gamma=0.5).descended(logits, torch.tensor([0]), torch.ones(1)).backward()
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_the_schedule_that_is_asked_for_is_followed():
    ends = {kind: fitted(lr_scheduler_type=kind)[1].points[-1].learning_rate for kind in ("linear", "constant")}
    assert ends["constant"] == pytest.approx(5e-3)
    assert ends["linear"] < 0.5 * ends["constant"]


def test_an_epoch_is_looked_at_as_often_as_asked():
    _, curve = fitted(evaluations_per_epoch=3)
    assert [point.step for point in curve.points] == [1, 2, 3, 4, 5, 6]  # two epochs of three steps


def test_loras_scale_and_dropout_are_what_was_asked_for():
    batch = torch.tensor([row["input_ids"] for row in rows(4)])
    added = {}
    for alpha in (4, 16):
        taught, start = model(), model().eval()
        add_lora(taught, 4, alpha, 0.0)
        with torch.no_grad():
            for name, parameter in taught.named_parameters():
                if "lora_B" in name:
                    parameter.fill_(1e-4)
        added[alpha] = (taught.eval()(input_ids=batch).logits - start(input_ids=batch).logits).abs().mean().item()
    assert added[16] == pytest.approx(4 * added[4], rel=0.1)
    dropped = model()
    add_lora(dropped, 4, 16, 0.35)
    shares = [part.p for name, part in dropped.named_modules() if "lora_dropout.default" in name]
    assert shares
    assert set(shares) == {0.35}
