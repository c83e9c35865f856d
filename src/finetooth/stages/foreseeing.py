"""What a training will take of time and memory: a few of its own steps are done, on a few of its own rows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.problems import taught_by
from finetooth.problems.problem import Problem
from finetooth.stages.fresh import fresh_model
from finetooth.stages.learn import REFIT, SOUP
from finetooth.stages.lesson import Lesson
from finetooth.stages.splitting import sample
from finetooth.stages.timing import busyness, fastest, took, waited
from finetooth.tasks import classify
from finetooth.training.collate import Padding
from finetooth.training.contrastive import ROWS
from finetooth.training.defaults import MOST_ROWS
from finetooth.training.descent import Descent
from finetooth.training.footprint import demand_of
from finetooth.training.means import Means, means
from finetooth.training.memory import resident, room
from finetooth.training.precision import multiplies_in_bf16
from finetooth.training.recomputing import can_recompute
from finetooth.training.rules import Rules
from finetooth.training.starting import descent_of
from finetooth.training.vocabulary import narrowed

if TYPE_CHECKING:
    from transformers import PreTrainedModel

TIMED_TOKENS, LEAST_STEPS, MOST_STEPS = 6_000, 2, 4
_LONGEST_TEXTS = 32
_REGRESSION = 5e-8  # seconds a row, feature and class, for all the fits of a logistic head: a guess


@dataclass(frozen=True)
class Speed:
    """Seconds a row on this machine, for rows like the user's, and for a whole logistic regression a row."""

    train: float
    predict: float
    regression: float = 0.0


@dataclass(frozen=True)
class Foreseen:
    """How fast this model learns and predicts, and what it takes of the memory; None where nobody can tell.

    ``busy``: how many times as long as alone it took beside other work.
    """

    speed: Speed
    peak: int | None  # bytes of the whole process
    means: Means | None
    busy: float = 1.0


def foresee(base: Base, splits: Splits, settings: Settings, free: Callable[[], int | None] = room) -> Foreseen:
    """Time a few steps and predictions of the very model that will be trained, and count what it takes."""
    problem = taught_by(settings.problem_type, splits.train.labels.to_list())
    some = sample(splits.train, _timed_rows(settings), settings.seed, settings.problem_type)
    lesson = _lesson(base, problem, some, settings)
    longest = _lesson(base, problem, _longest(splits.train), settings)
    model = fresh_model(lesson, settings)
    narrow = narrowed(model, (lesson.train, longest.train), lesson.tokenizer.pad_token_id)
    rows, long = (narrow.rows(part) if narrow else part for part in (lesson.train, longest.train))
    bf16 = multiplies_in_bf16(settings.bf16, model, lambda _: None)
    demand = demand_of(model, max(len(row["input_ids"]) for row in long), bf16=bf16)
    found, peak = None, None
    if demand:
        lengths = [len(row["input_ids"]) for row in (*rows, *long)]
        on_gpu, whole = model.device.type == "cuda", ROWS if settings.contrastive else None
        found = means(demand, settings, lengths, free(), can_recompute(model), whole, on_gpu)
        peak = found.need + (0 if on_gpu else resident())
    speed, busy = _speed(model, lesson, rows, settings, len(problem.labels), found)
    return Foreseen(speed, peak, found, busy)


def seconds_of_fit(settings: Settings, speed: Speed, taught: int, watched: int, epochs: float) -> float:
    """Return how long a fit takes with the simpler models that stand beside it."""
    look = watched * speed.predict
    head = taught * (2 * speed.predict + speed.regression) + look  # its features, its answers, and the regression
    total = look  # measured again in the end
    if settings.keep_simpler and taught <= MOST_ROWS:
        total += head
    if settings.contrastive:
        return total + head + settings.contrastive_steps * ROWS * speed.train
    return total + epochs * (taught * speed.train + settings.evaluations_per_epoch * look)


def seconds_of_training(
    settings: Settings, speed: Speed, taught: int, watched: int, epochs: float, begun: bool = False
) -> float:
    """Return how long the training stage takes: one fit, or those of all folds and the last on all rows.

    Where it is ``begun`` a search has fitted the folds of the first repeat.
    """
    everything = taught + watched
    if not settings.folds:
        alone = replace(settings, keep_simpler=False)
        again = settings.contrastive or settings.final_model == REFIT
        once_more = seconds_of_fit(alone, speed, everything, 0, epochs) if again else 0.0
        return seconds_of_fit(settings, speed, taught, watched, epochs) + once_more
    held = everything // settings.folds
    fold = seconds_of_fit(settings, speed, everything - held, held, epochs)
    alone = replace(settings, keep_simpler=False)
    last = seconds_of_fit(alone, speed, everything, 0, epochs) if settings.final_model != SOUP else 0.0
    return settings.folds * (settings.fold_repeats - begun) * fold + last


def _timed_rows(settings: Settings) -> int:
    size = settings.per_device_train_batch_size
    steps = TIMED_TOKENS // (size * settings.max_length)
    return size * min(MOST_STEPS, max(LEAST_STEPS, steps))


def _lesson(base: Base, problem: Problem, rows: Rows, settings: Settings) -> Lesson:
    cut, stride = settings.truncation, settings.window_stride
    return Lesson.of(
        base, problem, rows, Rows(rows.table[:0]), settings.max_length, truncation=cut, window_stride=stride
    )


def _longest(rows: Rows) -> Rows:
    by_length = rows.table.sort(rows.table["text"].str.len_chars().fill_null(0), descending=True)
    return Rows(by_length.head(_LONGEST_TEXTS))


def _speed(
    model: "PreTrainedModel",
    lesson: Lesson,
    rows: list[dict[str, Any]],
    settings: Settings,
    labels: int,
    found: Means | None,
) -> tuple[Speed, float]:
    """Time an epoch over a few rows, and predictions of them, each twice; and tell how busy the machine is."""
    chosen = replace(settings, tokens_per_batch=found.tokens if found else settings.tokens_per_batch)
    descent = descent_of(model, rows, Padding.of(lesson.tokenizer), chosen, NO_RULES, None)
    on_cpu = model.device.type == "cpu"
    taught = [took(lambda: _epoch(descent, settings), on_cpu) for _ in range(2)]
    asked = [took(lambda: classify.logits(model, lesson.tokenizer, rows), on_cpu) for _ in range(2)]
    wait = waited([*taught, *asked])
    train, predict = (fastest(parts, wait) / len(rows) for parts in (taught, asked))
    regression = wait * _REGRESSION * classify.last_layer(model).in_features * labels
    return Speed(train, predict, regression), busyness(lambda: _epoch(descent, settings), taught, wait)


def _epoch(descent: Descent, settings: Settings) -> None:
    for number in range(descent.batches.steps):
        descent.step(number, settings.learning_rate)


def _nothing(*_: object) -> Any:
    return None


NO_RULES = Rules(None, lambda _logits, _targets: 0.0, _nothing, _nothing, _nothing)
