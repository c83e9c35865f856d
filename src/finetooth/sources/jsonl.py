"""JSONL, and JSON files that are one array: one object a record, every value as the text it has in the file."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

import polars as pl

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources.decoding import UNREADABLE, decode
from finetooth.sources.location import Content
from finetooth.sources.reader import CHUNK, BadRecord, Reader, Records, raw

Piece = tuple[int, str, Any]  # line, raw text, and the value or the error
MAX_KEYS = 2000
_PLACES = {"number": pl.Int64, "line": pl.Int64}
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # an escape that may be half a character
_SPACE = re.compile(r"[\s,]*")


class _Twice(dict[str, Any]):
    """An object in which a key stands twice, so that nobody can tell which value is meant."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else _Twice(value)


_DECODER = json.JSONDecoder(  # NaN is no value; numbers keep the text they have in the file
    object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=lambda _: None
)


class JsonReader(Reader):
    """JSON objects, one a line or all in one array. Keys may be missing (null) or differ from record to record."""

    format: ClassVar[str] = "jsonl"
    suffixes: ClassVar[tuple[str, ...]] = (".jsonl", ".ndjson", ".json")

    def records(self, content: Content, data: Data) -> Records:
        """Read all objects. Raises UserError, also at a bad one unless ``data.on_bad_line`` is quarantine."""
        decoded = decode(content, data.encoding)
        one_array = decoded.data[:4096].lstrip()[:1] == b"["
        pieces = _elements(content, decoded.data) if one_array else _lines(decoded.lines(newline="\n"))
        bad: list[BadRecord] = []
        nested: dict[str, list[int]] = {}
        tables: list[pl.DataFrame] = []
        places = [pl.DataFrame(schema=_PLACES)]
        keys: dict[str, None] = {}
        objects = _objects(pieces, bad, content.where if data.on_bad_line == "error" else None)
        while chunk := list(islice(objects, CHUNK)):
            keys.update(dict.fromkeys(key for _, _, value in chunk for key in value))
            _must_be_few(keys, content.where)
            tables.append(_table([value for _, _, value in chunk], list(keys), len(tables) * CHUNK, nested))
            places.append(pl.DataFrame([piece[:2] for piece in chunk], schema=_PLACES, orient="row"))
        table, where = pl.concat(tables, how="diagonal") if tables else pl.DataFrame(), pl.concat(places)
        facts = {"encoding": decoded.encoding, "notes": list(decoded.notes)}
        return Records(table, where["number"], where["line"], tuple(bad), nested, facts)

    @classmethod
    def recognises(cls, start: bytes) -> bool:
        """JSON rows start with an object, or an array of them."""
        return re.match(rb'\s*(\[\s*)?\{\s*("|\})', start) is not None


def _lines(lines: Iterator[str]) -> Iterator[Piece]:
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text:
            yield number, text, _parse(text, torn=not line.endswith("\n"))


def _parse(text: str, torn: bool) -> Any:
    try:
        return _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if text == "{":
            return ValueError("this line is not valid JSON: an object must stand on one line, or in an array of them")
        last = " (the last line, which may have been cut off)" if torn else ""
        return ValueError(f"this line is not valid JSON{last}: {_why(error)}")


def _why(error: json.JSONDecodeError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"{error.msg.removesuffix(' at')} at character {error.colno}"


def _elements(content: Content, data: bytes) -> Iterator[Piece]:
    """Yield each element of one array. An error in its syntax ends all, as no next record can be told."""
    text = data.decode("utf-8", "surrogateescape")
    at, line, counted = text.index("[") + 1, 1, 0
    while True:
        at = at + len(_SPACE.match(text, at)[0])  # type: ignore[index]
        line, counted = line + text.count("\n", counted, at), at
        if text[at : at + 1] == "]" and not text[at + 1 :].strip():
            return
        if text[at : at + 1] == "]":
            fix = "write one array of all records, or one object a line: a list of turns goes in one, as its messages"
            raise UserError("the array of records ends here, and more follows", f"{content.where}:{line}", fix)
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            fix = "mend the array; as one object a line (JSONL) single bad records could be set aside"
            raise UserError(f"this is not valid JSON: {_why(error)}", f"{content.where}:{line}", fix) from None
        yield line, text[at:end], value
        at = end


def _objects(pieces: Iterator[Piece], bad: list[BadRecord], strict: str | None) -> Iterator[tuple[int, int, Any]]:
    """Yield number, line and value of each good record; the others go to ``bad``, or raise."""
    for number, (line, text, value) in enumerate(pieces, 1):
        reason = _fault(text, value)
        if not reason:
            yield number, line, value
            continue
        bad.append(BadRecord(number, line, reason, raw(text)))
        if strict is not None:
            raise bad[-1].error(strict)


def _fault(text: str, value: Any) -> str:
    if isinstance(value, ValueError):
        return str(value)
    if not isinstance(value, dict):
        return f"the record is not an object but {text[:40]!r}"
    if isinstance(value, _Twice):
        return f"the record holds a key twice: {_twice(text)}"
    if not text.isascii() and UNREADABLE.search(text):
        return "the record holds bytes that are not valid in this encoding"
    if _HALF.search(text) and UNREADABLE.search(json.dumps(value, ensure_ascii=False)):
        return "the record holds half a character (a lone surrogate)"
    return ""


def _twice(text: str) -> str:
    """Return the keys of an object that stand more than once."""
    pairs = json.loads(text, object_pairs_hook=list)
    return ", ".join(repr(key[:40]) for key, count in Counter(key for key, _ in pairs).items() if count > 1)


def _must_be_few(keys: Collection[str], where: str) -> None:
    """Refuse records whose keys are data: a column for each would fill the memory."""
    if len(keys) > MAX_KEYS:
        fix = "write records that share their keys, such as text and label"
        raise UserError(f"the records have more than {MAX_KEYS:,} different keys", where, fix)


def _table(
    objects: Sequence[dict[str, Any]], names: Sequence[str], start: int, nested: dict[str, list[int]]
) -> pl.DataFrame:
    """Make text columns of objects; positions of lists and objects, counted from ``start``, go to ``nested``."""
    columns = {}
    for name in names:
        values = [value.get(name) for value in objects]
        if set(map(type, values)) - {str, type(None)}:
            places = [start + place for place, value in enumerate(values) if isinstance(value, (dict, list))]
            if places:
                nested.setdefault(name, []).extend(places)
            values = [value if isinstance(value, str) or value is None else _shown(value) for value in values]
        columns[name] = pl.Series(values, dtype=pl.String)
    return pl.DataFrame(columns or {"": pl.Series([None] * len(objects), dtype=pl.String)})


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
