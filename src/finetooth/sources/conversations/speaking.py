"""Whether a file holds conversations, where nobody said what its rows are."""

import re
from pathlib import Path

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources.columns import LABEL_NAMES
from finetooth.sources.conversations.messages import NAMES
from finetooth.sources.conversations.prompt_completion import PAIRS
from finetooth.sources.conversations.recognition import LOOKED_AT, Recognised, must_be_whole, recognise
from finetooth.sources.reader import Records
from finetooth.sources.source import records_of

SPOKEN = frozenset({"prompt", "instruction", "completion", "response", *NAMES})
_REFUSED = ({"chosen", "rejected"}, {"role", "content"})  # columns of which whoever reads conversations says why not
_CONVERSING = ("messages", "sharegpt", "alpaca", "prompt_completion")
_OF_CLASSIFIERS = ("text_column", "label_column", "pair_column", "label_separator")
_FIRST = 65_536  # bytes of a plain file in which the names of its columns must stand


def holds_conversations(data: Data) -> bool:
    """Whether the training file's columns are those of conversations, and none is called what labels are called.

    Answers to questions must differ: where the same few come again they are labels. Not where a column of a classifier
    is named, nor where the file cannot be read: whoever reads it then says why.
    """
    if any(getattr(data, name) for name in _OF_CLASSIFIERS) or not may_hold_conversations(data.train):
        return False
    try:
        records = records_of(data.train, "train", data)[3]
    except UserError:
        return False
    names = {str(name).strip().lower() for name in records.table.columns}
    if names & set(LABEL_NAMES):
        return False
    if _is_refused(records, data):  # by whoever reads conversations, who says why
        return True
    found = _recognised(records, data)
    if found is None or names & SPOKEN:
        return found is not None
    answers = records.table[found.columns["completion"]].drop_nulls()
    return 2 * answers.n_unique() >= max(2, len(answers))


def speaks(records: Records, data: Data) -> bool:
    """Whether records are conversations, or prompts with their answers."""
    return _recognised(records, data) is not None


def _is_refused(records: Records, data: Data) -> bool:
    try:
        must_be_whole(records.table.columns, records.table.head(LOOKED_AT).to_dicts(), data, data.train)
    except UserError:
        return True
    return False


def _recognised(records: Records, data: Data) -> Recognised | None:
    names = list(records.table.columns)
    try:
        found = recognise(names, records.table.head(LOOKED_AT).to_dicts(), data, data.train)
    except UserError:
        return None
    return found if found.format.name in _CONVERSING else None


def may_hold_conversations(location: str) -> bool:
    """Whether the first bytes leave it open: a large file of labelled rows is not read for this."""
    path = Path(location)
    kind = path.suffix.lower()
    try:
        if kind not in (".json", ".jsonl", ".csv", ".tsv") or not path.is_file():
            return True
        with path.open("rb") as stream:
            begin = stream.read(_FIRST).decode("utf-8", "replace").lower()
    except OSError:  # a name that is too long, say
        return False
    if kind in (".csv", ".tsv"):
        names = set(re.findall(r"\w+", begin.partition("\n")[0]))
        return not names & set(LABEL_NAMES) and _could_speak(names)
    return _could_speak(set(re.findall(r'"(\w+)"\s*:', begin)))


def _could_speak(names: set[str]) -> bool:
    return bool(names & SPOKEN) or any(names.issuperset(pair) for pair in (*PAIRS, *_REFUSED))
