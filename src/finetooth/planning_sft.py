"""Plan of a language model's run: rows, tokens, memory and time, from a few of its own tokens."""

import math
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from finetooth.checks.wording import counted
from finetooth.core.events import silent
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Work
from finetooth.metrics.text import text_metrics
from finetooth.pipeline import must_make_sense
from finetooth.planned import Memory, Plan, Step, in_all
from finetooth.recipe.sections import Recipe
from finetooth.search.choosing import choose, trials_of
from finetooth.selection import wanted_mending
from finetooth.stages.audit import audit, contents
from finetooth.stages.known import Known
from finetooth.stages.sft import reciting
from finetooth.stages.sft.conditions import conditions, must_be_conditions
from finetooth.stages.sft.evaluate import LOSS_ROWS, conversations_of_rows
from finetooth.stages.sft.foreseeing import ForeseenLM, foresee
from finetooth.stages.sft.forgetting import SHOWN
from finetooth.stages.sft.lesson import Lesson
from finetooth.stages.sft.prepare import prepare
from finetooth.stages.sft.tune import default_settings, is_asked_for
from finetooth.stages.sft.validate import FIELD_PROMPTS, PROMPTS
from finetooth.stages.tune import usual
from finetooth.tasks.base_files import longest_known
from finetooth.tasks.sft.four_bits import must_be_able
from finetooth.training import sft_defaults
from finetooth.training.base_model import locate
from finetooth.training.means import size

GENERAL = 48  # tokens of an answer to a general prompt
PRUNED_SHARE = 0.75  # of a trial's work that one usually takes which may end early


def plan(recipe: Recipe) -> Plan:
    """Read, split and encode the rows, time the model on a few, and add up. Nothing is written. Raises UserError."""
    must_make_sense(recipe)
    must_be_able(recipe.training)
    must_be_conditions(recipe.validation)
    text_metrics(recipe.evaluate.metrics, [], "recipe: evaluate.metrics")
    base = locate(recipe.base_model, recipe.trust_remote_code)
    begin = time.monotonic()
    with TemporaryDirectory() as scratch:
        work = Work(Path(scratch), "plan", silent)
        read = audit(work, recipe.data, contents(recipe.data), recipe.seed, recipe.task)
        known, tuning = Known.of(recipe, base), recipe.tune.method != "none"
        options = wanted_mending(recipe)
        ready = prepare(work, options, read.rows, read.columns, read.conversations, read.ledger, known, tuning)
    splits, talks = ready.splits, ready.conversations
    settings = default_settings(recipe.training, recipe.seed, base, splits)
    lesson = Lesson.of(base, splits, talks, settings)
    reading = time.monotonic() - begin
    asked = conversations_of_rows(splits.test, talks)[: recipe.evaluate.max_generations]
    foreseen = foresee(lesson, asked, settings, recipe.evaluate.max_new_tokens)
    trials, search = _search(recipe, base, lesson, settings, foreseen)
    steps = _steps(recipe, splits, lesson, settings, foreseen, reading, search)
    rows = {name: len(part) for name, part in vars(splits).items()}
    notes = tuple(_notes(recipe, lesson, settings, foreseen))
    return Plan(steps, *in_all(steps, foreseen.busy), trials, rows, notes, _memory(foreseen), foreseen.busy)


def _steps(
    recipe: Recipe,
    splits: Splits,
    lesson: Lesson,
    settings: Settings,
    foreseen: ForeseenLM,
    reading: float,
    search: Step,
) -> tuple[Step, ...]:
    epochs = settings.num_train_epochs
    how = f"LoRA of rank {settings.lora_r}" if settings.lora_r else "all weights"
    how += " beside weights in 4 bits" if settings.load_in_4bit else ""
    taught = f"{how}, up to {epochs:g} epochs on {counted(len(lesson.train), 'sequence')}"
    fit, least = (seconds_of_fit(lesson, settings, foreseen, some) for some in (epochs, min(2.0, epochs)))
    judged, tried = _asked(recipe, splits, foreseen), _tried(recipe, splits, foreseen)
    spoken = min(len(splits.test), recipe.evaluate.max_generations)
    ways = _ways(recipe)
    return (
        Step("1-audit", "read the files and check the rows", reading / 2, reading / 2),
        Step("2-prepare", "mend, then split", reading / 2, reading / 2),
        search,
        Step("4-train", f"{taught}, stopped early", least, fit),
        Step("5-evaluate", f"{counted(spoken, 'answer')} of the base model, and of this one", *judged),
        Step("6-validate", f"{counted(ways, 'condition')}, {len(splits.field):,} field rows", *tried),
        Step("7-report", "decide and write the report", 1.0, 1.0),
    )


