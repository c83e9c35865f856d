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
_MARKS = {  # in this order: the mark of UTF-32 starts like that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_KINDS = {
    b"PAR1": "a Parquet file: name it .parquet",
    b"PK\x03\x04": "a zip archive or a spreadsheet: name it .zip, or save the sheet as CSV",
    b"\x1f\x8b": "a gzip archive: name it .gz",
    b"BZh": "a bzip2 archive: unpack it first",
    b"\xfd7zXZ": "an xz archive: unpack it first",
    b"\x28\xb5\x2f\xfd": "a zstd archive: unpack it first",
    b"%PDF-": "a PDF: export its rows as CSV first",
    b"\xd0\xcf\x11\xe0": "a spreadsheet: save it as CSV first",
    b"SQLite format 3": "an SQLite database: export a table as CSV first",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"ARROW1": "an Arrow file: write it as Parquet",
    b"\x93NUMPY": "a NumPy array: write its rows as CSV",
    **dict.fromkeys((b"\x80\x03", b"\x80\x04", b"\x80\x05"), "a Python pickle: write its rows as CSV or JSONL"),
}
_NEVER_TEXT = b"%PDF-"  # by this start alone; the others could begin a text
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers")
_OF_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_PAGE = re.compile(rb"\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE)
_TAR = slice(257, 262)  # where a tar archive says ustar


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
    if not decoded.data or decoded.data.isspace():
        raise UserError("the file is empty", content.where, "name a file that holds records")
    _refuse_binary(decoded, content)
    return decoded


def _as_told(content: Content, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        handler = "surrogatepass" if "16" in name or "32" in name else "surrogateescape"
        " ".encode(name)  # raises for codecs that are no text encodings, such as base64
        return _as_utf8(content.data, name, handler)
    except LookupError:
        fix = "set data.encoding to a name that Python knows: utf-8, utf-16, cp1252, latin-1, shift_jis, ..."
        raise UserError(f"{encoding!r} is not a text encoding", "data.encoding", fix) from None
    except (UnicodeError, ValueError) as error:
        fix = "set data.encoding to the encoding the file was written in"
        raise UserError(f"the file is not valid {encoding}: {error}", content.where, fix) from None


def _sniffed(content: Content) -> Decoded:
    data = content.data
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _as_told(content, encoding)
    if unmarked := _utf16_without_mark(data[:_SAMPLE]):
        note = f"no byte order mark, read as {unmarked.upper()}; set data.encoding if the text looks wrong"
        return replace(_as_told(content, unmarked), notes=(note,))
    data = data.removeprefix(codecs.BOM_UTF8)
    if _is_utf8(data):
        return Decoded(data, "utf-8", damaged=b"\0" in data)
    good = bad = 0
    for text in _texts(data, "utf-8", "surrogateescape"):
        good, bad = good + len(_NOT_ASCII.findall(text)), bad + len(UNREADABLE.findall(text))
    if good >= bad:  # UTF-8 indeed, with some damaged bytes
        return Decoded(data, "utf-8", damaged=True)
    decoded = _as_utf8(data, "cp1252", "surrogateescape")
    return replace(decoded, notes=("not UTF-8, read as Windows-1252; set data.encoding if the text looks wrong",))


def _utf16_without_mark(start: bytes) -> str | None:
    """Tell UTF-16 by its zeros: in Latin text every other byte is one, and hardly any of those between."""
    if len(start) < 8:
        return None
    even, odd = start[::2].count(0) / len(start[::2]), start[1::2].count(0) / len(start[1::2])
    if min(even, odd) > 0.05 or max(even, odd) < 0.5:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _as_utf8(data: bytes, encoding: str, handler: str) -> Decoded:
    written, damaged = io.BytesIO(), False
    for text in _texts(data, encoding, handler):
        damaged = damaged or "\0" in text or UNREADABLE.search(text) is not None
        written.write((text if written.tell() else text.removeprefix("\ufeff")).encode("utf-8", handler))
    return Decoded(written.getvalue(), encoding, damaged)


def _texts(data: bytes, encoding: str, handler: str) -> Iterator[str]:
    """Yield the text of all bytes, in steps so that a large file is not held twice. Raises UnicodeError."""
    decoder, view = codecs.getincrementaldecoder(encoding)(handler), memoryview(data)
    for start in range(0, max(len(view), 1), _STEP):
        yield decoder.decode(view[start : start + _STEP], final=start + _STEP >= len(view))


def _is_utf8(data: bytes) -> bool:
    try:
        return all(True for _ in _texts(data, "utf-8", "strict"))
    except UnicodeDecodeError:
        return False


def _refuse_binary(decoded: Decoded, content: Content) -> None:
    start, raw = decoded.data[:_SAMPLE].decode("utf-8", "surrogateescape"), content.data[:_SAMPLE]
    if _PAGE.match(decoded.data[:100]):
        fix = "open it to see what it says; then fetch the data file itself"
        raise UserError("this is a web page or XML, not rows", content.where, fix)
    if content.suffix in _WORKBOOKS and raw.startswith(_OF_WORKBOOKS):
        fix = "in the spreadsheet choose Save as, CSV UTF-8, and name that file; one sheet is one file"
        raise UserError("this is a spreadsheet's workbook, not a table of rows", content.where, fix)
    kind = "a tar archive: unpack it first" if raw[_TAR] == b"ustar" else ""
    if raw.startswith(_NEVER_TEXT) or _CONTROL.search(start):
        kind = next((kind for magic, kind in _KINDS.items() if raw.startswith(magic)), kind)
    start = start.rstrip("\0")  # which a crash leaves behind a text
    share = len(_CONTROL.findall(start)) / max(len(start), 1)
    if not kind and share <= (0.02 if decoded.notes else 0.08):
        return
    fix = "name a CSV, TSV, JSONL or Parquet file; for UTF-16 without a byte order mark set data.encoding: utf-16-le"
    raise UserError(f"this is not text but binary data{kind and ', it seems ' + kind}", content.where, fix)
