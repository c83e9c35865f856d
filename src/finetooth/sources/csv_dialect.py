"""The dialect of a delimited file, told from how a sample parses: the same number of fields in each record."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from finetooth.core.errors import UserError
from finetooth.core.recipe import Data
from finetooth.sources.decoding import Decoded
from finetooth.sources.location import Content

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", "\t", ";", "|")
NO_DELIMITER = "\x1f"  # stands for the delimiter of a file with one column: a character that no text holds
UNCLOSED = "unexpected end of data"  # what csv says where a quote is open at the end
_SAMPLE_LINES = 1000


@dataclass(frozen=True)
class Dialect:
    """How records are written. ``width`` is the usual number of fields; ``quoted`` false takes quotes literally."""

    delimiter: str
    quoted: bool = True
    width: int = 1

    def reader(self, lines: Iterable[str]) -> "Reader":
        """Return a strict csv reader: it raises csv.Error rather than guess."""
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, strict=True)

    def literally(self, line: str) -> tuple[int, bool]:
        """Return a line's fields when an unclosed quote is taken as text, and whether there is one."""
        rest = self._closed.sub(r"\1", line.rstrip("\r\n"))
        return rest.count(self.delimiter) + 1, self._opening.search(rest) is not None

    @cached_property
    def _closed(self) -> re.Pattern[str]:
        mark = re.escape(self.delimiter)
        return re.compile(rf'(^|{mark})"(?:[^"]|"")*"(?={mark}|$)')

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return re.compile(rf'(?:^|{re.escape(self.delimiter)})"')


def sniff(decoded: Decoded, content: Content, data: Data) -> tuple[Dialect, list[str]]:
    """Return the dialect and remarks on it. Raises UserError where ``data.delimiter`` is no delimiter."""
    sample = list(islice(decoded.lines(), _SAMPLE_LINES))
    given = _given(data.delimiter)
    order = (given,) if given else ("\t", ",", ";", "|") if content.suffix in (".tsv", ".tab") else DELIMITERS
    named = data.header is not False
    scores = {mark: _score(_widths(sample, Dialect(mark)), named) for mark in order}
    best = max(order, key=lambda mark: scores[mark][0])
    share, width = scores[best]
    if not given and share == 0:
        best, width = NO_DELIMITER, 1
    dialect = Dialect(best, _is_quoted(sample, best, width), width)
    return dialect, [] if dialect.quoted else ["quotes are taken literally: they do not enclose fields in this file"]


def _given(delimiter: str | None) -> str | None:
    mark = {"\\t": "\t", "tab": "\t"}.get(delimiter or "", delimiter)
    if mark is not None and (len(mark) != 1 or mark in '"\r\n\0'):
        fix = "set data.delimiter to one character, such as ',' ';' '|' or '\\t', or leave it out"
        raise UserError(f"data.delimiter = {delimiter!r} is not one character", "data.delimiter", fix)
    return mark


def _widths(sample: Sequence[str], dialect: Dialect) -> list[int]:
    """Count the fields of each record; line by line, taking unclosed quotes literally, where it does not parse."""
    widths: list[int] = []
    try:
        widths.extend(len(record) for record in dialect.reader(sample) if record)  # keeps what came before an error
    except csv.Error as error:
        if str(error) != UNCLOSED or len(sample) < _SAMPLE_LINES:  # else only the sample's end cut a record
            return [dialect.literally(line)[0] for line in sample if line.strip()]
    return widths


def _score(widths: list[int], named: bool) -> tuple[float, int]:
    """Return the share of records that are as wide as the header (or as most), 0 for one column, and that width."""
    if not widths:
        return 0.0, 1
    width = widths[0] if named else Counter(widths).most_common(1)[0][0]
    share = widths.count(width) / len(widths)
    return (0.0 if width == 1 or (not named and share < 0.5) else share), width


def _is_quoted(sample: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether quotes enclose fields. In tab files and plain lists they often do not: seen where only that parses."""
    if delimiter not in ("\t", NO_DELIMITER) or any('""' in line for line in sample):
        return True
    try:
        for _ in Dialect(delimiter).reader(sample):
            pass
    except csv.Error as error:
        if str(error) == UNCLOSED and len(sample) == _SAMPLE_LINES:
            return True
        return any(line.count(delimiter) + 1 != width for line in sample if line.strip())
    return True
