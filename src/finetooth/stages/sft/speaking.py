"""A language model that speaks: its answers to prompts, and how surprised it is by given ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import polars as pl

from finetooth.core.conversation import Conversation
from finetooth.core.results import Base, Settings
from finetooth.tasks.sft.encoding import encode
from finetooth.tasks.sft.generating import Generated, generate, stops_of
from finetooth.tasks.sft.labels import Supervision
from finetooth.tasks.sft.loading import load_model, load_tokenizer, load_trained
from finetooth.tasks.sft.losses import completion_losses, per_row
from finetooth.tasks.sft.templates import TemplateError, end_ids, prompt_ids

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

Progress = Callable[[float], None]
_MOST_NEW = 512
_MARGIN = 8  # tokens
_QUANTILE = 0.95  # of the references' lengths


class Speaker:
    """A causal language model, loaded once."""

    def __init__(self, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", settings: Settings) -> None:
        self.model, self.tokenizer, self.settings = model, tokenizer, settings

    @classmethod
    def base(cls, base: Base, settings: Settings) -> Self:
        """Load the base model."""
        return cls(load_model(base, settings.seed), load_tokenizer(base), settings)

    @classmethod
    def trained(cls, folder: Path, settings: Settings, trust_remote_code: bool = False) -> Self:
        """Load a tuned model from its folder."""
        return cls(*load_trained(folder, trust_remote_code), settings)

    def answers(
        self, conversations: Sequence[Conversation], budget: int, progress: Progress | None = None
    ) -> list[Generated]:
        """Return the greedy answer to what stands before each conversation's last answer.

        Of a prompt that leaves no room for an answer the beginning is cut.
        """
        room = max(1, self.longest - budget)
        prompts = [prompt_ids(self.tokenizer, one)[-room:] or self._beginning() for one in conversations]
        stops = stops_of(self.model, self.tokenizer, *end_ids(self.tokenizer))
        return generate(self.model, self.tokenizer, prompts, [budget] * len(prompts), stops, progress)

    def can_be_asked(self, conversation: Conversation) -> bool:
        """Whether the chat template takes what stands before the answer."""
        try:
            return len(prompt_ids(self.tokenizer, conversation)) >= 0
        except TemplateError:
            return False

    def continued(self, prompts: Sequence[Sequence[int]], budget: int) -> list[list[int]]:
        """Return the tokens that follow each prompt (token ids), whether or not they would end there."""
        said = generate(self.model, self.tokenizer, prompts, [budget] * len(prompts), frozenset())
        return [list(one.ids) for one in said]

    def losses(
        self, conversations: Sequence[Conversation], ids: Sequence[int], progress: Progress | None = None
    ) -> pl.DataFrame:
        """Return ``id, loss_sum, weight`` of the answers in each conversation: nats, and tokens.

        Where a conversation is too long its beginning is not read.
        """
        supervision = replace(Supervision.of(self.settings), overlong="truncate_left", prompt_weight=0.0)
        encoded = encode(conversations, ids, self.tokenizer, supervision)
        loss, weight = completion_losses(self.model, encoded.examples, progress=progress)
        found = per_row(encoded.examples, loss, weight)
        return found.select("id", (pl.col("loss") * pl.col("weight")).alias("loss_sum"), "weight")

    def tokens_of(self, text: str) -> list[int]:
        """Return a text's tokens alone."""
        ids: list[int] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    @property
    def longest(self) -> int:
        """Tokens that the model reads at most, answer included."""
        limit = getattr(self.model.config, "max_position_embeddings", None)
        return int(limit or self.tokenizer.model_max_length)

    def _beginning(self) -> list[int]:
        """Return what an empty prompt is: the token that begins or ends a text."""
        known = (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id)
        return [next(token for token in known if token is not None)]


def budget_of(speaker: Speaker, references: Sequence[str], asked: int | None) -> int:
    """Return how many tokens an answer may have: as asked, or half as many again as nearly all references have."""
    if asked is not None:
        return min(asked, speaker.longest // 2)  # the rest is for the prompt
    lengths = [len(speaker.tokens_of(text)) for text in references] or [0]
    usual = float(np.quantile(lengths, _QUANTILE))
    return int(min(_MOST_NEW, speaker.longest // 2, 1.5 * usual + _MARGIN))
