"""Evaluate a language model: the tuned one beside its base, on the same test prompts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.core.conversation import Conversation, conversations_of
from finetooth.core.language import Change, Ending, Preference, Recital
from finetooth.core.results import Base, Scores, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.core.statistics import wilson
from finetooth.metrics.paired import Difference
from finetooth.metrics.predictions import Integers
from finetooth.metrics.resampling import group_index
from finetooth.metrics.sample import ratio
from finetooth.metrics.text import text_metrics
from finetooth.metrics.text.score import (
    COMPLETION_LOSS,
    Measure,
    paired_answers,
    paired_sums,
    score_answers,
    score_sums,
)
from finetooth.recipe.sections import Evaluate
from finetooth.stages.evaluate import groups_of
from finetooth.stages.sft.forgetting import (
    SHOWN,
    forgotten,
    general_conversations,
    sums_of,
    table_of_general,
)
from finetooth.stages.sft.preferring import judge_of, preferred
from finetooth.stages.sft.reciting import halves, recital_of, recited
from finetooth.stages.sft.speaking import Speaker, budget_of
from finetooth.stages.splitting import sample
from finetooth.tasks.sft.generating import Generated

BASE = "base_model"
LOSS_ROWS = 400  # test rows whose answers' loss is taken, and training rows that may be recited
PERPLEXITY = Measure(
    "perplexity", lambda sums: np.exp(ratio(sums[:, 0], sums[:, 1])), bounds=None, higher_is_better=False
)


@dataclass(frozen=True)
class EvaluatedLM:
    """Scores on the test rows, of the tuned model and of the base model, and what the tuning did besides.

    ``differences`` are paired, tuned less base. ``answers``: ``id, prompt, reference, base, tuned, base_ended,
    tuned_ended, base_loss, tuned_loss`` (nats a token), of the rows that were answered. ``losses``: ``id, base_loss,
    tuned_loss`` (nats of the whole reference), ``tokens``, of all rows that were read. ``general``: what both say to
    prompts that the task is not about; ``forgetting``: how the loss changed there. ``preference``: what a judge says.
    """

    scores: Scores
    differences: tuple[Difference, ...]
    answers: pl.DataFrame
    losses: pl.DataFrame
    ending: Ending
    forgetting: Change | None
    general: pl.DataFrame
    recital: Recital | None
    preference: Preference | None = None


@dataclass(frozen=True)
class Heard:
    """All that one model said: answers to test prompts and to general ones, losses of both, and what it recites."""

    answers: list[Generated]
    losses: pl.DataFrame
    general: list[Generated]
    general_losses: pl.DataFrame
    taught: np.ndarray
    strange: np.ndarray


@dataclass(frozen=True)
class Questions:
    """What both models are asked: rows with their conversations, and how long an answer may be."""

    rows: Rows
    asked: list[Conversation]
    spoken: int  # of these, so many from the first on are answered; the loss is taken of all
    taught: list[Conversation]
    budget: int
    seed: int


@stage("5-evaluate", version=4)
def evaluate(
    work: Work,
    options: Evaluate,
    settings: Settings,
    base: Base,
    model: Path,
    splits: Splits,
    conversations: pl.DataFrame,
) -> EvaluatedLM:
    """Let the base model and the tuned one answer the same test prompts, and score both, paired."""
    endpoint, before = judge_of(options.judge, work), Speaker.base(base, settings)
    questions = _questions(options, settings, splits, conversations, before, work.note)
    first = _heard(before, questions, lambda done, told: work.progress(0.45 * done, f"base model: {told}"))
    del before  # two of them may not fit the memory
    after = Speaker.trained(model, settings, base.trust_remote_code)
    second = _heard(after, questions, lambda done, told: work.progress(0.45 + 0.5 * done, f"tuned model: {told}"))
    work.progress(0.95, "scoring")
    scores, differences = _scored(options, settings, questions, first, second)
    resamples, seed, answers = options.resamples, settings.seed, _answers(questions, first, second)
    preference = None
    if endpoint is not None:
        tell = partial(work.progress, message=f"asking {endpoint.judge.model}")
        preference, won = preferred(endpoint, answers, _spoken_groups(questions), resamples, seed, tell)
        scores = replace(scores, model=(*scores.model, won))
    return EvaluatedLM(
        scores,
        differences,
        answers,
        _losses(first, second),
        _ending(first.answers, second.answers, questions.budget),
        forgotten(first.general_losses, second.general_losses, resamples, seed),
        table_of_general(general_conversations(), *([one.text for one in heard.general] for heard in (first, second))),
        recital_of(second.taught, second.strange, (first.taught, first.strange), resamples, seed),
        preference,
    )


def _questions(
    options: Evaluate,
    settings: Settings,
    splits: Splits,
    conversations: pl.DataFrame,
    speaker: Speaker,
    told: Callable[[str], None],
) -> Questions:
    rows = sample(splits.test, LOSS_ROWS, settings.seed)
    order = np.random.default_rng(settings.seed).permutation(len(rows))
    rows = Rows(rows.table[order])  # those that are answered are any, not the first of the file
    able = [speaker.can_be_asked(one) for one in conversations_of_rows(rows, conversations)]
    if not all(able):
        told(f"{able.count(False):,} test rows are not asked: the chat template refuses them")
        rows = Rows(rows.table.filter(pl.Series(able)))
    asked = conversations_of_rows(rows, conversations)
    taught = conversations_of_rows(sample(splits.train, LOSS_ROWS, settings.seed), conversations)
    spoken = min(len(asked), options.max_generations)
    budget = budget_of(speaker, [one.answer for one in asked], options.max_new_tokens)
    return Questions(rows, asked, spoken, taught, budget, settings.seed)


def conversations_of_rows(rows: Rows, conversations: pl.DataFrame) -> list[Conversation]:
    """Return the conversation of each row, in order."""
    table = rows.table.select("id").join(conversations, on="id", how="left", maintain_order="left")
    return conversations_of(table)


def _heard(speaker: Speaker, questions: Questions, tell: Callable[[float, str], None]) -> Heard:
    answers = speaker.answers(
        questions.asked[: questions.spoken], questions.budget, lambda done: tell(0.6 * done, "answering test prompts")
    )
    losses = speaker.losses(
        questions.asked, questions.rows.ids.to_list(), lambda done: tell(0.6 + 0.2 * done, "reading test answers")
    )
    general = general_conversations()
    tell(0.8, "answering general prompts")
    said = speaker.answers(general[:SHOWN], 48)
    general_losses = speaker.losses(general, range(len(general)))
    tell(0.9, "continuing training answers")
    taught, strange = (
        recited(speaker, halves(speaker, some, questions.seed)) for some in (questions.taught, questions.asked)
    )
    return Heard(answers, losses, said, general_losses, taught, strange)


def _scored(
    options: Evaluate, settings: Settings, questions: Questions, first: Heard, second: Heard
) -> tuple[Scores, tuple[Difference, ...]]:
    """Return the scores of both models and their paired differences: the loss first, then metrics of the answers.

    The first of these, the most telling, is the one that the report leads with.
    """
    how = options.resamples, settings.seed
    joined = first.losses.join(second.losses, on="id", suffix="_after", maintain_order="left")
    sums = sums_of(joined), sums_of(joined.select("id", loss_sum="loss_sum_after", weight="weight_after"))
    groups = _groups(questions.rows.only(joined["id"].to_list()))
    before, after, differences = [], [], []
    for measure in (COMPLETION_LOSS, PERPLEXITY):
        before.append(score_sums(measure, sums[0], *how, groups))
        after.append(score_sums(measure, sums[1], *how, groups))
        differences.append(paired_sums(measure, *sums, *how, groups))
    references = [one.answer for one in questions.asked[: questions.spoken]]
    said = [[one.text for one in heard.answers] for heard in (first, second)]
    spoken = _spoken_groups(questions)
    chosen = text_metrics(options.metrics, references, "recipe: evaluate.metrics")
    for metric in chosen:
        before.append(score_answers(metric, said[0], references, *how, spoken))
        after.append(score_answers(metric, said[1], references, *how, spoken))
        differences.append(paired_answers(metric, said[0], said[1], references, *how, spoken))
    return Scores(tuple(after), {BASE: tuple(before)}, chosen[0].name), tuple(differences)


def _spoken_groups(questions: Questions) -> Integers | None:
    return _groups(Rows(questions.rows.table[: questions.spoken]))


def _groups(rows: Rows) -> Integers | None:
    found = groups_of(rows)
    if found is None:
        return None
    return np.unique(group_index(found), return_inverse=True)[1].astype(np.int64)


def _answers(questions: Questions, first: Heard, second: Heard) -> pl.DataFrame:
    asked = questions.asked[: questions.spoken]
    columns = {
        "id": questions.rows.ids[: questions.spoken],
        "prompt": [one.prompt for one in asked],
        "reference": [one.answer for one in asked],
        "base": [one.text for one in first.answers],
        "tuned": [one.text for one in second.answers],
        "base_ended": [one.ended for one in first.answers],
        "tuned_ended": [one.ended for one in second.answers],
    }
    table = pl.DataFrame(columns)
    for name, heard in (("base_loss", first), ("tuned_loss", second)):
        mean = heard.losses.select("id", (pl.col("loss_sum") / pl.col("weight")).alias(name))
        table = table.join(mean, on="id", how="left", maintain_order="left")
    return table


def _losses(first: Heard, second: Heard) -> pl.DataFrame:
    after = second.losses.select("id", tuned_loss="loss_sum")
    return first.losses.join(after, on="id", maintain_order="left").select(
        "id", pl.col("loss_sum").alias("base_loss"), "tuned_loss", tokens=pl.col("weight").cast(pl.Float64)
    )


def _ending(base: Sequence[Generated], tuned: Sequence[Generated], budget: int) -> Ending:
    share = float(np.mean([one.ended for one in tuned])) if tuned else 0.0
    low, high = wilson(share, len(tuned)) if tuned else (0.0, 1.0)
    of_base = float(np.mean([one.ended for one in base])) if base else 0.0
    return Ending(share, low, high, of_base, len(tuned), budget)
