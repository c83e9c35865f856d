"""Which column is the text, which the label, which the group: by name, else by shape, else the user must say."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from finetooth.core.errors import UserError, did_you_mean
from finetooth.recipe.sections import Data

# fmt: off
TEXT_NAMES = (
    "text", "texts", "sentence", "sentences", "review", "reviews", "review_text", "content", "message", "messages",
    "body", "utterance", "question", "query", "comment", "comments", "comment_text", "tweet", "tweets", "post",
    "document", "doc", "sms", "article", "description", "feedback",
)
LABEL_NAMES = (
    "label", "labels", "class", "classes", "category", "categories", "target", "targets", "intent", "sentiment",
    "rating", "ratings", "stars", "emotion", "topic", "polarity", "tag", "y", "is_spam",
)
PAIR_NAMES = (
    ("sentence1", "sentence2"), ("sentence_1", "sentence_2"), ("sentence_a", "sentence_b"), ("text1", "text2"),
    ("text_1", "text_2"), ("text_a", "text_b"), ("premise", "hypothesis"), ("question1", "question2"),
    ("question_1", "question_2"), ("question", "sentence"), ("question", "passage"), ("query", "passage"),
)
# fmt: on
WELL_KNOWN = frozenset(TEXT_NAMES + LABEL_NAMES) | {name for pair in PAIR_NAMES for name in pair}
_LISTED = 20
_MOST_LABELS = 200
_CLEARLY_LONGER = 3.0  # a title beside a body is; a question beside another is not


@dataclass(frozen=True)
class Columns:
    """The chosen columns; ``label`` may be None in a field file only, the others wherever nobody asked for them."""

    text: str
    label: str | None
    group: str | None
    pair: str | None = None
    time: str | None = None


class _Shape(NamedTuple):
    """What a column looks like; empty cells do not count."""

    filled: int
    distinct: int
    length: float  # mean characters
    spaced: float  # share of values with a space inside


def choose(table: pl.DataFrame, plain: list[str], role: str, data: Data, where: str) -> Columns:
    """Choose the columns; only ``plain`` ones (no lists or objects) are considered by shape. Raises UserError."""
    if role == "field" and data.text_column is not None and data.text_column not in table.columns:
        raise _textless(table.columns, data.text_column, where)
    pair = _given(table, data.pair_column, "pair_column", where)
    text = _given(table, data.text_column, "text_column", where) or _find_text(table, plain, data, where)
    label = _label(table, plain, role, data, text, where)
    _must_differ({"text": text, "pair": pair, "label": label}, where)
    asked = {"group_column": data.group_column, "time_column": data.time_column}
    needed = {key: name if role == "train" or name in table.columns else None for key, name in asked.items()}
    group, time = (_given(table, name, key, where) for key, name in needed.items())
    return Columns(text, label, group, pair, time)


@dataclass(frozen=True)
class Candidates:
    """The columns that could be the text and the label, the likeliest first; a pair where two texts belong together."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    pair: str | None = None


def candidates(table: pl.DataFrame, plain: list[str], data: Data) -> Candidates:
    """Return what each part could be, for who must choose where ``choose`` refuses to."""
    taken = (data.label_column, data.group_column, data.pair_column, data.time_column)
    shapes = {name: _shape(table[name]) for name in plain if name not in taken}
    lowered = {name.strip().lower(): name for name in shapes}
    pair = next(((lowered[one], lowered[two]) for one, two in PAIR_NAMES if {one, two} <= lowered.keys()), None)
    named = _named(list(shapes), TEXT_NAMES)
    texts = sorted(_wordy(shapes), key=lambda name: (name not in named, -shapes[name].length))
    texts = [data.text_column] if data.text_column else [pair[0]] if pair else texts
    other = pair[1] if pair and not data.text_column else None
    free = [name for name in shapes if name not in (*texts[:1], other)]
    likely = [name for name in reversed(free) if 2 <= shapes[name].distinct <= _most_labels(table)]
    called = _named(free, LABEL_NAMES)
    labels = sorted(likely, key=lambda name: (name not in called, _is_number(table[name])))
    return Candidates(tuple(texts), (data.label_column,) if data.label_column else tuple(labels), other)


