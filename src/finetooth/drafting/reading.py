"""Reading a file for the first time, as rows with labels or as conversations; columns are chosen where a run asks."""

from dataclasses import dataclass, field, replace
from typing import Literal

from finetooth import sources
from finetooth.core.errors import UserError
from finetooth.drafting.seen import Setting
from finetooth.recipe.sections import Data, Recipe
from finetooth.sources.columns import candidates
from finetooth.sources.conversations.speaking import holds_conversations, speaks
from finetooth.sources.reader import Records
from finetooth.sources.source import Source, records_of


@dataclass(frozen=True)
class FirstRead:
    """A file as it was read, for which task, and the columns that had to be chosen, each with its rivals."""

    task: Literal["text-classification", "sft"]
    source: Source
    data: Data
    choices: tuple[Setting, ...] = field(default=())


def first_read(recipe: Recipe) -> FirstRead:
    """Read the training file as the recipe asks, else as what it looks like. Raises UserError as a run would."""
    data = recipe.data.model_copy(update={"on_bad_line": "quarantine"})
    if recipe.task == "sft" or ("task" not in recipe.model_fields_set and holds_conversations(data)):
        return FirstRead("sft", sources.read_conversations(data.train, "train", data), data)
    try:
        source = sources.read(data.train, "train", data)
    except UserError as error:
        if "data.header: false" in error.fix and data.header is None:  # the first line reads like a record
            return _without_header(recipe, error)
        return _second_look(data, error, "task" not in recipe.model_fields_set)
    return FirstRead("text-classification", source, data)


def _without_header(recipe: Recipe, error: UserError) -> FirstRead:
    """Read the file once more, its first line as a record; raise the first error where that makes no rows of it."""
    data = recipe.data.model_copy(update={"header": False})
    try:
        read = first_read(recipe.model_copy(update={"data": data}))
    except UserError:
        raise error from None
    why = "CHECK THIS: the first line reads like a record, so that columns are called column_1, column_2"
    return replace(read, choices=(Setting("data.header", False, why), *read.choices))


def _second_look(data: Data, error: UserError, may_converse: bool) -> FirstRead:
    """Read conversations, else rows whose columns are chosen by what they look like; else raise the first error."""
    records = records_of(data.train, "train", data)[3]
    if may_converse and records.table.height and speaks(records, data):
        return FirstRead("sft", sources.read_conversations(data.train, "train", data), data)
    choices = _choices(records, data)
    if not choices:
        raise error
    chosen = data.model_copy(update={one.key.removeprefix("data."): one.value for one in choices})
    try:
        return FirstRead("text-classification", sources.read(data.train, "train", chosen), chosen, choices)
    except UserError as second:
        raise second from None


def _choices(records: Records, data: Data) -> tuple[Setting, ...]:
    """Return the likeliest text and label (and pair) where nobody named them; nothing where one of them cannot be."""
    plain = [name for name in records.table.columns if name not in records.nested]
    found = candidates(records.table, plain, data)
    if not found.texts or not found.labels:
        return ()
    parts = [("text", found.texts, data.text_column), ("label", found.labels, data.label_column)]
    choices = [Setting(f"data.{part}_column", names[0], _why(part, names)) for part, names, given in parts if not given]
    if found.pair and not data.pair_column:
        choices.insert(1, Setting("data.pair_column", found.pair, "the second text of each row"))
    return tuple(choices)


def _why(part: str, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"the only column that looks like a {part}"
    return f"CHECK THIS: chosen by its looks; it could also be {' or '.join(names[1:4])}"
