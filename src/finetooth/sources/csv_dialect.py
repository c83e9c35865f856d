"""The dialect of a delimited file, told from how a sample parses: the same number of fields in each record."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources.decoding import Decoded
from finetooth.sources.location import Content

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", "\t", ";", "|")
NO_DELIMITER = "\x1f"  # stands for the delimiter of a file with one column: a character that no text holds
UNCLOSED = "unexpected end of data"  # what csv says where a quote is open at the end
_SAMPLE_LINES = 1000
_SAMPLE_LENGTH = 2**20  # characters
_SAID = re.compile(r'^"?sep=([^"\r\n])"?$', re.IGNORECASE)  # how spreadsheets are told the delimiter


@dataclass(frozen=True)
class _Sample:
    """The first lines of a file, and whether there are more."""

    lines: list[str]
    cut: bool

    @classmethod
    def of(cls, lines: Iterable[str]) -> "_Sample":
        """Take a few lines, fewer where they are very long."""
        taken: list[str] = []
        room = _SAMPLE_LENGTH
        for line in lines:
            room -= len(line)
            if len(taken) == _SAMPLE_LINES or (room < 0 and len(taken) > 1):
                return cls(taken, cut=True)
            taken.append(line)
        return cls(taken, cut=False)


@dataclass(frozen=True)
class Dialect:
    """How records are written. ``width`` is the usual number of fields; ``quoted`` false takes quotes literally.

    ``above`` lines stand before the header and belong to no record.
    """

    delimiter: str
    quoted: bool = True
    width: int = 1
    above: int = 0

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
    said = _SAID.match(next(decoded.lines(), "").rstrip("\r\n"))
    above = 1 if said else 0
    sample = _Sample.of(islice(decoded.lines(), above, None))
    given = _given(data.delimiter) or (said[1] if said else None)
    order = (given,) if given else ("\t", ",", ";", "|") if content.suffix in (".tsv", ".tab") else DELIMITERS
    named = data.header is not False
    scores = {mark: _score(_widths(sample, Dialect(mark)), named) for mark in order}
    best = max(order, key=lambda mark: scores[mark][0])
    share, width = scores[best]
    if not given and share == 0:
        best, width = NO_DELIMITER, 1
    dialect = Dialect(best, _is_quoted(sample, best, width), width, above)
    return dialect, [] if dialect.quoted else ["quotes are taken literally: they do not enclose fields in this file"]


def _given(delimiter: str | None) -> str | None:
    mark = {"\\t": "\t", "tab": "\t"}.get(delimiter or "", delimiter)
    if mark is not None and (len(mark) != 1 or mark in '"\r\n\0'):
        fix = "set data.delimiter to one character, such as ',' ';' '|' or '\\t', or leave it out"
        raise UserError(f"data.delimiter = {delimiter!r} is not one character", "data.delimiter", fix)
    return mark


def _widths(sample: _Sample, dialect: Dialect) -> list[int]:
    """Count the fields of each record; line by line, taking unclosed quotes literally, where it does not parse."""
    widths: list[int] = []
    try:
        widths.extend(map(len, filter(None, dialect.reader(sample.lines))))  # keeps what came before an error
    except csv.Error as error:
        if str(error) != UNCLOSED or not sample.cut:  # else only the sample's end cut a record
            return [dialect.literally(line)[0] for line in sample.lines if line.strip()]
    return widths


def _score(widths: list[int], named: bool) -> tuple[float, int]:
    """Return the share of records that are as wide as the header (or as most), 0 for one column, and that width."""
    if not widths:
        return 0.0, 1
    width = widths[0] if named else Counter(widths).most_common(1)[0][0]
    share = widths.count(width) / len(widths)
    return (0.0 if width == 1 or (not named and share < 0.5) else share), width


def _is_quoted(sample: _Sample, delimiter: str, width: int) -> bool:
    """Whether quotes enclose fields. In tab files and plain lists they often do not: seen where only that parses."""
    if delimiter not in ("\t", NO_DELIMITER) or any('""' in line for line in sample.lines):
        return True
    try:
        for _ in Dialect(delimiter).reader(sample.lines):
            pass
    except csv.Error as error:
        if str(error) == UNCLOSED and sample.cut:
            return True
        return any(line.count(delimiter) + 1 != width for line in sample.lines if line.strip())
    return True
