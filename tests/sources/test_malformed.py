"""A corpus of broken and odd files: each is read right, to the row, or refused with one message on what to do."""

import codecs
import datetime
import io
import json
import random
import re
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
import pytest

from finetooth.cli import main
from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import read

Pairs = list[tuple[str | None, str | None]]
GOOD: Pairs = [("tea is hot", "a"), ("tea is cold", "b"), ("milk is warm", "a"), ("milk is sour", "b")]


def csv(rows: Pairs = GOOD, mark: str = ",", end: str = "\n", header: str = "text,label") -> str:
    return end.join([header.replace(",", mark), *(f"{text}{mark}{label}" for text, label in rows), ""])


def jsonl(*more: str) -> str:
    return "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in GOOD) + "".join(more)


def parquet(**columns: Any) -> bytes:
    texts, labels = ([pair[place] for pair in GOOD] for place in (0, 1))
    return frame(pl.DataFrame({"text": texts, "label": labels, **columns}))


def frame(table: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    table.write_parquet(file)
    return file.getvalue()


@dataclass(frozen=True)
class Case:
    """A file and what must come of it: ``rows``, or an error ``what`` at ``line``; then, with quarantine, ``kept``.

    ``aside`` records are then set aside. Where ``kept`` is None too, the file is refused in any mode.
    """

    content: bytes | str
    file: str = "rows.csv"
    rows: Pairs | None = None
    what: str = ""
    line: int | None = None
    kept: Pairs | None = None
    aside: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        return self.content.encode() if isinstance(self.content, str) else self.content


def words(*labels: str) -> Pairs:
    return [(f"tea {place}", label) for place, label in enumerate(labels)]


def labelled(*labels: str | None) -> Pairs:
    return [(text, label) for (text, _), label in zip(GOOD, labels, strict=True)]


NUMBERED = [(text, f"00{place % 2}") for place, (text, _) in enumerate(GOOD)]
MISSING = words("NA", "null", "None", "nan", "NA", "N/A")
FORMULAS: Pairs = [("=cmd|' /C calc'!A0", "a"), ("+1+1", "b"), ("@SUM(A1)", "a"), ("-2", "b")]
CAFE: Pairs = [("café crème", "a"), ("thé glacé", "b"), ("maté", "a"), ("purée", "b")]
UTF7: Pairs = [(text.replace("tea", "t+AOk-"), label) for text, label in GOOD]
COMMAS: Pairs = [(f"{text}, indeed", label) for text, label in GOOD]
RAGGED = "the record has {}, expected 2 "
WIDE = "text,label," + ",".join(f"c{n}" for n in range(9_998)) + "\n"

DELIMITED = {
    "labels that look missing": Case(csv(MISSING), rows=MISSING),
    "ids and labels with leading zeros": Case(csv(NUMBERED), rows=NUMBERED),
    "semicolons": Case(csv(COMMAS, ";"), rows=COMMAS),
    "tabs": Case(csv(COMMAS, "\t"), "rows.tsv", rows=COMMAS),
    "tabs in a file named csv": Case(csv(COMMAS, "\t"), rows=COMMAS),
    "pipes": Case(csv(COMMAS, "|"), rows=COMMAS),
    "no header": Case(csv(header="tea is cheap,a"), what="does not look like column names", line=1),
    "no header, as told": Case(
        csv(header="tea is cheap,a"),
        rows=[("tea is cheap", "a"), *GOOD],
        options={"header": False, "text_column": "column_1", "label_column": "column_2"},
    ),
    "blank lines": Case("\n\n" + csv().replace("\n", "\n\n") + "\n \n", rows=GOOD),
    "too few fields": Case(csv() + "only a text\n", what=RAGGED.format("1 field"), line=6, kept=GOOD, aside=1),
    "too many fields": Case(csv() + "tea, hot,a\n", what=RAGGED.format("3 fields"), line=6, kept=GOOD, aside=1),
    "trailing comma in every record": Case(
        csv().replace("\n", ",\n"),
        rows=GOOD,
    ),
    "two encodings in one file": Case(
        csv(words("a", "b")).encode() + "café,a\nnaïve,b\n".encode() + "café,a\n".encode("latin-1"),
        what="not valid in this encoding",
        line=6,
        kept=[*words("a", "b"), ("café", "a"), ("naïve", "b")],
        aside=1,
    ),
    "windows-1252": Case(csv([("café “au lait”", "a"), *GOOD]).encode("cp1252"), rows=[("café “au lait”", "a"), *GOOD]),
    "NUL bytes in a record": Case(csv() + "tea\0,a\n", what="NUL bytes", line=6, kept=GOOD, aside=1),
    "NUL bytes in the header": Case("te\0xt,label\ntea,a\n", what="header holds NULs", line=1),
    "NULs at the end, as after a crash": Case(csv() + "\0" * 40, what="NUL", line=6, kept=GOOD, aside=1),
    "UTF-8 with byte order mark": Case(codecs.BOM_UTF8 + csv().encode(), rows=GOOD),
    "UTF-16 with byte order mark": Case(csv().encode("utf-16"), rows=GOOD),
    "UTF-16, big end first": Case(codecs.BOM_UTF16_BE + csv().encode("utf-16-be"), rows=GOOD),
    "UTF-16 without byte order mark": Case(csv().encode("utf-16-le"), rows=GOOD),
    "UTF-16 BE without byte order mark": Case(csv().encode("utf-16-be"), rows=GOOD),
    "UTF-16 cut in half a character": Case(csv().encode("utf-16")[:-1], what="not valid utf-16"),
    "UTF-32 with byte order mark": Case(csv().encode("utf-32"), rows=GOOD),
    "UTF-32 without byte order mark": Case(csv().encode("utf-32-le"), what="binary data"),
    "UTF-7": Case(csv(UTF7), rows=UTF7),
    "a quote that is never closed": Case(
        csv() + '"tea is nice,a\n', what="quote that opens on line 6 is never closed", line=6, kept=GOOD, aside=1
    ),
    "a quote left open, records after it": Case(
        csv(GOOD[:2]) + '"tea is nice,a\n' + "milk is warm,a\nmilk is sour,b\n",
        what="quote",
        line=4,
        kept=GOOD,
        aside=1,
    ),
    "quotes inside a field": Case(csv([('tea is "hot" here', "a"), *GOOD]), rows=[('tea is "hot" here', "a"), *GOOD]),
    "text after a closing quote": Case(csv() + '"tea" is hot,a\n', what="text follows", line=6, kept=GOOD, aside=1),
    "doubled quotes and line ends inside": Case(
        csv() + '"say ""tea""\nand, more",a\n', rows=[*GOOD, ('say "tea"\nand, more', "a")]
    ),
    "backslash before a quote": Case(
        csv() + '"say \\"tea\\" now",a\n', what="text follows", line=6, kept=GOOD, aside=1
    ),
    "single quotes are text": Case(csv() + "'tea is hot',a\n", rows=[*GOOD, ("'tea is hot'", "a")]),
    "CR as line end": Case(csv(end="\r"), rows=GOOD),
    "CR LF": Case(csv(end="\r\n"), rows=GOOD),
    "all three line ends in one file": Case("text,label\rtea,a\r\nmilk,b\n", rows=[("tea", "a"), ("milk", "b")]),
    "separators of Unicode are text": Case(csv([("tea\u2028hot", "a"), *GOOD]), rows=[("tea\u2028hot", "a"), *GOOD]),
    "a header name twice": Case(csv(header="text,text"), what="stand twice: text", line=1),
    "a header name twice but for spaces": Case(csv(header="label, label"), what="stand twice: label", line=1),
    "a header name left empty": Case("text,label,\ntea,a,1\nmilk,b,2\n", rows=[("tea", "a"), ("milk", "b")]),
    "all header names empty": Case(csv(header=","), rows=GOOD),
    "header only": Case("text,label\n", what="nothing but a header"),
    "empty": Case("", what="the file is empty"),
    "white space only": Case(" \n\t\n  \r\n", what="the file is empty"),
    "byte order mark only": Case(codecs.BOM_UTF8, what="the file is empty"),
    "one column": Case("text\ntea is hot\nmilk is cold\n", what="which column holds the label"),
    "one row": Case(csv(GOOD[:1]), what="1 class"),
    "one class": Case(csv(words("a", "a", "a")), what="1 class"),
    "no label in any row": Case("text,label\ntea,\nmilk,\n", what="0 classes"),
    "lone surrogate as UTF-8 bytes": Case(
        csv(CAFE).encode() + b"tea \xed\xa0\x80,a\n", what="not valid in this encoding", line=6, kept=CAFE, aside=1
    ),
    "control characters": Case(csv([("tea\x07\x1b[31m hot", "a"), *GOOD]), rows=[("tea\x07\x1b[31m hot", "a"), *GOOD]),
    "the unit separator in a label": Case(csv() + "tea,a\x1fb\n", what=r"U\+001F", line=6, kept=GOOD, aside=1),
    "formulas": Case(csv(FORMULAS), rows=FORMULAS),
    "10,000 columns": Case(WIDE + f"tea,a{',x' * 9_998}\nmilk,b{',y' * 9_998}\n", rows=[("tea", "a"), ("milk", "b")]),
    "a million commas": Case("text,label\n" + "," * 1_000_000, what="1000001 fields", line=2),
    "a wrong delimiter is told": Case(csv(), what="is not one character", options={"delimiter": "::"}),
    "an encoding nobody knows": Case(csv(), what="not a text encoding", options={"encoding": "utf-9"}),
    "a picture": Case(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1" * 20, what="a picture"),
    "a PDF": Case("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", what="a PDF"),
    "a spreadsheet": Case(b"PK\x03\x04\x14\0\x06\0" + b"[Content_Types].xml " * 40, what="a spreadsheet"),
    "a web page": Case("<!DOCTYPE html>\n<html><title>404, not found</title></html>\n", what="a web page"),
    "XML": Case('<?xml version="1.0"?>\n<rows><row text="tea" label="a"/></rows>\n', what="XML"),
    "a pickle": Case(
        b"\x80\x04\x95\0\0\0\0\0\0\0\0}\x94(\x8c\x04text\x94]\x94\x8c\x03tea\x94a." * 9, what="binary data"
    ),
    "Parquet named csv": Case(parquet(), rows=GOOD),
    "JSON named csv": Case(jsonl(), rows=GOOD),
}

CAFE_LINES = "".join(json.dumps({"text": t, "label": label}, ensure_ascii=False) + "\n" for t, label in CAFE).encode()
MORE = [*GOOD, ("more", "b")]
JSON = {
    "labels that look missing": Case(
        "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in MISSING),
        "rows.jsonl",
        rows=MISSING,
    ),
    "extra keys": Case(jsonl('{"text": "more", "label": "b", "note": {"by": ["me"]}}\n'), "rows.jsonl", rows=MORE),
    "missing keys": Case(
        jsonl('{"text": "more"}\n{"label": "b"}\n{}\n'),
        "rows.jsonl",
        rows=[*GOOD, ("more", None), (None, "b"), (None, None)],
    ),
    "a torn last line": Case(
        jsonl('{"text": "more", "lab'), "rows.jsonl", what="may have been cut off", line=5, kept=GOOD, aside=1
    ),
    "no line end at the end": Case(jsonl('{"text": "more", "label": "b"}'), "rows.jsonl", rows=MORE),
    "an array as a record": Case(
        jsonl('["more", "b"]\n'), "rows.jsonl", what="not an object", line=5, kept=GOOD, aside=1
    ),
    "bare values as records": Case(
        jsonl("17\n", '"more"\n', "null\n", "true\n"),
        "rows.jsonl",
        what="not an object but '17'",
        line=5,
        kept=GOOD,
        aside=4,
    ),
    "only bare values": Case("1\n2\n", "rows.jsonl", what="not an object", line=1),
    "NaN and Infinity": Case(
        jsonl('{"text": "more", "label": NaN}\n{"text": NaN, "label": -Infinity}\n'),
        "rows.jsonl",
        rows=[*GOOD, ("more", None), (None, None)],
    ),
    "numbers too large for any machine": Case(
        "".join(f'{{"text": "t {n}", "label": {10**400 + n}}}\n' for n in range(2)),
        "rows.jsonl",
        rows=[("t 0", str(10**400)), ("t 1", str(10**400 + 1))],
    ),
    "numbers keep their spelling": Case(
        '{"text": "a", "label": 1.50}\n{"text": "b", "label": 1e400}\n',
        "rows.jsonl",
        rows=[("a", "1.50"), ("b", "1e400")],
    ),
    "a key twice": Case(
        jsonl('{"text": "more", "label": "a", "label": "b"}\n'),
        "rows.jsonl",
        what="a key twice: 'label'",
        line=5,
        kept=GOOD,
        aside=1,
    ),
    "an object as text": Case(
        jsonl('{"text": {"en": "more"}, "label": "b"}\n'),
        "rows.jsonl",
        what="value of text is a list or an object",
        line=5,
        kept=GOOD,
        aside=1,
    ),
    "an object as label": Case(
        jsonl('{"text": "more", "label": {"id": 1}}\n'),
        "rows.jsonl",
        what="value of label is a list or an object",
        line=5,
        kept=GOOD,
        aside=1,
    ),
    "one array": Case("[" + ",\n".join(jsonl().splitlines()) + "]\n", "rows.json", rows=GOOD),
    "one array, torn": Case("[" + ",\n".join(jsonl().splitlines()), "rows.json", what="not valid JSON", line=4),
    "one array, a comma too many": Case("[" + ",\n".join(jsonl().splitlines()) + ",]", "rows.json", rows=GOOD),
    "an empty array": Case("[]", "rows.json", what="no records"),
    "rows under a key": Case(json.dumps({"data": [{"text": "tea", "label": "a"}]}), "rows.json", what="which column"),
    "an object of columns": Case(
        '{"text": ["tea", "milk"], "label": ["a", "b"]}', "rows.json", what="list or an object", line=1
    ),
    "pretty printed": Case(json.dumps(dict(GOOD), indent=1), "rows.json", what="not valid JSON", line=1),
    "single quotes": Case("{'text': 'tea', 'label': 'a'}\n", "rows.jsonl", what="not valid JSON", line=1),
    "commas between lines": Case(jsonl().replace("\n", ",\n"), "rows.jsonl", what="not valid JSON", line=1),
    "byte order mark": Case(codecs.BOM_UTF8 + jsonl().encode(), "rows.jsonl", rows=GOOD),
    "UTF-16": Case(jsonl().encode("utf-16"), "rows.jsonl", rows=GOOD),
    "half a character": Case(
        jsonl('{"text": "tea \\ud800", "label": "a"}\n'),
        "rows.jsonl",
        what="half a character",
        line=5,
        kept=GOOD,
        aside=1,
    ),
    "half a character in a key": Case(
        jsonl('{"text": "tea", "label": "a", "\\udc00": 1}\n'),
        "rows.jsonl",
        what="half a character",
        line=5,
        kept=GOOD,
        aside=1,
    ),
    "an escaped NUL": Case(
        jsonl('{"text": "tea \\u0000", "label": "a"}\n'), "rows.jsonl", rows=[*GOOD, ("tea \0", "a")]
    ),
    "raw control characters": Case(
        jsonl('{"text": "tea \x07", "label": "a"}\n'),
        "rows.jsonl",
        what="Invalid control character",
        line=5,
        kept=GOOD,
        aside=1,
    ),
    "bytes that are no text": Case(
        jsonl().encode() + CAFE_LINES + b'{"text": "caf\xe9", "label": "a"}\n',
        "rows.jsonl",
        what="not valid in this encoding",
        line=9,
        kept=[*GOOD, *CAFE],
        aside=1,
    ),
    "nested beyond reason": Case(
        jsonl("[" * 100_000 + "]" * 100_000 + "\n"), "rows.jsonl", what="nested too deeply", line=5, kept=GOOD, aside=1
    ),
    "blank lines and CR LF": Case("\r\n" + jsonl().replace("\n", "\r\n\r\n"), "rows.jsonl", rows=GOOD),
    "10,000 keys": Case(
        json.dumps({f"k{n}": "x" for n in range(10_000)}), "rows.jsonl", what="more than 2,000 different"
    ),
    "white space only": Case(" \n\n", "rows.jsonl", what="the file is empty"),
    "the unit separator in a label": Case(
        jsonl('{"text": "tea", "label": "a\\u001fb"}\n'), "rows.jsonl", what=r"U\+001F", line=5, kept=GOOD, aside=1
    ),
}

DAY = datetime.date(2026, 1, 2)
PARQUET = {
    "plain": Case(parquet(), rows=GOOD),
    "cut in half": Case(parquet()[: len(parquet()) // 2], what="Parquet file cannot be read"),
    "without its last bytes": Case(parquet()[:-5], what="Parquet file cannot be read"),
    "its magic bytes alone": Case(b"PAR1", what="Parquet file cannot be read"),
    "empty": Case(b"", what="the file is empty"),
    "text named parquet": Case(csv(), what="Parquet file cannot be read"),
    "zeros inside": Case(parquet()[:40] + bytes(60) + parquet()[100:], what="Parquet file cannot be read"),
    "no rows": Case(frame(pl.DataFrame({"text": [], "label": []})), what="no records"),
    "no columns": Case(frame(pl.DataFrame()), what="no records"),
    "other columns of any type": Case(
        parquet(
            a=[[1]] * 4,
            b=[{"c": b"\xff"}] * 4,
            d=[b"\xff"] * 4,
            e=[DAY] * 4,
            f=[None] * 4,
            g=[[b"\xff"]] * 4,
            h=[datetime.timedelta(1)] * 4,
        ),
        rows=GOOD,
    ),
    "labels of categories": Case(parquet(label=pl.Series(list("abab"), dtype=pl.Categorical)), rows=GOOD),
    "labels of dates": Case(
        parquet(label=[DAY, None, DAY, datetime.date(2026, 1, 3)]),
        rows=labelled("2026-01-02", None, "2026-01-02", "2026-01-03"),
    ),
    "labels that are no number": Case(
        parquet(label=[1.0, float("nan"), 0.0, 1.0]), rows=labelled("1.0", None, "0.0", "1.0")
    ),
    "texts of bytes": Case(parquet(text=[text.encode() for text, _ in GOOD]), rows=GOOD),
    "texts of bytes that are none": Case(
        parquet(text=[b"tea is hot", b"\xff", b"milk is warm", b"milk is sour"]),
        what="holds bytes that are no text",
        kept=[GOOD[0], *GOOD[2:]],
        aside=1,
    ),
    "texts of lists": Case(parquet(text=[["tea"], ["milk"], [], ["tea"]]), what="value of text is a list"),
    "a column name twice but for case": Case(parquet(Text=["x"] * 4), rows=GOOD),
}

CORPUS = {
    f"{kind}: {name}": case if kind != "Parquet" else replace(case, file="rows.parquet")
    for kind, cases in (("CSV", DELIMITED), ("JSON", JSON), ("Parquet", PARQUET))
    for name, case in cases.items()
}


WHOLE = {  # these rows meet every check; the others one, which is quicker
    "CSV: labels that look missing",
    "CSV: formulas",
    "CSV: control characters",
    "CSV: a header name left empty",
    "CSV: 10,000 columns",
    "JSON: missing keys",
    "JSON: NaN and Infinity",
    "JSON: numbers too large for any machine",
    "Parquet: other columns of any type",
}


@pytest.fixture(params=CORPUS.values(), ids=CORPUS.keys())
def case(request) -> Case:
    return request.param


@pytest.fixture
def place(case, tmp_path) -> str:
    (tmp_path / case.file).write_bytes(case.raw)
    return str(tmp_path / case.file)


def pairs(source) -> Pairs:
    return source.rows.table.select("text", "label").rows()


def names_all(error: UserError, case: Case, place: str) -> None:
    """What is wrong, where, and the next step."""
    assert re.search(case.what, error.what)
    assert case.line is None or error.where == f"{place}:{case.line}"
    assert error.where.startswith((place, "data."))
    assert error.fix


def test_the_corpus_is_large():
    assert len(CORPUS) >= 100
    assert set(CORPUS) >= WHOLE


def test_read(case, place):
    data = Data(train=place, **case.options)
    if case.rows is None:
        with pytest.raises(UserError) as caught:
            read(place, "train", data)
        names_all(caught.value, case, place)
    else:
        source = read(place, "train", data)
        assert pairs(source) == case.rows
        assert source.facts["records"] == len(case.rows)
        assert source.set_aside.is_empty()


def test_quarantine_loses_nothing(case, place):
    data = Data(train=place, on_bad_line="quarantine", **case.options)
    kept = case.rows if case.rows is not None else case.kept
    if kept is None:
        with pytest.raises(UserError) as caught:
            read(place, "train", data)
        assert re.search(case.what, caught.value.what) or "no record can be read" in caught.value.what
        return
    source = read(place, "train", data)
    assert pairs(source) == kept
    assert source.columns.height == len(source.rows)
    assert source.set_aside.height == case.aside
    assert source.facts["records"] == len(source.rows) + source.set_aside.height
    everything = sorted([*source.rows.ids, *source.set_aside["row"]])
    assert everything == list(range(1, source.facts["records"] + 1))


def test_audit(case, place, capsys, request):
    whole = request.node.callspec.id in WHOLE
    sets = [part for name, value in case.options.items() for part in ("--set", f"data.{name}={json.dumps(value)}")]
    code = main(["audit", place, "--json", *sets, *([] if whole else ["--select", "PRE003"])])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    answer = json.loads(out)
    if case.rows is None:
        assert code == 2
        assert len(err.splitlines()) == 3, "what, where, next"
        assert re.search(case.what, answer["error"]["what"])
    else:
        assert code in (0, 1)
        assert answer["rows"] == len(case.rows)
        assert not [verdict for verdict in answer["verdicts"] if verdict["outcome"] == "broken"]


@pytest.mark.parametrize("name", [name for name, case in CORPUS.items() if case.kept is not None])
def test_audit_with_quarantine(name, tmp_path, capsys):
    case = CORPUS[name]
    (tmp_path / case.file).write_bytes(case.raw)
    options = ("--set", "data.on_bad_line=quarantine", "--select", "PRE003", "--json")
    assert main(["audit", str(tmp_path / case.file), *options]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["rows"] == len(case.kept or ())


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_is_never_a_traceback(seed, tmp_path):
    """Bytes flipped, cut out, doubled or put in: the rows balance, or there is a UserError."""
    chance = random.Random(seed)
    for number, case in enumerate(CORPUS.values()):
        content = bytearray(case.raw[:3000])
        for _ in range(chance.randrange(1, 6)):
            at, long = chance.randrange(len(content) + 1), chance.choice((1, 1, 2, 9))
            new = chance.choice(
                (b"", chance.randbytes(long), content[at - 9 : at], b'"', b"\n", b"\0", b"\xff", b"{", b",")
            )
            content[at : at + chance.choice((0, long))] = new
        path = tmp_path / f"{number}-{case.file}"
        path.write_bytes(content)
        for mode in ("error", "quarantine"):
            try:
                source = read(str(path), "train", Data(train="x", on_bad_line=mode))
            except UserError:
                continue
            assert len(source.rows) + source.set_aside.height == source.facts["records"]


def cells(*parts: str) -> str:
    return "".join(f"{part}\n" for part in parts)


TEN, FIFTY = 10 * 2**20, 50 * 2**20
LARGE = {
    "a cell of 10 MB": lambda: (cells("text,label", f"{'tea ' * (TEN // 4)},a", "milk,b"), "rows.csv"),
    "a quoted cell of 10 MB with a million lines": lambda: (
        cells("text,label", f'"{"tea is hot" + chr(10)}"'.replace("\n", "\n" * 10**6) + ",a", "milk,b"),
        "rows.csv",
    ),
    "a line of 50 MB": lambda: (
        cells(json.dumps({"text": "tea", "label": "a", "x": "y" * FIFTY}), json.dumps({"text": "m", "label": "b"})),
        "rows.jsonl",
    ),
    "a line of 50 MB without an end": lambda: (cells("text,label", "tea,a", "milk,b" + "b" * FIFTY), "rows.csv"),
}


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_large_cells_are_read(tmp_path, make):
    content, name = make()
    (tmp_path / name).write_text(content)
    source = read(str(tmp_path / name), "train", Data(train="x"))
    assert len(source.rows) == 2
    assert source.rows.texts[1][0] == "m"


def test_ten_thousand_labels_are_read(tmp_path):
    rows = [(f"text number {n}", f"label {n // 3}") for n in range(30_000)]
    (tmp_path / "rows.csv").write_text(csv(rows))
    source = read(str(tmp_path / "rows.csv"), "train", Data(train="x"))
    assert source.rows.labels.n_unique() == 10_000


def test_a_cell_of_ten_megabytes_is_audited(tmp_path, capsys):
    content, name = LARGE["a cell of 10 MB"]()
    (tmp_path / name).write_text(content)
    assert main(["audit", str(tmp_path / name), "--json"]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["rows"] == 2
