"""The patient pass over a delimited file: tells the records apart even where one of them has lost a quote."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from finetooth.sources.csv_dialect import UNCLOSED, Dialect

LONG = 20  # lines; a record beyond that is looked at twice, as an unclosed quote may have swallowed others


@dataclass(frozen=True)
class Span:
    """Lines ``first`` to ``last`` (0-based, inclusive): a record, a blank line (no fields), or a fault."""

    first: int
    last: int
    fields: list[str]
    fault: str = ""


def spans(lines: Sequence[str], dialect: Dialect, width: int, before: int) -> Iterator[Span]:
    """Yield all records of ``lines``, of which ``before`` others stand ahead in the file. No line is left out."""
    at = 0
    while at < len(lines):
        span = _judged(_attempt(lines, dialect, at, before), lines, dialect, width)
        yield span
        at = span.last + 1


def _attempt(lines: Sequence[str], dialect: Dialect, at: int, before: int) -> Span:
    """Parse one record that starts at line ``at``."""
    reader = dialect.reader(lines[place] for place in range(at, len(lines)))
    try:
        fields = next(reader)
    except csv.Error as error:
        last = at + reader.line_num - 1
        if str(error) == UNCLOSED:
            opened = _opening_line(lines, dialect, at) + before + 1
            return Span(at, last, [], f"the quote that opens on line {opened} is never closed")
        if "expected after" in str(error):
            what = f"text follows a closing quote on line {last + before + 1}; is a quote left open or not doubled?"
            return Span(at, last, [], what)
        return Span(at, last, [], str(error))
    return Span(at, at + reader.line_num - 1, fields)


def _judged(span: Span, lines: Sequence[str], dialect: Dialect, width: int) -> Span:
    """Return the span with its fault, cut to the lines that are really at fault."""
    if span.fault:
        return replace(span, last=_last_at_fault(lines, dialect, width, span.first))
    count, height = len(span.fields), span.last - span.first + 1
    if height == 1 and width > 1 and count <= 1 and not "".join(span.fields).strip():
        return replace(span, fields=[])
    if height > LONG or (height > 1 and count != width):
        part = lines[span.first : span.last + 1]
        if all(dialect.literally(line)[0] == width for line in part):
            what = f"the quote opened here would swallow {height - 1} lines that look like records"
            return Span(span.first, span.first, [], what)
    if count == width or (width == 1 and count == 0):
        return span
    noun = "field" if count == 1 else "fields"
    return replace(span, fault=f"the record has {count} {noun}, expected {width} (delimiter {dialect.delimiter!r})")


def _last_at_fault(lines: Sequence[str], dialect: Dialect, width: int, first: int) -> int:
    """Return the line before the next one where a whole record, or another lost quote, starts.

    What lies between may be the rest of the broken record or broken records too: nobody can tell, so it goes with it.
    """
    for at in range(first + 1, len(lines)):
        fields, opens = dialect.literally(lines[at])
        if opens and fields == width:
            return at - 1
        span = _attempt(lines, dialect, at, 0)
        quotes = sum(line.count('"') for line in lines[at : span.last + 1])
        if not span.fault and len(span.fields) == width and quotes % 2 == 0:
            return at - 1
    return len(lines) - 1


def _opening_line(lines: Sequence[str], dialect: Dialect, first: int) -> int:
    """Return the line where the last field of an unclosed record opens."""
    mark = re.escape(dialect.delimiter)
    field = re.compile(rf'(?:"(?:[^"]|"")*"|[^"{mark}\r\n][^{mark}\r\n]*)?{mark}')
    text, at = "".join(lines[first:]), 0
    while match := field.match(text, at):
        at = match.end()
    place = first
    while at >= len(lines[place]):
        at -= len(lines[place])
        place += 1
    return place