def _is_number(column: pl.Series) -> bool:
    """Whether most of a column is numbers: a rating may be, an amount is."""
    share = column.drop_nulls().str.contains(r"^\s*[-+]?[\d.,]+\s*$").mean()
    return float(str(share or 0.0)) > 0.5


def _wordy(shapes: dict[str, _Shape]) -> dict[str, _Shape]:
    """Return the columns that look like texts: hardly a value twice, and spaces inside."""
    wordy = {name: shape for name, shape in shapes.items() if shape.filled and shape.distinct >= shape.filled / 2}
    return {name: shape for name, shape in wordy.items() if shape.spaced > 0.2} or wordy


def _most_labels(table: pl.DataFrame) -> int:
    return max(2, min(_MOST_LABELS, table.height // 5))


def _must_differ(chosen: dict[str, str | None], where: str) -> None:
    seen: dict[str, str] = {}
    for part, name in chosen.items():
        if name is not None and name in seen:
            fix = f"set data.{seen[name]}_column and data.{part}_column to two different columns"
            raise UserError(f"{seen[name]} and {part} are the same column: {name}", where, fix)
        seen[name or ""] = part


def _label(table: pl.DataFrame, plain: list[str], role: str, data: Data, text: str, where: str) -> str | None:
    if role == "field":  # rows from production may have no labels; a shape alone would not make one
        named = [data.label_column] if data.label_column else _named(table.columns, LABEL_NAMES, text)
        return named[0] if len(named) == 1 and named[0] in table.columns else None
    if role != "train" and data.label_column is not None and data.label_column not in table.columns:
        raise _unlabelled(table.columns, role, data.label_column, where)
    return _given(table, data.label_column, "label_column", where) or _find_label(table, plain, data, text, where)


def _textless(columns: list[str], name: str, where: str) -> UserError:
    """Return the error of rows that a model is to read, and have no text under the name that training knew."""
    what = f"data.text_column = {name!r}, but there is no such column{did_you_mean(name, columns)}"
    return UserError(what, where, f"call the column of the text {name}, as in training; here: {_listed(columns)}")


def _unlabelled(columns: list[str], role: str, name: str, where: str) -> UserError:
    """Return the error of rows that are to judge a model, and have no labels to judge by."""
    what = f"the {role} rows need labels: data.label_column = {name!r}, and here is no such column"
    fix = f"name the column {name} as in the training file; rows without labels can be tried as data.field (--field)"
    return UserError(f"{what}{did_you_mean(name, columns)}; columns: {_listed(columns)}", where, fix)


def _given(table: pl.DataFrame, name: str | None, key: str, where: str) -> str | None:
    if name is None or name in table.columns:
        return name
    hint = did_you_mean(name, table.columns)
    fix = f"set data.{key} to one of: {_listed(table.columns)}"
    raise UserError(f"data.{key} = {name!r}, but there is no such column{hint}", where, fix)


def _named(columns: list[str], known: tuple[str, ...], *taken: str | None) -> list[str]:
    """Return the columns with a known name, else those whose last word is one: airline_sentiment."""
    free = [name for name in columns if name not in taken]
    exact = [name for name in free if name.strip().lower() in known]
    return exact or [name for name in free if re.split(r"[\s_.-]+", name.strip().lower())[-1] in known]


def _find_text(table: pl.DataFrame, plain: list[str], data: Data, where: str) -> str:
    taken = (data.label_column, data.group_column, data.pair_column, data.time_column)
    named = _named(table.columns, TEXT_NAMES, *taken)
    _refuse_pair([name for name in table.columns if name not in taken], named, where)
    if len(named) == 1:
        return named[0]
    free = [name for name in named or plain if name not in taken]
    shapes = {name: _shape(table[name]) for name in free}
    wordy = _wordy(shapes)
    ranked = sorted(wordy, key=lambda name: -wordy[name].length)
    if ranked and (len(ranked) == 1 or wordy[ranked[0]].length >= _CLEARLY_LONGER * wordy[ranked[1]].length):
        return ranked[0]
    if not plain and table.height > 1:
        told = f"cannot tell which column holds the text: all hold objects or lists: {_listed(table.columns)}"
        fix = 'write what they hold at the top of each record: {"text": "...", "label": "..."}'
        raise UserError(told[:400], where, fix + _of_conversations(table.columns))
    raise _ambiguous("text", ranked, table, where)


def _refuse_pair(columns: list[str], named: list[str], where: str) -> None:
    """Raise UserError where two columns are a pair of texts by their names: taking one of them would lose the task."""
    names = {name.strip().lower(): name for name in columns}
    for first, second in PAIR_NAMES:
        if first in names and second in names and {name.strip().lower() for name in named} <= {first, second}:
            text, pair = names[first], names[second]
            raise UserError(
                f"cannot tell which column holds the text: {text} and {pair} look like a pair of texts",
                where,
                f"set data.text_column: {text} and data.pair_column: {pair} to use both, or data.text_column alone",
            )


def _find_label(table: pl.DataFrame, plain: list[str], data: Data, text: str, where: str) -> str:
    taken = (text, data.group_column, data.pair_column, data.time_column)
    named = _named(table.columns, LABEL_NAMES, *taken)
    if len(named) == 1:
        return named[0]
    free = [name for name in named or plain if name not in taken]
    likely = [name for name in free if 2 <= _shape(table[name]).distinct <= _most_labels(table)]
    if len(likely) == 1:
        return likely[0]
    raise _ambiguous("label", likely, table, where)


def _shape(column: pl.Series) -> _Shape:
    filled = column.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    if filled.is_empty():
        return _Shape(0, 0, 0.0, 0.0)
    spaced = filled.str.strip_chars().str.contains(r"\s").mean()
    lengths = filled.str.len_chars().mean()
    return _Shape(len(filled), filled.n_unique(), float(str(lengths)), float(str(spaced)))


def _ambiguous(what: str, likely: list[str], table: pl.DataFrame, where: str) -> UserError:
    shapes = [(name, _shape(table[name])) for name in table.columns[:_LISTED]]
    seen = [f"{name} ({shape.distinct:,} distinct, {shape.length:.0f} characters on average)" for name, shape in shapes]
    more = f" and {table.width - _LISTED} more" if table.width > _LISTED else ""
    count = "more than one could" if likely else "none could"
    told = f"cannot tell which column holds the {what}: {count}; columns: {', '.join(seen)}{more}"
    if table.height == 1 and what == "text":  # {"data": [...]}, or a text for each key
        keys = f"{len(table.columns):,} keys" if len(table.columns) > 1 else "one key"
        told = f"cannot tell which column holds the text: the file is one record with {keys}: {_listed(table.columns)}"
        fix = "write a list of records, [{...}, {...}], or one record a line, each with its text (data.text_column)"
        return UserError(told[:400], where, fix)
    alone = "; to teach a language model to write such texts: --set task=sft" * (table.width == 1 and what == "label")
    return UserError(told, where, _next(what, likely) + (alone or _of_conversations(table.columns)))


def _next(what: str, likely: list[str]) -> str:
    """Say how the column is named, or what the file lacks."""
    named = "data.text_column and data.label_column in a recipe"
    if likely:
        which = " or ".join(likely[:3])
        return f"name it: --{what}-column {which} ({named}); or have `finetooth init FILE` choose and write it down"
    lacks = {"text": "a column of texts, one record a row", "label": "a column with the label of each text"}[what]
    return f"a classifier needs {lacks}: add it, or name it with --{what}-column ({named})"


def _of_conversations(names: list[str]) -> str:
    """Return what else may be meant, where the columns have names that conversations have."""
    turns = {"messages", "conversations", "conversation", "dialogue", "dialog", "chat", "turns"}
    known = {"instruction", "completion", "prompt", *turns}
    found = sorted(known & {name.lower() for name in names})
    return f"; to teach a language model ({', '.join(found)}): --set task=sft" if found else ""


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
