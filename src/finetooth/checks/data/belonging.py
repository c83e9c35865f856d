"""How much likelier a prompt makes its answer, by the base model: its loss with the prompt against that without."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.computing.inference import inference
from finetooth.core.facts import fact
from finetooth.core.results import Base
from finetooth.facts.budget import affordable
from finetooth.facts.embedding.cache import VectorCache, text_keys
from finetooth.facts.embedding.encoder import parameters

if TYPE_CHECKING:
    pass

_PROMPT, _ANSWER = 48, 24  # tokens that are read
_BATCH = 8
_TOKENS_PER_SECOND, _USUAL = 300, 135_000_000  # of a model of so many parameters on a slow core
_BUDGET = 0.5
_DOUBTED = 0.15  # of the rows are worth a look by the model
_FEWEST = 20
Floats = npt.NDArray[np.float64]


@fact
def belonging(kinship: pl.DataFrame, base: Base, budget: float) -> pl.DataFrame:
    """The most doubtful rows of ``kinship`` that the budget pays for: ``id, prompt, answer, doubt, gain``.

    ``gain``: by how many nats the prompt makes the first tokens of its answer likelier, against no prompt and against
    that of another row, whichever serves better.
    """
    each = 2 * _PROMPT + 3 * _ANSWER
    rate = _TOKENS_PER_SECOND * _USUAL / max(1, parameters(Path(base.location))) / each
    most = min(affordable(budget, rate, _BUDGET), max(_FEWEST, round(_DOUBTED * kinship.height)))
    some = kinship.head(most)
    if some.is_empty():
        return some.with_columns(pl.lit(0.0).alias("gain"))
    return some.with_columns(pl.Series("gain", gains(base, some["prompt"].to_list(), some["answer"].to_list())))


def gains(base: Base, prompts: list[str], answers: list[str]) -> Floats:
    """Return by how many nats each prompt helps its answer."""
    others, none = [*prompts[1:], *prompts[:1]], [""] * len(prompts)
    found = losses(base, [*prompts, *others, *none], answers * 3).reshape(3, len(prompts))
    return np.asarray(np.minimum(found[1], found[2]) - found[0], dtype=np.float64)


def losses(base: Base, prompts: list[str], answers: list[str], cache: Path | None = None) -> Floats:
    """Return the loss of each answer behind its prompt, summed over its first tokens; kept on disk by content."""
    keys = text_keys([f"{prompt}\x1e{answer}" for prompt, answer in zip(prompts, answers, strict=True)])
    store = VectorCache(f"losses-{base.content[:24]}-{_PROMPT}-{_ANSWER}", cache)
    known, kept = store.load(keys)
    found = np.zeros(len(keys)) if kept is None else kept[:, 0].astype(np.float64)
    new = np.flatnonzero(~known)
    if len(new):
        found[new] = _computed(base, [prompts[place] for place in new], [answers[place] for place in new])
        store.save(keys[new], found[new].astype(np.float32)[:, None])
    return found


def _computed(base: Base, prompts: list[str], answers: list[str]) -> Floats:
    from finetooth.tasks.sft.loading import load_model, load_tokenizer

    tokenizer, model = load_tokenizer(base), load_model(base).eval()
    told = [tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"][:_ANSWER] for text in answers]
    return _losses(model, [_asked(tokenizer, text) for text in prompts], told, int(tokenizer.pad_token_id))


def _asked(tokenizer: Any, prompt: str) -> list[int]:
    """Return the tokens of a prompt in the model's own form, the middle of a long one left out."""
    ids = tokenizer(prompt, add_special_tokens=False, verbose=False)["input_ids"]
    if len(ids) > _PROMPT:
        ids = [*ids[: _PROMPT // 2], *ids[-_PROMPT // 2 :]]
    first = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
    after = tokenizer("\n", add_special_tokens=False, verbose=False)["input_ids"]
    return [int(first), *ids, *after, *after]


def _losses(model: Any, asked: list[list[int]], told: list[list[int]], pad: int) -> Floats:
    """Return the loss of each answer behind its prompt, summed over its tokens."""

    order = sorted(range(len(asked)), key=lambda place: len(asked[place]) + len(told[place]))
    found = np.zeros(len(asked))
    for start in range(0, len(order), _BATCH):
        places = order[start : start + _BATCH]
        with inference(model):
            found[places] = _batch(model, [asked[one] for one in places], [told[one] for one in places], pad)
    return found


def _batch(model: Any, asked: list[list[int]], told: list[list[int]], pad: int) -> "list[float]":
    import torch

    rows = [[*one, *other] for one, other in zip(asked, told, strict=True)]
    longest = max(map(len, rows))
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows], device=model.device)
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows], device=model.device)
    hidden: torch.Tensor = model.get_decoder()(input_ids=ids, attention_mask=mask).last_hidden_state
    sums = []
    for place, (before, answer) in enumerate(zip(asked, told, strict=True)):
        at = hidden[place, len(before) - 1 : len(before) + len(answer) - 1]
        logits = model.get_output_embeddings()(at).float()
        wanted = torch.tensor(answer, device=model.device)
        sums.append(float(torch.nn.functional.cross_entropy(logits, wanted, reduction="sum")))
    return sums