def seconds_of_fit(
    lesson: Lesson, settings: Settings, foreseen: ForeseenLM, epochs: float, share: float = 1.0
) -> float:
    """Return how long a fit takes with its looks at the validation rows; ``share`` of all rows."""
    taught, watched = (sum(len(one.ids) for one in part) for part in (lesson.train, lesson.validation))
    looks = 2 + settings.evaluations_per_epoch * epochs  # one before the first step, and one at the end
    return share * (epochs * taught * foreseen.speed.learned + looks * watched * foreseen.speed.read)


def _search(recipe: Recipe, base: Base, lesson: Lesson, settings: Settings, foreseen: ForeseenLM) -> tuple[int, Step]:
    """Return how many trials there are at most, and the step."""
    nothing = Step("3-tune", "nothing to tune: the settings of the recipe are kept", 0.0, 0.0)
    if not is_asked_for(recipe.tune, recipe.training):
        return 0, nothing
    limit = longest_known(base, lesson.tokenizer)
    tune = recipe.tune
    space = sft_defaults.space(recipe.training, settings, tune.search_space, trials_of(tune, by_folds=False), limit)
    if not space:
        return 0, nothing
    choice = choose(tune, space, usual(settings, space))
    share = min(1.0, tune.max_train_rows / max(1, len(lesson.train)))
    trial = seconds_of_fit(lesson, settings, foreseen, settings.num_train_epochs, share)
    finals = min(3, choice.trials) * tune.final_seeds * trial if choice.trials > 1 else 0.0
    limited = math.inf if tune.time_limit is None else tune.time_limit + trial
    early = 1.0 if tune.pruner == "none" else PRUNED_SHARE
    usually = trial * (1 + early * (choice.trials - 1))
    names = ", ".join(dimension.name for dimension in space)
    told = f"{counted(choice.trials, 'trial')} at most ({choice.search.name}) over {names}"
    return choice.trials, Step("3-tune", told, min(usually, limited), min(trial * choice.trials, limited) + finals)


def _asked(recipe: Recipe, splits: Splits, foreseen: ForeseenLM) -> tuple[float, float]:
    """Return how long both models take to answer and to read: the base model often says all that it may."""
    speed, spoken = foreseen.speed, min(len(splits.test), recipe.evaluate.max_generations)
    beside = speed.of_answers(SHOWN, GENERAL) + speed.of_answers(2 * reciting.ROWS, reciting.MOST)
    read = min(len(splits.test), LOSS_ROWS) * (foreseen.usual * 2 + 1) * speed.read
    whole, likely = (beside + read + speed.of_answers(spoken, tokens) for tokens in _tokens(foreseen))
    return whole + likely, 2 * whole


def _tried(recipe: Recipe, splits: Splits, foreseen: ForeseenLM) -> tuple[float, float]:
    prompts = min(len(splits.test), PROMPTS, recipe.validation.max_rows)
    answers = (1 + _ways(recipe)) * prompts + min(len(splits.field), FIELD_PROMPTS)
    most, usually = (foreseen.speed.of_answers(answers, tokens) for tokens in _tokens(foreseen))
    return usually, most


def _tokens(foreseen: ForeseenLM) -> tuple[float, float]:
    """Return how many tokens an answer has at most, and usually."""
    return foreseen.budget, min(foreseen.usual, foreseen.budget)


def _ways(recipe: Recipe) -> int:
    chosen = recipe.validation.scenarios
    return len(conditions(0)) if chosen == "auto" else len(chosen)


def _memory(foreseen: ForeseenLM) -> Memory | None:
    if foreseen.peak is None or foreseen.means is None:
        return None
    return Memory(foreseen.peak, foreseen.means.free, foreseen.means.fits)


def _notes(recipe: Recipe, lesson: Lesson, settings: Settings, foreseen: ForeseenLM) -> list[str]:
    """Say what an epoch shows, how fast this machine is, and how the training stands to its memory."""
    tokens, learned = sum(len(one.ids) for one in lesson.train), sum(one.supervised for one in lesson.train)
    steps = math.ceil(len(lesson.train) / settings.per_device_train_batch_size)
    told = [f"an epoch shows {tokens:,} tokens, of which {learned:,} are learned, in {counted(steps, 'step')}"]
    told += lesson.told
    told.append(
        f"an answer may have {counted(foreseen.budget, 'token')}; references have {foreseen.usual:.0f} on average"
    )
    speed = foreseen.speed
    rates = [1 / each if each else 0.0 for each in (speed.learned, speed.read, speed.said)]
    told.append("{:,.0f} tokens a second are learned, {:,.0f} read, {:,.0f} generated, measured here".format(*rates))
    if found := foreseen.means:
        free = f"; {size(found.free)} are free" if found.free is not None else ""
        told.append(f"training takes about {size(foreseen.peak or 0)} of memory at its peak{free}")
        told += [line for line in [found.told(settings)] if line]
    if judge := recipe.evaluate.judge:
        told.append(f"up to {judge.max_questions:,} questions go to {judge.url}: their time is not counted")
    return told
