"""The delimiter is told from the structure of a sample, and never becomes one column silently."""

import csv
import io

import pytest


def written(rows, delimiter):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize("name", ["rows.csv", "rows.tsv", "rows.txt", "rows"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(reads, delimiter, name):
    texts = ["a, b; c | d", "plain", 'with "quotes", yes', "two\nlines; three, four", "tab\there"]
    rows = [("text", "label"), *((text, "ab"[place % 2]) for place, text in enumerate(texts))]
    source = reads(written(rows, delimiter), name=name)
    assert source.facts["delimiter"] == delimiter
    assert source.rows.texts.to_list() == [text.replace("\n", "\n") for text in texts]


@pytest.mark.parametrize("said", ["sep={}", '"sep={}"', "SEP={}"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "^"])
def test_a_first_line_that_says_how_fields_are_parted_is_no_header(reads, said, mark):
    source = reads(f"{said.format(mark)}\ntext{mark}label\none two{mark}a\nthree four{mark}b\n")
    assert source.facts["delimiter"] == mark
    assert source.facts["columns"] == ["text", "label"]
    assert source.rows.texts.to_list() == ["one two", "three four"]
    assert source.rows.table["line"].to_list() == [3, 4]


def test_a_first_line_that_says_how_fields_are_parted_where_there_is_no_header_or_a_bad_record(reads, refuses):
    columns = {"header": False, "text_column": "column_1", "label_column": "column_2"}
    source = reads("sep=;\none, two;a\nthree, four;b\n", **columns)
    assert source.rows.texts.to_list() == ["one, two", "three, four"]
    assert source.rows.table["line"].to_list() == [2, 3]
    assert refuses("sep=;\ntext;label\none;a\ntwo;b;c\n").where.endswith(":4")


def test_a_column_that_is_called_like_that_line_stays_one(reads):
    source = reads("text,sep=;\none two,a\nthree four,b\n", label_column="sep=;")
    assert source.rows.texts.to_list() == ["one two", "three four"]


def test_commas_in_the_texts_of_a_semicolon_file(reads):
    source = reads("text;label\none, two;a\nthree, four;b\nfive, six;a\n")
    assert source.facts["delimiter"] == ";"
    assert source.rows.texts.to_list() == ["one, two", "three, four", "five, six"]


def test_a_semicolon_file_without_header(reads):
    source = reads("one, two;a\nthree;b\nfive, six, seven;a\n", header=False)
    assert source.facts["delimiter"] == ";"


def test_bad_records_do_not_hide_the_delimiter(reads):
    source = reads('text;label\none, two;a\n"open, end;b\nsix;a\nx\nfour, five;b\n', on_bad_line="quarantine")
    assert source.facts["delimiter"] == ";"
    assert source.set_aside["row"].to_list() == [2, 4]


@pytest.mark.parametrize("given", ["\t", "\\t", "tab"])
def test_a_given_delimiter(reads, given):
    source = reads("text,label\tlabel\na,b\tx\nc,d\ty\n", delimiter=given, text_column="text,label")
    assert source.rows.texts.to_list() == ["a,b", "c,d"]


def test_a_rare_delimiter_can_be_given(reads):
    assert reads("text^label\na^x\nb^y\n", delimiter="^").rows.labels.to_list() == ["x", "y"]


@pytest.mark.parametrize("given", [",,", '"', "\n", ""])
def test_what_is_no_delimiter_is_refused(refuses, given):
    assert refuses("text,label\na,x\nb,y\n", delimiter=given).where == "data.delimiter"


def test_quotes_of_a_tab_file_that_does_not_use_them(reads):
    source = reads('text\tlabel\n"Well" she said\ta\nhe said "no"\tb\n"open end\ta\n', name="rows.tsv")
    assert source.rows.texts.to_list() == ['"Well" she said', 'he said "no"', '"open end']
    assert "literally" in source.facts["notes"][0]


def test_quotes_of_a_tab_file_that_uses_them(reads):
    source = reads('text\tlabel\n"Well"\ta\n"a ""b"" c"\tb\n"two\nlines"\ta\n', name="rows.tsv")
    assert source.rows.texts.to_list() == ["Well", 'a "b" c', "two\nlines"]
    assert source.facts["notes"] == []


def test_a_sample_that_ends_inside_a_record(reads):
    body = "".join(f'"line {n}\n, still {n}";{"ab"[n % 2]}\n' for n in range(1200))
    source = reads("text;label\n" + body)
    assert source.facts["delimiter"] == ";"
    assert len(source.rows) == 1200
