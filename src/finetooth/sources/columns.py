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
    pair = _given(table, data.pair_column, "pair_column", where)
    text = _given(table, data.text_column, "text_column", where) or _find_text(table, plain, data, where)
    label = _label(table, plain, role, data, text, where)
    _must_differ({"text": text, "pair": pair, "label": label}, where)
    asked = {"group_column": data.group_column, "time_column": data.time_column}
    needed = {key: name if role == "train" or name in table.columns else None for key, name in asked.items()}
    group, time = (_given(table, name, key, where) for key, name in needed.items())
    return Columns(text, label, group, pair, time)


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
    return _given(table, data.label_column, "label_column", where) or _find_label(table, plain, data, text, where)


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
    wordy = {name: shape for name, shape in shapes.items() if shape.filled and shape.distinct >= shape.filled / 2}
    wordy = {name: shape for name, shape in wordy.items() if shape.spaced > 0.2} or wordy
    ranked = sorted(wordy, key=lambda name: -wordy[name].length)
    if ranked and (len(ranked) == 1 or wordy[ranked[0]].length >= _CLEARLY_LONGER * wordy[ranked[1]].length):
        return ranked[0]
    raise _ambiguous("text", "none" if not ranked else "more than one", table, where)


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
    most = max(2, min(_MOST_LABELS, table.height // 5))
    free = [name for name in named or plain if name not in taken]
    likely = [name for name in free if 2 <= _shape(table[name]).distinct <= most]
    if len(likely) == 1:
        return likely[0]
    raise _ambiguous("label", "none" if not likely else "more than one", table, where)


def _shape(column: pl.Series) -> _Shape:
    filled = column.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    if filled.is_empty():
        return _Shape(0, 0, 0.0, 0.0)
    spaced = filled.str.strip_chars().str.contains(r"\s").mean()
    lengths = filled.str.len_chars().mean()
    return _Shape(len(filled), filled.n_unique(), float(str(lengths)), float(str(spaced)))


def _ambiguous(what: str, count: str, table: pl.DataFrame, where: str) -> UserError:
    shapes = [(name, _shape(table[name])) for name in table.columns[:_LISTED]]
    seen = [f"{name} ({shape.distinct:,} distinct, {shape.length:.0f} characters on average)" for name, shape in shapes]
    more = f" and {table.width - _LISTED} more" if table.width > _LISTED else ""
    return UserError(
        f"cannot tell which column holds the {what}: {count} could; columns: {', '.join(seen)}{more}",
        where,
        "set data.text_column and data.label_column" + _of_conversations(table.columns),
    )


def _of_conversations(names: list[str]) -> str:
    """Return what else may be meant, where the columns have names that conversations have."""
    known = {"messages", "conversations", "instruction", "completion", "prompt"}
    found = sorted(known & {name.lower() for name in names})
    return f"; to teach a language model ({', '.join(found)}), set task: sft" if found else ""


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
