"""The learning-rate range test of a lesson: a fresh model, taught at rising rates, is looked at and thrown away."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from finetooth.core.results import Settings
from finetooth.stages.fresh import fresh_model
from finetooth.stages.lesson import Lesson
from finetooth.stages.simpler import Teaching, warm_up
from finetooth.training.collate import Padding
from finetooth.training.range_test import STEPS, RangeTest, range_of, rate_of, rising
from finetooth.training.rules import Rules
from finetooth.training.starting import descent_of
from finetooth.training.variants import Variants
from finetooth.training.vocabulary import narrowed


def ranged(
    lesson: Lesson,
    settings: Settings,
    note: Callable[[str], None],
    progress: Callable[[float, str], None] = lambda _done, _message: None,
    steps: int = STEPS,
) -> RangeTest:
    """Raise the learning rate step by step from far below the settings' own to far above, and read the loss.

    ``note`` is told what was found. The settings' schedule is left out, all else is as in a fit with them.
    """
    flat = replace(settings, lr_scheduler_type="constant", warmup_ratio=0.0)
    model, padding = fresh_model(lesson, flat), Padding.of(lesson.tokenizer)
    narrow = narrowed(model, (lesson.train, *lesson.guises), lesson.tokenizer.pad_token_id)
    taught, *guises = (narrow.rows(rows) if narrow else rows for rows in (lesson.train, *lesson.guises))
    warm_up(model, (), Teaching(lesson.tokenizer, taught, lesson.problem, _no_score, progress, note), flat)
    rules = Rules(None, _no_score, _nothing, _nothing, progress, note=note)
    variants = Variants(tuple(guises), flat.augment_share, flat.seed)
    found = rising(descent_of(model, taught, padding, flat, rules, variants), flat.learning_rate, steps, progress)
    note(told(found))
    return found


def told(found: RangeTest) -> str:
    """Say in one line what a range test found."""
    ends, rate = range_of(found), rate_of(found)
    if ends is None or found.steepest is None:
        return "learning-rate range test: the loss fell by no more than noise, which tells nothing"
    worst = f"; training diverges from {found.diverges:.2g}" if found.diverges else ""
    lower = f"; the default, {found.default:.2g}, is lowered to {rate:.2g}" if rate < found.default else ""
    steep = f"the loss falls fastest at {found.steepest:.2g}{worst}"
    return f"learning-rate range test: {steep}; searched from {ends[0]:.2g} to {ends[1]:.2g}{lower}"


def _no_score(*_: object) -> float:
    return 0.0


def _nothing(*_: object) -> Any:
    return None
