"""Files that lie beside the training file and look like its test or validation rows."""

import re
from collections.abc import Iterator
from pathlib import Path

from finetooth import sources
from finetooth.core.errors import UserError
from finetooth.drafting.seen import Seen, Setting
from finetooth.recipe.sections import Data
from finetooth.sources.source import Source

_TRAIN = re.compile(r"(?<![a-z])(training|train|trn)(?![a-z])", re.IGNORECASE)
_NAMES = {"validation": ("validation", "valid", "val", "dev"), "test": ("test", "testing", "tst")}


def files_beside(data: Data, source: Source, task: str) -> Seen:
    """Set the test and validation files that lie beside the training file and can be read as it is."""
    found = Seen()
    path = Path(data.train).expanduser()
    if not path.is_file() or data.split_column:
        return found
    known = {"label_column": source.facts.get("label_column"), "text_column": source.facts.get("text_column")}
    given = data if task == "sft" else data.model_copy(update=known)
    for role in _NAMES:
        if getattr(data, role) is None:
            found = found.plus(_beside(role, path, given, task))
    return found


def _beside(role: str, path: Path, data: Data, task: str) -> Seen:
    key = f"data.{role}"
    for other in _likely(role, path):
        place = str(other)
        try:
            read = sources.read_conversations if task == "sft" else sources.read
            rows = len(read(place, role, data).rows)
        except UserError as error:
            return Seen(remarks=((key, f"{other.name} lies beside it, but is not used: {error.what}"),))
        return Seen(settings=(Setting(key, place, f"lies beside the training file, {rows:,} rows: rows to judge by"),))
    return Seen()


def _likely(role: str, path: Path) -> Iterator[Path]:
    """Yield the files that exist: the training file's name with another word for train, its name and more, the word."""
    ends = "".join(path.suffixes[-2:] if path.suffix in (".gz", ".zip") else path.suffixes[-1:])
    stem = path.name.removesuffix(ends)
    for word in _NAMES[role]:
        names = [_TRAIN.sub(word, stem)] if _TRAIN.search(stem) else [f"{stem}_{word}", f"{stem}-{word}", word]
        for name in names:
            other = path.with_name(name + ends)
            if other != path and other.is_file():
                yield other
