"""JSON: values keep the text they have in the file, and the line at fault is named."""

import json

import pytest

PLAIN = '{"text": "it works", "label": "good"}\n{"text": "it broke", "label": "bad"}\n'


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.ndjson", "rows.json", "rows", "rows.dat"])
def test_plain_file(reads, name):
    source = reads(PLAIN, name=name)
    assert source.rows.texts.to_list() == ["it works", "it broke"]
    assert source.rows.labels.to_list() == ["good", "bad"]
    assert source.rows.table["line"].to_list() == [1, 2]
    assert source.facts["format"] == "jsonl"
    assert source.facts["encoding"] == "utf-8"
    json.dumps(source.facts)


def test_values_keep_their_text(reads):
    labels = [
        "1",
        "1.0",
        "1e5",
        "true",
        "false",
        "null",
        "NaN",
        '"00042"',
        '"NA"',
        '""',
        "123456789012345678901234567890",
    ]
    content = "".join(f'{{"text": "a", "label": {label}}}\n' for label in labels)
    expected = ["1", "1.0", "1e5", "true", "false", None, None, "00042", "NA", "", "123456789012345678901234567890"]
    assert reads(content, name="rows.jsonl").rows.labels.to_list() == expected


def test_missing_and_extra_keys(reads):
    rows = reads(
        '{"text": "a", "label": "x", "more": [1]}\n{"label": "y"}\n{"text": "c", "else": 1}\n', name="rows.jsonl"
    ).rows
    assert rows.texts.to_list() == ["a", None, "c"]
    assert rows.labels.to_list() == ["x", "y", None]


def test_blank_lines_and_line_separators_inside_texts(reads):
    rows = reads('\n{"text": "a\u2028b\u0085c", "label": "x"}\r\n\n{"text": "d", "label": "y"}', name="rows.jsonl").rows
    assert rows.texts.to_list() == ["a\u2028b\u0085c", "d"]
    assert rows.table["line"].to_list() == [2, 4]


def test_an_array(reads):
    content = '[\n {"text": "a",\n  "label": 1},\n\n {"text": "[b]", "label": 2}\n]\n'
    for name in ("rows.json", "rows.jsonl", "rows"):
        rows = reads(content, name=name).rows
        assert rows.texts.to_list() == ["a", "[b]"]
        assert rows.labels.to_list() == ["1", "2"]
        assert rows.table["line"].to_list() == [2, 5]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('[\n{"text": "a", "label": 1},\n{"text": "b"', 3),
        ('[\n{"text": "a", "label": 1}', 2),
        ('[\n{"text": "a", "label": 1},\n{text: 2}]', 3),
    ],
)
def test_a_broken_array_is_refused_in_any_mode(refuses, content, line):
    error = refuses(content, name="rows.json", on_bad_line="quarantine")
    assert error.where.endswith(f"rows.json:{line}")
    assert "not valid JSON" in error.what


@pytest.mark.parametrize("after", ["more", '[{"text": "b", "label": 2}]'])
def test_what_follows_an_array_is_refused(refuses, after):
    error = refuses(f'[\n{{"text": "a", "label": 1}}\n]\n{after}', name="rows.jsonl", on_bad_line="quarantine")
    assert error.where.endswith("rows.jsonl:3")
    assert "ends here, and more follows" in error.what
    assert "one object a line" in error.fix


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ('{"text": "c", "la', "not valid JSON"),
        ("plain words", "not valid JSON"),
        ('["c", "x"]', "not an object"),
        ("7", "not an object"),
        ('{"text": "\\ud800", "label": "x"}', "half a character"),
        ('{"text": "\ud800", "label": "x"}'.encode("utf-8", "surrogatepass"), "not valid"),
        ('{"text": ' + "[" * 100_000, "nested too deeply"),
        ('{"text": "a\0b", "label": "x"}', "not valid JSON"),
    ],
)
def test_a_bad_line_is_named_or_set_aside(reads, refuses, record, reason):
    record = record if isinstance(record, bytes) else record.encode()
    ahead = b'{"text": "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "label": "good"}\n'
    content = ahead + record + b"\n\n" + PLAIN.encode()
    error = refuses(content, name="rows.jsonl")
    assert error.where.endswith("rows.jsonl:2")
    assert reason in error.what
    assert "quarantine" in error.fix
    source = reads(content, name="rows.jsonl", on_bad_line="quarantine")
    assert source.rows.ids.to_list() == [1, 3, 4]
    assert source.set_aside["row"].to_list() == [2]
    assert source.facts["records"] == 4


def test_a_whole_escaped_character_is_fine(reads):
    assert reads('{"text": "\\ud83d\\ude00", "label": 1}\n' + PLAIN, name="rows.jsonl").rows.texts[0] == "\U0001f600"


def test_a_torn_last_line(reads, refuses):
    error = refuses(PLAIN + '{"text": "it wo', name="rows.jsonl")
    assert error.where.endswith("rows.jsonl:3")
    assert "cut off" in error.what
    assert "cut off" not in refuses(PLAIN + '{"text": "it wo\n' + PLAIN, name="rows.jsonl").what


@pytest.mark.parametrize("column", ["text", "label"])
def test_a_list_or_object_as_text_or_label(reads, refuses, column):
    nested = {"text": "c", "label": "x", column: {"a": [1]}}
    content = PLAIN + json.dumps(nested) + "\n" + json.dumps({**nested, column: [[1]]}) + "\n"
    error = refuses(content, name="rows.jsonl")
    assert error.where.endswith("rows.jsonl:3")
    assert f"the value of {column} is a list or an object" in error.what
    source = reads(content, name="rows.jsonl", on_bad_line="quarantine")
    assert source.rows.ids.to_list() == [1, 2]
    assert source.set_aside["row"].to_list() == [3, 4]
    assert source.set_aside["line"].to_list() == [3, 4]


def test_one_pretty_printed_object_is_refused(refuses):
    assert refuses('{\n "text": "a"\n}\n', name="rows.json").where.endswith("rows.json:1")


def test_records_without_any_key(refuses):
    assert "cannot tell" in refuses("{}\n{}\n", name="rows.jsonl").what


def test_keys_that_are_data_are_refused(refuses):
    content = "".join(f'{{"key {n}": 1}}\n' for n in range(2500))
    assert "different keys" in refuses(content, name="rows.jsonl").what


def test_many_records_and_late_keys(reads):
    lines = [{"text": f"text {n}", "label": n % 2} for n in range(5000)]
    lines[4500]["new"] = {"a": 1}
    rows = reads("\n".join(map(json.dumps, lines)), name="rows.jsonl").rows
    assert rows.ids.to_list() == list(range(1, 5001))
    assert rows.texts[-1] == "text 4999"


def test_empty(refuses):
    assert "empty" in refuses("", name="rows.jsonl").what
    assert "no records" in refuses("[]", name="rows.json").what


def test_the_encoding_option_applies(reads):
    content = '{"text": "caf\u00e9", "label": 1}\n{"text": "b", "label": 2}\n'.encode("utf-16")
    assert reads(content, name="rows.jsonl").rows.texts[0] == "caf\u00e9"
    content = '{"text": "\u044f", "label": 1}\n{"text": "b", "label": 2}\n'.encode("koi8-r")
    assert reads(content, name="rows.jsonl", encoding="koi8-r").rows.texts[0] == "\u044f"
