"""Reciting: whether a model says training answers word for word once it is given their first half.

Source of the test: Carlini et al. 2023, "Quantifying memorization across neural language models"; rows that the model
never saw, and the base model, tell what anyone would guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finetooth.core.conversation import Conversation
from finetooth.core.language import Recital
from finetooth.metrics.predictions import Floats
from finetooth.stages.sft.speaking import Speaker
from finetooth.tasks.sft.templates import prompt_ids

ROWS = 24  # of each kind
LEAST = 16  # tokens of an answer: half of fewer tells nothing
MOST = 24  # tokens of the rest that are looked at
FEWEST = 6  # rows of each kind


@dataclass(frozen=True)
class Half:
    """A prompt with the first half of its answer, and the tokens of the rest; all as token ids."""

    begin: list[int]
    rest: list[int]


def halves(speaker: Speaker, conversations: Sequence[Conversation], seed: int) -> list[Half]:
    """Return at most ROWS conversations, drawn at random, whose answer is long enough to be cut in two."""
    order = np.random.default_rng(seed).permutation(len(conversations)).tolist()
    found: list[Half] = []
    for row in order:
        one = conversations[row]
        if not speaker.can_be_asked(one):
            continue
        answer = speaker.tokens_of(one.answer)
        prompt = prompt_ids(speaker.tokenizer, one)
        if len(answer) < LEAST or len(prompt) + len(answer) // 2 + MOST > speaker.longest:
            continue
        middle = len(answer) // 2
        found.append(Half([*prompt, *answer[:middle]], answer[middle : middle + MOST]))
        if len(found) == ROWS:
            break
    return found


def recited(speaker: Speaker, some: Sequence[Half]) -> Floats:
    """Return how much of each rest is said before the first other token, as a share, float64[n]."""
    said = speaker.continued([half.begin for half in some], MOST) if some else []
    shares = [_common(half.rest, tokens) / len(half.rest) for half, tokens in zip(some, said, strict=True)]
    return np.array(shares, np.float64)


def recital_of(
    taught: Floats, strange: Floats, base: tuple[Floats, Floats], resamples: int, seed: int
) -> Recital | None:
    """Return how much more is recited of training rows than of strange ones; None where either are too few."""
    if min(len(taught), len(strange)) < FEWEST:
        return None
    random = np.random.default_rng(seed)
    many = np.array([_drawn(taught, random) - _drawn(strange, random) for _ in range(resamples)])
    excess = float(taught.mean() - strange.mean())
    low, high = np.quantile(many, [0.025, 0.975])
    of_base = float(base[0].mean() - base[1].mean())
    counts = len(taught), len(strange), MOST
    ends = min(float(low), excess), max(float(high), excess)
    return Recital(float(taught.mean()), float(strange.mean()), excess, *ends, of_base, *counts)


def _drawn(values: Floats, random: np.random.Generator) -> float:
    return float(values[random.integers(0, len(values), len(values))].mean())


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    """Return how many tokens both begin with alike."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))
