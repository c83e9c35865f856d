"""Validate a language model: the same questions put otherwise, and the prompts of the user's field."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from finetooth.core.conversation import Conversation
from finetooth.core.results import Base, ScenarioScore, Score, Scores, Settings, Splits
from finetooth.core.run import Work, stage
from finetooth.metrics.text import text_metrics
from finetooth.metrics.text.metric import TextMetric
from finetooth.metrics.text.score import paired_answers, score_answers
from finetooth.metrics.text.token_f1 import TokenF1
from finetooth.recipe.sections import Evaluate, Validate
from finetooth.stages.sft.conditions import Condition, conditions, question
from finetooth.stages.sft.evaluate import conversations_of_rows
from finetooth.stages.sft.speaking import Speaker, budget_of
from finetooth.stages.splitting import sample

PROMPTS = 24  # of the test, each put in every way
FIELD_PROMPTS = 60
SAME = 0.5  # token F1 of two answers that say the same, roughly
EXAMPLES = 5


@dataclass(frozen=True)
class ValidatedLM:
    """What each condition does to the answers, and what the model says to prompts of the field.

    A flip is an answer that shares less than half of its words with that to the question as it was. ``field_answers``:
    ``id, prompt, reference, tuned, ended``; ``field_scores`` where the field has references.
    """

    scenario_scores: tuple[ScenarioScore, ...]
    field_scores: Scores | None
    field_answers: pl.DataFrame


@stage("6-validate", version=2)
def validate(
    work: Work,
    options: Validate,
    scoring: Evaluate,
    settings: Settings,
    base: Base,
    model: Path,
    splits: Splits,
    conversations: pl.DataFrame,
) -> ValidatedLM:
    """Let the tuned model answer test prompts as they are and under each condition, and prompts of the field."""
    speaker = Speaker.trained(model, settings, base.trust_remote_code)
    rows = sample(splits.test, min(PROMPTS, options.max_rows), settings.seed)
    asked = [one for one in conversations_of_rows(rows, conversations) if speaker.can_be_asked(one)]
    references = [one.answer for one in asked]
    metric = _metric(scoring, references)
    budget = budget_of(speaker, references, scoring.max_new_tokens)
    before = _said(speaker, asked, budget)
    longest = max((len(question(one)) for one in conversations_of_rows(splits.train, conversations)), default=0)
    chosen = [one for one in conditions(longest) if options.scenarios == "auto" or one.name in options.scenarios]
    scores = []
    for number, condition in enumerate(chosen):
        work.progress(number / (len(chosen) + 1), condition.title)
        changed = condition.change(asked, settings.seed)
        if changed != asked:
            after = _said(speaker, changed, budget)
            scores.append(_scored(condition, metric, (asked, changed), (before, after), references, settings.seed))
    work.progress(len(chosen) / (len(chosen) + 1), "answering prompts of the field")
    field_scores, answers = _field(speaker, scoring, settings, splits, conversations, budget)
    return ValidatedLM(tuple(scores), field_scores, answers)


def _metric(scoring: Evaluate, references: Sequence[str]) -> TextMetric:
    """Return the most telling metric of the answers: token F1 where none fits."""
    return next(iter(text_metrics(scoring.metrics, references, "recipe: evaluate.metrics")), TokenF1())


def _said(speaker: Speaker, conversations: Sequence[Conversation], budget: int) -> list[str]:
    return [one.text for one in speaker.answers(conversations, budget)]


def _scored(
    condition: Condition,
    metric: TextMetric,
    asked: tuple[Sequence[Conversation], Sequence[Conversation]],
    said: tuple[Sequence[str], Sequence[str]],
    references: Sequence[str],
    seed: int,
) -> ScenarioScore:
    """Return what a condition does, on the prompts that it really changed."""
    moved = [place for place, (old, new) in enumerate(zip(*asked, strict=True)) if old != new]
    before, after = ([many[place] for place in moved] for many in said)
    wanted = [references[place] for place in moved]
    found = paired_answers(metric, before, after, wanted, seed=seed)
    same = [TokenF1().of_row(new, old) for old, new in zip(before, after, strict=True)]
    flips = [place for place, alike in enumerate(same) if alike < SAME]
    examples = tuple(
        (question(asked[0][moved[place]]), question(asked[1][moved[place]]), before[place], after[place])
        for place in flips[:EXAMPLES]
    )
    return ScenarioScore(
        name=condition.name,
        title=condition.title,
        before=found.first or 0.0,
        after=found.second or 0.0,
        drop=-(found.change or 0.0),
        low=-(found.high or 0.0),
        high=-(found.low or 0.0),
        flipped=len(flips),
        n=len(references),
        changed=len(moved),
        examples=examples,
        failed=len(flips),
    )


def _field(
    speaker: Speaker,
    scoring: Evaluate,
    settings: Settings,
    splits: Splits,
    conversations: pl.DataFrame,
    budget: int,
) -> tuple[Scores | None, pl.DataFrame]:
    """Answer prompts of the field, and score the answers where the field has references."""
    rows = sample(splits.field, FIELD_PROMPTS, settings.seed)
    asked = conversations_of_rows(rows, conversations)
    able = [speaker.can_be_asked(one) for one in asked]
    ids = [row for row, fits in zip(rows.ids.to_list(), able, strict=True) if fits]
    asked = [one for one, fits in zip(asked, able, strict=True) if fits]
    found = speaker.answers(asked, budget)
    columns = {
        "id": ids,
        "prompt": [one.prompt for one in asked],
        "reference": [one.answer or None for one in asked],
        "tuned": [one.text for one in found],
        "ended": [one.ended for one in found],
    }
    kinds = {"id": pl.Int64, "ended": pl.Boolean}
    table = pl.DataFrame(columns, schema={name: kinds.get(name, pl.String) for name in columns})
    told = table.filter(pl.col("reference").is_not_null())
    if not told.height:
        return None, table
    references = told["reference"].to_list()
    metrics = text_metrics(scoring.metrics, references, "recipe: evaluate.metrics") or (TokenF1(),)
    scored: list[Score] = [
        score_answers(one, told["tuned"].to_list(), references, seed=settings.seed) for one in metrics
    ]
    return Scores(tuple(scored), {}, metrics[0].name), table
