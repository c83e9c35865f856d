"""The loss of tokens: what plain transformers computes, however sequences are packed, padded or shared out."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
import torch

from finetooth.tasks.sft.completion import completion_loss, token_losses
from finetooth.tasks.sft.documents import documents_apart, keeps_apart
from finetooth.tasks.sft.labels import Example
from finetooth.tasks.sft.losses import completion_losses, per_row, read_together, standard_error
from finetooth.tasks.sft.token_loss import TokenLoss, has_plain_head, joined, noise_of


def build(kind: str = "llama", **options):
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(0)
    shape = {"vocab_size": 90, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4}
    shape |= {
        "intermediate_size": 32,
        "num_key_value_heads": 2,
        "pad_token_id": 0,
        "eos_token_id": 1,
        "bos_token_id": 1,
    }
    return AutoModelForCausalLM.from_config(AutoConfig.for_model(kind, **shape | options))


def made_rows(lengths=(9, 5, 17), seed: int = 0) -> list[dict]:
    draw = np.random.default_rng(seed)
    weights = [np.where(np.arange(n) > n // 2, 1.0, 0.0).astype(np.float32) for n in lengths]
    weights[0][3] = 0.5
    return [
        {"input_ids": draw.integers(2, 90, n).astype(np.int32), "weights": weight}
        for n, weight in zip(lengths, weights, strict=True)
    ]


def by_transformers(model, rows) -> tuple[float, torch.Tensor]:
    """One whole batch, each row alone, all logits: what must come out."""
    model.zero_grad()
    total = 0.0
    for row in rows:
        ids = torch.tensor(row["input_ids"]).long()[None]
        each = torch.nn.functional.cross_entropy(model(input_ids=ids).logits[0, :-1], ids[0, 1:], reduction="none")
        total = total + (each * torch.tensor(row["weights"][1:])).sum()
    loss = total / float(sum(row["weights"].sum() for row in rows))
    loss.backward()
    return loss.item(), gradients(model)


def gradients(model) -> torch.Tensor:
    return torch.cat([each.grad.flatten() for each in model.parameters() if each.grad is not None])


def by_us(model, rows, parts, packed: bool) -> tuple[float, torch.Tensor]:
    model.zero_grad()
    loss = TokenLoss(packed)
    with documents_apart(model) if packed else nullcontext():
        batches = [loss.batch([rows[place] for place in part]) for part in parts]
        total = loss.total(batches)
        found = sum(loss.backward(model, batch, total, False).loss for batch in batches) / total
    return found, gradients(model)


@pytest.mark.parametrize("kind", ["llama", "qwen2", "mistral", "gpt_neox"])
@pytest.mark.parametrize("packed", [True, False])
def test_packed_and_padded_rows_cost_what_each_costs_alone(kind: str, packed: bool):
    model, rows = build(kind, sliding_window=6) if kind == "mistral" else build(kind), made_rows()
    loss, gradient = by_transformers(model, rows)
    assert not packed or keeps_apart(model)
    found, ours = by_us(model, rows, [[0, 1, 2]], packed)
    assert found == pytest.approx(loss, abs=1e-5)
    assert torch.allclose(ours, gradient, atol=1e-5)


@pytest.mark.parametrize("parts", [[[0], [1], [2]], [[2, 0], [1]]])
@pytest.mark.parametrize("packed", [True, False])
def test_micro_batches_descend_as_one_whole_batch(parts, packed: bool):
    # weighted by tokens: the mean of the micro-batches' means would be another loss
    model, rows = build(), made_rows()
    loss, gradient = by_transformers(model, rows)
    found, ours = by_us(model, rows, parts, packed)
    assert found == pytest.approx(loss, abs=1e-5)
    assert torch.allclose(ours, gradient, atol=1e-5)


@pytest.mark.parametrize("kind", ["llama", "mistral"])
def test_a_common_beginning_is_read_once_and_costs_what_it_costs_each(kind: str):
    model, rows = build(kind, sliding_window=6) if kind == "mistral" else build(kind), made_rows((19, 12, 17, 9))
    for row in rows:
        row["input_ids"][:7] = [5, 6, 7, 8, 9, 10, 11]
        row["weights"][:7] = 0
    rows[3]["weights"][7] = 1.0  # predicted by the last of the shared tokens
    batch = joined(rows, share=True)
    assert (batch.shared, len(batch.ids), batch.tokens) == (7, 57 - 3 * 7, 57)
    loss, gradient = by_transformers(model, rows)
    found, ours = by_us(model, rows, [[0, 1, 2, 3]], True)
    assert found == pytest.approx(loss, abs=1e-5)
    assert torch.allclose(ours, gradient, atol=1e-5)
    losses, weights = completion_losses(model, [Example(0, row["input_ids"], row["weights"]) for row in rows])
    assert losses.sum() / weights.sum() == pytest.approx(loss, abs=1e-5)


def test_what_is_learned_is_never_shared():
    rows = [{"input_ids": np.array([1, 2, 3, 4]), "weights": np.array([0.0, 0, 1, 1])} for _ in range(2)]
    assert joined(rows, share=True).shared == 2
    assert joined(rows[:1], share=True).shared == joined(rows).shared == 0
    whole = [{"input_ids": np.array([1, 2, 3]), "weights": np.zeros(3)} for _ in range(2)]
    assert joined(whole, share=True).shared == 2  # each keeps a token of its own
    assert TokenLoss(True, noise=1.0).batch(rows).shared == 0
    assert TokenLoss(True, share=False).batch(rows).shared == 0


def test_a_model_that_lets_documents_mix_is_found_out():
    class Mixing(torch.nn.Module):
        """Ignores what it is told of documents: every token sees the mean of all."""

        def __init__(self) -> None:
            super().__init__()
            self.body = build()
            self.config = self.body.config

        device = torch.device("cpu")

        def get_input_embeddings(self):
            return self.body.get_input_embeddings()

        def get_decoder(self):
            def answer(input_ids=None, inputs_embeds=None, **_):
                from types import SimpleNamespace

                given = self.get_input_embeddings()(input_ids) if inputs_embeds is None else inputs_embeds
                return SimpleNamespace(last_hidden_state=given + given.mean(dim=1, keepdim=True))

            return answer

        def set_attn_implementation(self, name):
            self.body.set_attn_implementation(name)

    assert not keeps_apart(Mixing())


def test_the_attention_is_put_back():
    model = build()
    before = model.config._attn_implementation
    with documents_apart(model):
        assert model.config._attn_implementation != before
    assert model.config._attn_implementation == before


def test_logits_of_what_is_not_learned_are_never_made(monkeypatch):
    made = []
    model, rows = build(), made_rows()
    import finetooth.tasks.sft.completion as completion

    real = completion._logits
    monkeypatch.setattr(completion, "_logits", lambda *given: made.append(len(given[0])) or real(*given))
    monkeypatch.setattr(completion, "VALUES", 4 * 90)
    by_us(model, rows, [[0, 1, 2]], True)
    assert sum(made) == sum(int((row["weights"] > 0).sum()) for row in rows)
    assert max(made) == 4  # in chunks


def test_a_chunked_loss_has_the_gradient_of_all_logits_at_once():
    torch.manual_seed(0)
    hidden, head, bias = (torch.randn(shape, requires_grad=True) for shape in ((11, 6), (50, 6), (50,)))
    targets, weights = torch.randint(50, (11,)), torch.rand(11)
    each = torch.nn.functional.cross_entropy(hidden @ head.T + bias, targets, reduction="none")
    plain = torch.autograd.grad((each * weights).sum() * 0.3, (hidden, head, bias))
    ours = torch.autograd.grad(completion_loss(hidden, head, bias, targets, weights) * 0.3, (hidden, head, bias))
    assert all(torch.allclose(one, other, atol=1e-5) for one, other in zip(plain, ours, strict=True))
    assert torch.allclose(token_losses(hidden, head, bias, targets), each, atol=1e-5)


def test_completion_losses_are_those_of_each_row_alone():
    model, rows = build(), made_rows()
    examples = [Example(place // 2, row["input_ids"], row["weights"]) for place, row in enumerate(rows)]
    losses, weights = completion_losses(model, examples, tokens=12)
    for row, loss, weight in zip(rows, losses, weights, strict=True):
        alone, _ = by_transformers(model, [row])
        assert loss / weight == pytest.approx(alone, abs=1e-5)
        assert weight == pytest.approx(float(row["weights"].sum()))
    table = per_row(examples, losses, weights)
    assert table["id"].to_list() == [0, 1]
    assert table["loss"][0] == pytest.approx((losses[0] + losses[1]) / (weights[0] + weights[1]))


def test_the_standard_error_is_that_of_a_mean_where_all_rows_weigh_alike():
    losses = np.random.default_rng(0).random(40)
    weights = np.full(40, 2.0)
    assert standard_error(losses, weights) == pytest.approx((losses / 2).std(ddof=1) / np.sqrt(40))


def test_rows_read_together_fit_and_none_is_lost():
    groups = read_together([5, 50, 3, 9, 8], 20)
    assert sorted(place for group in groups for place in group) == [0, 1, 2, 3, 4]
    assert all(len(group) == 1 or sum([5, 50, 3, 9, 8][place] for place in group) <= 20 for group in groups)


def test_neftune_noises_embeddings_by_the_length_of_each_sequence():
    embedded = torch.zeros(1, 104, 16)
    noise = noise_of(embedded, (4, 100), 5.0)
    assert float(noise[0, :4].abs().max()) <= 5 / (4 * 16) ** 0.5
    assert float(noise[0, 4:].abs().max()) <= 5 / (100 * 16) ** 0.5
    assert float(noise[0, 4:].abs().max()) > 0.9 * 5 / (100 * 16) ** 0.5


def test_noise_is_there_in_training_alone_and_changes_the_gradient():
    model, rows = build(), made_rows()
    found = []
    for noise in (0.0, 5.0):
        model.zero_grad()
        model.train()
        torch.manual_seed(3)
        loss = TokenLoss(False, noise)
        batch = loss.batch(rows)
        loss.backward(model, batch, loss.total([batch]), False)
        found.append(gradients(model))
    assert not torch.allclose(*found)


def test_a_head_that_is_more_than_a_layer_is_known():
    assert has_plain_head(build())
    assert not has_plain_head(build("gemma2", head_dim=4, final_logit_softcapping=0.5))


def test_joined_rows_know_what_is_learned(tiny_lm: Path):
    batch = joined(made_rows((4, 3)))
    assert batch.lengths == (4, 3)
    assert batch.learned.tolist() == [3, 6]
