"""Generation: the most probable answer of a causal language model to each prompt, in batches padded on the left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finetooth.computing.inference import inference

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

ROWS_PER_BATCH = 16
TOKENS_PER_BATCH = 8_192  # of prompts and answers together, padding included


@dataclass(frozen=True)
class Generated:
    """An answer: its text and tokens without those that end it, and whether it ended by itself."""

    text: str
    ids: tuple[int, ...]
    ended: bool

    @property
    def tokens(self) -> int:
        """How many tokens it took."""
        return len(self.ids)


def generate(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    prompts: Sequence[Sequence[int]],
    budgets: Sequence[int],
    stops: frozenset[int],
    progress: Callable[[float], None] | None = None,
) -> list[Generated]:
    """Return the greedy answer to each prompt (token ids), in order, of at most as many tokens as its budget.

    ``stops`` are the tokens that end an answer. What stands beside a prompt in its batch does not change its answer,
    but for the last bits of the arithmetic. An empty prompt raises ValueError.
    """
    if not all(prompts):
        raise ValueError("a prompt needs a token at least")
    found: list[Generated | None] = [None] * len(prompts)
    done = 0
    for rows in _batches(prompts, budgets):
        most = max(budgets[row] for row in rows)
        ids = _continued(model, tokenizer, [prompts[row] for row in rows], most, stops)
        for row, said in zip(rows, ids, strict=True):
            found[row] = _answer(tokenizer, said[: budgets[row]], stops)
        done += len(rows)
        if progress:
            progress(done / len(prompts))
    return [one for one in found if one is not None]


def stops_of(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", *more: int) -> frozenset[int]:
    """Return the tokens that end an answer: the tokenizer's, the model's own, and those that end a turn."""
    named = getattr(model.generation_config, "eos_token_id", None)
    many = named if isinstance(named, list) else [named]
    return frozenset(int(token) for token in (tokenizer.eos_token_id, *many, *more) if token is not None)


def _batches(prompts: Sequence[Sequence[int]], budgets: Sequence[int]) -> list[list[int]]:
    """Return rows by length, each batch within its bounds."""
    order = sorted(range(len(prompts)), key=lambda row: (budgets[row] + len(prompts[row]), row), reverse=True)
    batches: list[list[int]] = []
    room = 0
    for row in order:
        length = budgets[row] + len(prompts[row])
        if not batches or len(batches[-1]) == ROWS_PER_BATCH or len(batches[-1]) >= room:
            batches.append([])
            room = max(1, TOKENS_PER_BATCH // max(1, length))
        batches[-1].append(row)
    return batches


def _continued(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    prompts: Sequence[Sequence[int]],
    most: int,
    stops: frozenset[int],
) -> list[list[int]]:
    """Return the new tokens of each prompt of a batch, whatever follows an end included."""
    import torch
    from transformers import GenerationConfig

    from finetooth.tasks.sft.roomy_cache import roomy_cache

    padding = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else min(stops, default=0)
    longest = max(map(len, prompts))
    ids = torch.tensor([[padding] * (longest - len(prompt)) + list(prompt) for prompt in prompts])
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    plain = GenerationConfig(  # what is left open the model's own settings would fill in
        max_new_tokens=most,
        do_sample=False,
        num_beams=1,
        repetition_penalty=1.0,
        no_repeat_ngram_size=0,
        pad_token_id=padding,
        eos_token_id=sorted(stops) or [-1],
    )
    was_training = model.training
    model.eval()
    try:
        with inference(model):
            said: torch.Tensor = model.generate(
                input_ids=ids.to(model.device),
                attention_mask=mask.to(model.device),
                generation_config=plain,
                **roomy_cache(model, longest + most),
            )
    finally:
        model.train(was_training)
    new: list[list[int]] = said[:, longest:].tolist()
    return new


def _answer(tokenizer: "PreTrainedTokenizerBase", ids: Sequence[int], stops: frozenset[int]) -> Generated:
    end = next((place for place, token in enumerate(ids) if token in stops), None)
    said = tuple(ids if end is None else ids[:end])
    return Generated(str(tokenizer.decode(said, skip_special_tokens=True)), said, end is not None)
