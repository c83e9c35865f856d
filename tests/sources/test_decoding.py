"""Encodings: told right, or the record that cannot be decoded is named."""

import codecs
import random

import pytest

TEXTS = ["caf\u00e9 \u201cgood\u201d \u20ac5", "\u4f60\u597d \U0001f600", "plain", "na\u00efve"]


def content(texts):
    return "text,label\r\n" + "".join(f"{text},{'ab'[place % 2]}\r\n" for place, text in enumerate(texts))


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        (content(TEXTS).encode("utf-8"), "utf-8"),
        (content(TEXTS).encode("utf-8-sig"), "utf-8"),
        (codecs.BOM_UTF16_LE + content(TEXTS).encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + content(TEXTS).encode("utf-16-be"), "utf-16"),
    ],
)
def test_unicode(reads, encoded, name):
    source = reads(encoded)
    assert source.rows.texts.to_list() == TEXTS
    assert source.facts["columns"] == ["text", "label"]
    assert source.facts["encoding"] == name
    assert source.facts["notes"] == []


def test_windows_1252_with_a_note(reads):
    texts = [TEXTS[0], TEXTS[3], "plain"]
    source = reads(content(texts).encode("cp1252"))
    assert source.rows.texts.to_list() == texts
    assert source.facts["encoding"] == "cp1252"
    assert "Windows-1252" in source.facts["notes"][0]
    assert "data.encoding" in source.facts["notes"][0]


@pytest.mark.parametrize("encoding", ["shift_jis", "utf-16-le", "utf-8-sig", "UTF8"])
def test_a_given_encoding(reads, encoding):
    texts = ["\u65e5\u672c\u8a9e \u3067\u3059", "\u3055\u3088\u3046\u306a\u3089", "plain"]
    source = reads(content(texts).encode(encoding), encoding=encoding)
    assert source.rows.texts.to_list() == texts
    assert source.facts["encoding"] == codecs.lookup(encoding).name


def test_a_damaged_record_in_a_utf8_file_is_named_or_set_aside(reads, refuses):
    lines = content([*TEXTS, "last"]).encode().split(b"\r\n")
    lines[3] = b"bro\xffken \xe9,a"
    error = refuses(b"\n".join(lines))
    assert error.where.endswith("rows.csv:4")
    assert "not valid" in error.what
    source = reads(b"\n".join(lines), on_bad_line="quarantine")
    assert source.rows.texts.to_list() == [TEXTS[0], TEXTS[1], TEXTS[3], "last"]
    assert source.set_aside["row"].to_list() == [3]
    assert source.set_aside["before"].to_list() == [r"bro\xffken \xe9,a"]
    assert source.facts["encoding"] == "utf-8"


def test_a_byte_that_windows_1252_does_not_know(reads):
    source = reads(b"text,label\nfin\xe9,a\nod\x81d,b\nfine,b\n", on_bad_line="quarantine")
    assert source.set_aside["before"].to_list() == [r"od\x81d,b"]
    assert source.rows.texts.to_list() == ["fin\u00e9", "fine"]


def test_half_a_character_in_utf16(reads):
    encoded = content(["fine", "ha\ud83dlf", "fine too", "and fine"]).encode("utf-16", "surrogatepass")
    source = reads(encoded, on_bad_line="quarantine")
    assert source.set_aside["row"].to_list() == [2]


def test_given_utf8_names_the_record_that_is_not(refuses):
    assert refuses(content(TEXTS[3:] * 3).encode("cp1252"), encoding="utf-8").where.endswith("rows.csv:2")


@pytest.mark.parametrize("encoding", ["utf-99", "base64", "rot13"])
def test_an_unknown_encoding_is_refused(refuses, encoding):
    error = refuses(content(TEXTS), encoding=encoding)
    assert error.where == "data.encoding"
    assert encoding in error.what


def test_a_cut_utf16_file_is_refused(refuses):
    assert "not valid utf-16" in refuses(content(TEXTS).encode("utf-16")[:-1]).what


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows", "rows.tsv"])
@pytest.mark.parametrize("size", [200, 100_000])
def test_binary_junk_is_refused(refuses, name, size):
    assert "binary data" in refuses(random.Random(size).randbytes(size), name=name).what


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(reads, encoding):
    source = reads(content(TEXTS).encode(encoding))
    assert source.rows.texts.to_list() == TEXTS
    assert source.facts["encoding"] == encoding
    assert "no byte order mark" in source.facts["notes"][0]


def test_utf32_is_not_taken_for_utf16(reads):
    assert reads(content(TEXTS).encode("utf-32")).rows.texts.to_list() == TEXTS


def test_damage_is_seen_across_the_steps_of_a_large_file(reads):
    rows = "".join(f"caf\u00e9 number {n},{'ab'[n % 2]}\n" for n in range(70_000)).encode()
    assert len(reads(b"text,label\n" + rows).rows) == 70_000
    source = reads(b"text,label\n" + rows + b"caf\xe9,a\n", on_bad_line="quarantine")
    assert (len(source.rows), source.set_aside["line"].to_list()) == (70_000, [70_002])
    windows = reads(b"text,label\n" + rows.decode().encode("cp1252"))
    assert windows.rows.texts[69_999] == "caf\u00e9 number 69999"


def test_a_spreadsheet_named_csv_gets_a_hint(refuses):
    assert "spreadsheet" in refuses(b"PK\x03\x04\x14\0\x06\0" + b"[Content_Types].xml " * 40).what
