"""What fine-tuning a language model will take: a few of its own tokens are read, learned and generated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from finetooth.core.conversation import Conversation
from finetooth.core.results import Settings
from finetooth.stages.foreseeing import NO_RULES
from finetooth.stages.sft.learn import answer_of, fresh_model, reading
from finetooth.stages.sft.lesson import Lesson
from finetooth.stages.sft.speaking import Speaker, budget_of
from finetooth.stages.timing import Took, busyness, fastest, took, waited
from finetooth.tasks.sft.labels import Example
from finetooth.tasks.sft.loading import load_model
from finetooth.tasks.sft.losses import completion_losses
from finetooth.tasks.sft.token_loss import TokenLoss
from finetooth.training.footprint import demand_of
from finetooth.training.means import Means, means
from finetooth.training.memory import resident, room
from finetooth.training.precision import autocast, multiplies_in_bf16
from finetooth.training.recomputing import can_recompute
from finetooth.training.starting import token_descent

LEARNED_TOKENS = 384  # of the sequences that are learned and read to take the time
PROMPTS, FEW, MANY = 8, 2, 10  # prompts answered at once, with few tokens and with more: what the others take


@dataclass(frozen=True)
class TokenSpeed:
    """Seconds a token on this machine: learned, read, and generated for one of several prompts at once.

    ``begun``: seconds for a prompt before its first token.
    """

    learned: float
    read: float
    said: float
    begun: float

    def of_answers(self, answers: float, tokens: float) -> float:
        """Return how long so many answers take, of so many tokens each."""
        return answers * (self.begun + tokens * self.said)


@dataclass(frozen=True)
class ForeseenLM:
    """How fast this model learns, reads and speaks, how long its answers may be, and what it takes of the memory.

    ``busy``: how many times as long as alone it took beside other work.
    """

    speed: TokenSpeed
    budget: int  # tokens of an answer at most
    usual: float  # tokens of a reference
    peak: int | None  # bytes of the whole process
    means: Means | None
    busy: float = 1.0


def foresee(
    lesson: Lesson,
    asked: Sequence[Conversation],
    settings: Settings,
    max_new_tokens: int | None,
    free: Callable[[], int | None] = room,
) -> ForeseenLM:
    """Time the very model that will be trained on a few of its own sequences, and count what it takes."""
    budget, usual, prompts, spoken = _spoken(lesson, asked, settings, max_new_tokens)
    some = drawn(lesson.train, LEARNED_TOKENS, settings.seed)
    model = fresh_model(lesson, settings)
    with reading(model, settings, lambda _: None) as packed:
        found, peak = _means(model, lesson.train, settings, packed, free)
        tokens = sum(len(one.ids) for one in some)
        on_cpu = next(model.parameters()).device.type == "cpu"
        read = [took(lambda: completion_losses(model, some, packed=packed), on_cpu) for _ in range(2)]
        once = _learning(model, some, settings, packed, found)
        learned = [took(once, on_cpu) for _ in range(2)]
        wait = waited([*spoken, *read, *learned])
        busy = busyness(once, learned, wait)
    speed = _speed(fastest(learned, wait) / tokens, fastest(read, wait) / tokens, spoken, prompts, wait)
    return ForeseenLM(speed, budget, usual, peak, found, busy)


def _speed(learned: float, read: float, spoken: Sequence[Took], prompts: int, wait: float) -> TokenSpeed:
    few, many = (wait * one.worked for one in spoken)
    said = max(0.0, many - few) / max(1, (MANY - FEW) * prompts)
    return TokenSpeed(learned, read, said, max(0.0, few / max(1, prompts) - FEW * said))


def _spoken(
    lesson: Lesson, asked: Sequence[Conversation], settings: Settings, most: int | None
) -> tuple[int, float, int, list[Took]]:
    """Return the tokens of an answer at most, those of a usual reference, and how long prompts took to be answered.

    Of the prompts there are so many; they are answered with few tokens, then with many.
    """
    speaker = Speaker(load_model(lesson.base, settings.seed).eval(), lesson.tokenizer, settings)
    lengths = [len(speaker.tokens_of(one.answer)) for one in asked]
    prompts = [one for one in asked if speaker.can_be_asked(one)][:PROMPTS]
    budget = budget_of(speaker, [one.answer for one in asked], most)
    speaker.answers(prompts[:1], 1)  # the first one warms up
    on_cpu = speaker.model.device.type == "cpu"
    spoken = [took(partial(speaker.answers, prompts, new), on_cpu) for new in (FEW, MANY)]
    return budget, float(np.mean(lengths or [0])), len(prompts), spoken


def drawn(examples: Sequence[Example], tokens: int, seed: int) -> list[Example]:
    """Return sequences drawn at random, at least one, until they have so many tokens."""
    order = np.random.default_rng(seed).permutation(len(examples)).tolist()
    ends = np.cumsum([len(examples[place].ids) for place in order])
    return [examples[place] for place in order[: int(np.searchsorted(ends, tokens)) + 1]]


def _means(
    model: Any, examples: Sequence[Example], settings: Settings, packed: bool, free: Callable[[], int | None]
) -> tuple[Means | None, int | None]:
    lengths = [len(example.ids) for example in examples]
    bf16 = multiplies_in_bf16(settings.bf16, model, lambda _: None)
    demand = demand_of(model, max(lengths), answer_of(model, packed), bf16)
    if demand is None:
        return None, None
    on_gpu = next(model.parameters()).device.type == "cuda"
    found = means(demand, settings, lengths, free(), can_recompute(model), None, on_gpu)
    return found, found.need + (0 if on_gpu else resident())


def _learning(
    model: Any, some: Sequence[Example], settings: Settings, packed: bool, found: Means | None
) -> Callable[[], None]:
    """Return what learns some sequences once."""
    small = min(settings.per_device_train_batch_size, len(some))
    room_for = found.tokens if found else settings.tokens_per_batch
    chosen = replace(settings, per_device_train_batch_size=small, tokens_per_batch=room_for)
    loss = TokenLoss(packed, settings.neftune_noise_alpha, not settings.lora_dropout, autocast)
    rows = [example.inputs for example in some]
    descent = token_descent(model, rows, loss, chosen, NO_RULES, packed, answer_of(model, packed))

    def once() -> None:
        for number in range(descent.batches.steps):
            descent.step(number, settings.learning_rate)

    return once
