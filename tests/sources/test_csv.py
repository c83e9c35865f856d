"""CSV as people really write it: nothing changes on the way in, and every record is traced to its line."""

import csv

import pytest

from finetooth.core.rows import row_id
from finetooth.sources.source import SET_ASIDE_SCHEMA

PLAIN = "text,label\nit works well,good\nit broke at once,bad\n"


def test_plain_file(reads):
    source = reads(PLAIN)
    table = source.rows.table
    assert table["text"].to_list() == ["it works well", "it broke at once"]
    assert table["label"].to_list() == ["good", "bad"]
    assert table["line"].to_list() == [2, 3]
    assert table["id"].to_list() == [1, 2]
    assert table["role"].to_list() == ["train", "train"]
    assert table["group"].to_list() == [None, None]
    assert dict(source.set_aside.schema) == SET_ASIDE_SCHEMA
    assert source.facts == {
        "file": "rows.csv",
        "format": "csv",
        "records": 2,
        "delimiter": ",",
        "encoding": "utf-8",
        "header": True,
        "columns": ["text", "label"],
        "text_column": "text",
        "pair_column": None,
        "label_column": "label",
        "group_column": None,
        "time_column": None,
        "multi_label": False,
        "notes": [],
    }


def test_ids_carry_the_role(reads):
    assert reads(PLAIN, role="test").rows.ids.to_list() == [row_id("test", 1), row_id("test", 2)]


def test_words_that_look_missing_or_numeric_stay_text(reads):
    rows = reads("text,label\nnull,NA\n00042,None\nnan,1.0\n1e5,\n,NA\n").rows
    assert rows.texts.to_list() == ["null", "00042", "nan", "1e5", ""]
    assert rows.labels.to_list() == ["NA", "None", "1.0", "", "NA"]


def test_quoting(reads):
    rows = reads('text,label\n"one, two",a\n"she said ""no""",b\n5" pipe,a\n"",b\n').rows
    assert rows.texts.to_list() == ["one, two", 'she said "no"', '5" pipe', ""]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_quoted_newlines_keep_line_numbers(reads, end):
    content = end.join(["text,label", "first,a", '"second', "", 'goes on",b', "", "third,a", '"fourth', '",b'])
    table = reads(content).rows.table
    assert table["text"].to_list() == ["first", f"second{end}{end}goes on", "third", f"fourth{end}"]
    assert table["line"].to_list() == [2, 3, 7, 8]
    assert table["id"].to_list() == [1, 2, 3, 4]


def test_blank_lines_are_no_records(reads):
    source = reads("\n\ntext,label\n\nfirst,a\n   \nsecond,b\n\n\n")
    assert source.rows.table["line"].to_list() == [5, 7]
    assert source.rows.ids.to_list() == [1, 2]
    assert source.facts["records"] == 2


def test_blank_lines_are_records_in_a_file_of_one_column(reads):
    source = reads("text\nfirst\n\nthird\n", role="field")
    assert source.rows.texts.to_list() == ["first", "", "third"]
    assert source.rows.table["line"].to_list() == [2, 3, 4]
    assert source.facts["delimiter"] is None


def test_a_file_of_one_column_keeps_commas_and_quotes(reads):
    source = reads('text\nhello, you there\n"well" she said\nbye\n', role="field")
    assert source.rows.texts.to_list() == ["hello, you there", '"well" she said', "bye"]
    assert source.rows.labels.to_list() == [None, None, None]


@pytest.mark.parametrize(("record", "found"), [("only one", "1 field"), ("a,b,c", "3 fields")])
def test_a_ragged_record_is_named(refuses, record, found):
    error = refuses(f"text,label\nfine,a\n{record}\nalso fine,b\n")
    assert error.where.endswith("rows.csv:3")
    assert f"{found}, expected 2" in error.what
    assert "data.on_bad_line=quarantine" in error.fix


def test_a_ragged_record_is_set_aside(reads):
    source = reads("text,label\nfine,a\nx,y,z\n\nalso fine,b\nlone\n", on_bad_line="quarantine")
    assert source.rows.texts.to_list() == ["fine", "also fine"]
    assert source.rows.ids.to_list() == [1, 3]
    assert source.rows.table["line"].to_list() == [2, 5]
    assert source.set_aside["row"].to_list() == [2, 4]
    assert source.set_aside["line"].to_list() == [3, 6]
    assert source.set_aside["before"].to_list() == ["x,y,z", "lone"]
    assert "3 fields" in source.set_aside["reason"][0]
    assert source.facts["records"] == 4


def test_ids_of_set_aside_records_carry_the_role(reads):
    source = reads(PLAIN + "x,y,z\n", role="test", on_bad_line="quarantine")
    assert source.set_aside["row"].to_list() == [row_id("test", 3)]


def test_raw_text_of_a_long_record_is_cut(reads):
    source = reads(PLAIN + "x" * 2000 + "\n", on_bad_line="quarantine")
    assert source.set_aside["before"].to_list() == ["x" * 500]


def test_an_unclosed_quote_is_named(refuses):
    error = refuses('text,label\nfine,a\n"never closed,b\nfine,a\nfine,b\n')
    assert error.where.endswith("rows.csv:3")
    assert "opens on line 3 is never closed" in error.what


def test_nul_bytes_are_named_or_set_aside(reads, refuses):
    content = b"text,label\nfine and long enough to be text,a\nwith a \0 inside,b\nfine,b\n"
    error = refuses(content)
    assert error.where.endswith("rows.csv:3")
    assert "NUL" in error.what
    source = reads(content, on_bad_line="quarantine")
    assert source.rows.ids.to_list() == [1, 3]
    assert source.set_aside["row"].to_list() == [2]


def test_nothing_is_left_when_all_is_set_aside(refuses):
    error = refuses("text,label\na\nb\n", on_bad_line="quarantine")
    assert "all 2 were set aside" in error.what
    assert "line 2" in error.what


def test_a_very_long_field_is_read_and_the_limit_of_the_process_kept(reads):
    before = csv.field_size_limit()
    rows = reads(f"text,label\n{'long ' * 50_000},a\nshort,b\n").rows
    assert rows.texts.str.len_chars().to_list() == [250_000, 5]
    assert csv.field_size_limit() == before


def test_many_records_come_in_order(reads):
    count = 10_000
    rows = reads("text,label\n" + "".join(f"text {n},{n % 3}\n" for n in range(count))).rows
    assert rows.ids.to_list() == list(range(1, count + 1))
    assert rows.table["line"].to_list() == list(range(2, count + 2))
    assert rows.texts[-1] == f"text {count - 1}"


def test_without_a_header(reads):
    source = reads("it works well,good\nit broke at once,bad\n", header=False)
    assert source.rows.table["line"].to_list() == [1, 2]
    assert source.facts["columns"] == ["column_1", "column_2"]
    assert source.facts["header"] is False
    assert (source.facts["text_column"], source.facts["label_column"]) == ("column_1", "column_2")


def test_without_a_header_the_usual_width_counts(reads):
    content = "it works,good,extra\n" + "".join(f"it is a long text {n},{'ab'[n % 2]}\n" for n in range(6))
    source = reads(content, header=False, on_bad_line="quarantine")
    assert source.set_aside["row"].to_list() == [1]
    assert len(source.rows) == 6


@pytest.mark.parametrize("role", ["train", "validation", "test", "field"])
@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "text,label\n"])
def test_no_records(refuses, content, role):
    assert "empty" in refuses(content, role=role).what or "no records" in refuses(content, role=role).what


def test_a_header_alone_may_be_data(refuses):
    assert "data.header: false" in refuses("it works well,good\n").fix
