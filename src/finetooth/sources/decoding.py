"""Decoding: from the bytes of a text file to UTF-8, where a byte that is no text stays visible and costs one record."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from finetooth.core.errors import UserError
from finetooth.sources.location import Content

UNREADABLE = re.compile("[\ud800-\udfff]")  # how a byte that is no text, or half a character, looks once decoded
_NOT_ASCII = re.compile("[^\x00-\x7f\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SAMPLE = 65_536
_STEP = 1 << 20
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KINDS = {
    b"PAR1": "a Parquet file: name it .parquet",
    b"PK\x03\x04": "a zip archive or a spreadsheet: name it .zip, or save the sheet as CSV",
    b"\x1f\x8b": "a gzip archive: unpack it first",
    b"%PDF": "a PDF: export its rows as CSV first",
    b"\xd0\xcf\x11\xe0": "a spreadsheet: save it as CSV first",
    b"SQLite format 3": "an SQLite database: export a table as CSV first",
}


@dataclass(frozen=True)
class Decoded:
    """A text file as UTF-8 bytes without byte order mark; ``damaged`` tells of NULs or bytes that are no text."""

    data: bytes
    encoding: str
    damaged: bool
    notes: tuple[str, ...] = ()

    def lines(self, newline: str = "") -> Iterator[str]:
        """Yield the lines with their ends; a byte that is no text comes as a lone surrogate (see UNREADABLE)."""
        return io.TextIOWrapper(io.BytesIO(self.data), "utf-8", "surrogateescape", newline)


def decode(content: Content, encoding: str | None) -> Decoded:
    """Decode a text file: as told, else UTF-8, UTF-16 with a byte order mark, or Windows-1252 with a note."""
    decoded = _as_told(content, encoding) if encoding else _sniffed(content)
    if not decoded.data.strip():
        raise UserError("the file is empty", content.where, "name a file that holds records")
    _refuse_binary(decoded, content)
    return decoded


def _as_told(content: Content, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        handler = "surrogatepass" if "16" in name or "32" in name else "surrogateescape"
        return _as_utf8(content.data.decode(name, handler), name, handler)
    except LookupError:
        fix = "set data.encoding to a name that Python knows: utf-8, utf-16, cp1252, latin-1, shift_jis, ..."
        raise UserError(f"{encoding!r} is not a text encoding", "data.encoding", fix) from None
    except (UnicodeError, ValueError) as error:
        fix = "set data.encoding to the encoding the file was written in"
        raise UserError(f"the file is not valid {encoding}: {error}", content.where, fix) from None


def _sniffed(content: Content) -> Decoded:
    data = content.data
    if data.startswith(_UTF16_MARKS):
        return _as_told(content, "utf-16")
    data = data.removeprefix(codecs.BOM_UTF8)
    if _is_utf8(data):
        return Decoded(data, "utf-8", damaged=b"\0" in data)
    text = data.decode("utf-8", "surrogateescape")
    if len(_NOT_ASCII.findall(text)) >= len(UNREADABLE.findall(text)):  # UTF-8 indeed, with some damaged bytes
        return Decoded(data, "utf-8", damaged=True)
    decoded = _as_utf8(data.decode("cp1252", "surrogateescape"), "cp1252", "surrogateescape")
    return replace(decoded, notes=("not UTF-8, read as Windows-1252; set data.encoding if the text looks wrong",))


def _as_utf8(text: str, encoding: str, handler: str) -> Decoded:
    damaged = "\0" in text or UNREADABLE.search(text) is not None
    return Decoded(text.removeprefix("\ufeff").encode("utf-8", handler), encoding, damaged)


def _is_utf8(data: bytes) -> bool:
    """Whether all bytes are UTF-8, found in steps so that a large file is not held twice."""
    decoder, view = codecs.getincrementaldecoder("utf-8")("strict"), memoryview(data)
    try:
        for start in range(0, len(view), _STEP):
            decoder.decode(view[start : start + _STEP], final=start + _STEP >= len(view))
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(decoded: Decoded, content: Content) -> None:
    start = decoded.data[:_SAMPLE].decode("utf-8", "surrogateescape")
    kind = next((kind for magic, kind in _KINDS.items() if content.data.startswith(magic) and "\0" in start), "")
    share = len(_CONTROL.findall(start)) / len(start)
    if not kind and share <= (0.02 if decoded.notes else 0.08):
        return
    fix = "name a CSV, TSV, JSONL or Parquet file; for UTF-16 without a byte order mark set data.encoding: utf-16-le"
    raise UserError(f"this is not text but binary data{kind and ', it seems ' + kind}", content.where, fix)
