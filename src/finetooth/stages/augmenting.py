"""Training rows in other guises: the scenarios that the recipe names, applied and tokenised ahead."""

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.results import Settings
from finetooth.core.rows import Rows
from finetooth.scenarios import all_scenarios
from finetooth.tasks import classify

if TYPE_CHECKING:
    from finetooth.stages.lesson import Lesson


def augmented(lesson: "Lesson", train: Rows, settings: Settings) -> "Lesson":
    """Return the lesson with its training rows under each scenario that the settings name."""
    texts = train.texts.fill_null("").to_list()
    known = {scenario.name: scenario for scenario in all_scenarios()}
    guises = []
    for name in settings.augment:
        changed = known[name].apply(texts, settings.seed)
        how = settings.truncation, settings.window_stride
        inputs = train.with_column(pl.Series("text", changed, pl.String)).inputs
        encoded = classify.encode(inputs, lesson.tokenizer, settings.max_length, None, *how)
        guises.append([{**new, "labels": row["labels"]} for new, row in zip(encoded, lesson.train, strict=True)])
    return replace(lesson, guises=tuple(guises))


def must_be_scenarios(names: list[str], option: str) -> None:
    """Raise UserError where a name is that of no scenario."""
    known = [scenario.name for scenario in all_scenarios()]
    for name in names:
        if name not in known:
            what = f"no scenario is named {name!r}{did_you_mean(name, known)}"
            raise UserError(what, f"recipe: {option}", f"known: {', '.join(known)}")


def must_be_guises(names: list[str]) -> None:
    """Raise UserError where a name of `training.augment` is that of no scenario, or of one that changes the label."""
    must_be_scenarios(names, "training.augment")
    kept = [scenario.name for scenario in all_scenarios() if scenario.expects == "same"]
    for name in names:
        if name not in kept:
            what = f"the scenario {name!r} does not keep the label, so that no row can be taught in that guise"
            raise UserError(what, "recipe: training.augment", f"take one of {', '.join(kept)}")
