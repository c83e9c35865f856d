"""The contrastive stage: its loss, its rows, and that it moves classes apart."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from finetooth.training.contrastive import CLASSES, ROWS, contrast, drawn, pair_loss

torch = pytest.importorskip("torch")


def test_the_loss_is_zero_where_classes_are_at_right_angles():
    vectors = torch.tensor([[2.0, 0.0], [1.0, 0.0], [0.0, 3.0], [0.0, 1.0]])
    targets = torch.tensor([0, 0, 1, 1])
    assert float(pair_loss(vectors, targets)) == pytest.approx(0.0, abs=1e-6)
    assert float(pair_loss(vectors, torch.tensor([0, 1, 0, 1]))) == pytest.approx(1.0 / 2 + 1.0 / 4)


def test_a_row_alone_and_a_single_class_have_a_loss_too():
    assert float(pair_loss(torch.eye(2), torch.tensor([0, 1]))) == 0.0
    assert float(pair_loss(torch.ones(3, 2), torch.tensor([1, 1, 1]))) == pytest.approx(0.0, abs=1e-6)


def test_steps_draw_as_many_rows_of_each_class_and_others_each_time():
    classes = [np.arange(start, start + 40) for start in range(0, 480, 40)]
    rows = drawn(classes, 7, 0)
    assert rows == drawn(classes, 7, 0)
    assert rows != drawn(classes, 7, 1)
    assert len(set(rows)) == ROWS
    assert np.unique(np.array(rows) // 40, return_counts=True)[1].tolist() == [ROWS // CLASSES] * CLASSES
    assert sorted(drawn([np.array([3]), np.array([5, 8])], 7, 0)) == [3, 5, 8]


class Words(torch.nn.Module):
    """A bag of word vectors."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embeddings = torch.nn.Embedding(30, 8)

    def vectors(self, inputs):
        return self.embeddings(inputs["input_ids"]).mean(dim=1)


def taught(seed: int, steps: int = 60, bf16: bool = False, embed=Words.vectors) -> tuple[Words, float]:
    rows = [{"input_ids": [10 * (n % 2) + 1 + n % 7, 25], "attention_mask": [1, 1], "labels": n % 2} for n in range(16)]
    settings = SimpleNamespace(
        contrastive_steps=steps,
        contrastive_learning_rate=0.05,
        warmup_ratio=0.1,
        seed=seed,
        max_grad_norm=1.0,
        gradient_checkpointing="auto",
        tokens_per_batch=4_096,
        layerwise_lr_decay=1.0,
        weight_decay=0.0,
        learning_rate=1.0,
        bf16=bf16,
    )
    model = Words()
    told: list[float] = []
    loss = contrast(model, rows, 0, settings, partial(embed, model), lambda done, _message: told.append(done))
    assert told[-1] == 1.0
    return model, loss


def test_classes_move_apart_and_it_repeats_to_the_bit():
    model, loss = taught(1)
    assert loss < 0.02 < taught(1, steps=1)[1]
    again, _ = taught(1)
    assert torch.equal(model.embeddings.weight, again.embeddings.weight)
    assert not torch.equal(model.embeddings.weight, taught(2)[0].embeddings.weight)


@pytest.mark.parametrize("bf16", [False, True])
def test_texts_are_read_in_bfloat16_where_that_is_chosen_and_compared_in_float32(bf16: bool):
    formats = []

    def embed(model: Words, inputs):
        read = model.vectors(inputs)
        formats.append((read @ torch.eye(8)).dtype)
        return read

    model, loss = taught(1, 2, bf16, embed)
    assert set(formats) == {torch.bfloat16 if bf16 else torch.float32}
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert loss > 0
