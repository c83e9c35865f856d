"""The columns are found where only one can be meant; otherwise the error lists them and the two keys to set."""

import json

import polars as pl
import pytest

from finetooth.recipe.sections import Data
from finetooth.sources.columns import choose

TEXTS = [f"a remark of some length on matter number {n} by a customer" for n in range(40)]


def table(**columns):
    """JSONL with 40 records: ``text`` stands for the texts, anything else for a function of the record's number."""
    rows = ({name: value(n) for name, value in columns.items()} for n in range(40))
    return "\n".join(map(json.dumps, rows))


def text(n):
    return TEXTS[n]


def label(n):
    return "abc"[n % 3]


def chosen(source):
    return source.facts["text_column"], source.facts["label_column"]


@pytest.mark.parametrize(
    "name", ["text", "Sentence", "REVIEW", "content", "message", "body", "utterance", "question", "tweet"]
)
def test_text_by_name(reads, name):
    assert chosen(reads(table(**{"verdict": label, name: text}), name="rows.jsonl")) == (name, "verdict")


@pytest.mark.parametrize("name", ["label", "Labels", "CLASS", "category", "target", "intent", "sentiment", "rating"])
def test_label_by_name(reads, name):
    content = table(remark=text, shop=label, **{name: label})
    assert chosen(reads(content, name="rows.jsonl")) == ("remark", name)


def test_a_name_beside_finer_names(reads):
    content = table(text=text, label=label, label_fine=lambda n: label(n) + str(n % 2), text_length=lambda n: n)
    assert chosen(reads(content, name="rows.jsonl")) == ("text", "label")


def test_by_shape(reads):
    content = table(
        number=lambda n: n,
        key=lambda n: f"{n:064d}",  # longer than the texts, but no words
        day=lambda n: f"May {n}, 2026",
        verdict=label,
        remark=text,
        constant=lambda n: "x",
    )
    assert chosen(reads(content, name="rows.jsonl")) == ("remark", "verdict")


def test_texts_without_spaces(reads):
    content = table(n=lambda n: n, remark=lambda n: "\u597d" * 30 + str(n), verdict=label)
    assert chosen(reads(content, name="rows.jsonl")) == ("remark", "verdict")


def test_two_known_names_are_told_apart_by_shape(reads):
    content = table(question=lambda n: f"why {n}", body=text, rating=label, category=lambda n: f"kind {n}")
    assert chosen(reads(content, name="rows.jsonl")) == ("body", "rating")


def test_two_texts_are_ambiguous(refuses):
    error = refuses(table(premise=text, conclusion=lambda n: TEXTS[n][3:], verdict=label), name="rows.jsonl")
    assert "which column holds the text: more than one could" in error.what
    assert "premise (40 distinct, 57 characters on average)" in error.what
    assert "verdict (3 distinct, 1 characters on average)" in error.what
    assert "data.text_column" in error.fix
    assert "data.label_column" in error.fix


def test_two_labels_are_ambiguous(refuses):
    error = refuses(table(text=text, verdict=label, shop=lambda n: n % 4), name="rows.jsonl")
    assert "which column holds the label: more than one could" in error.what


def test_no_label_at_all(refuses):
    error = refuses(table(text=text, number=lambda n: n), name="rows.jsonl")
    assert "which column holds the label: none could" in error.what


def test_texts_alone_have_no_labels_and_may_be_meant_for_a_language_model(refuses):
    error = refuses('{"text": "It rains."}\n{"text": "It snows."}\n', name="rows.jsonl")
    assert "which column holds the label: none could" in error.what
    assert "--set task=sft" in error.fix


def test_records_that_hold_their_fields_in_an_object_are_told(refuses):
    error = refuses(table(data=lambda n: {"text": text(n), "label": n % 2}), name="rows.jsonl")
    assert "all hold objects or lists: data" in error.what
    assert "at the top of each record" in error.fix


def test_as_many_values_as_a_fifth_of_the_rows_may_be_labels(reads, refuses):
    assert chosen(reads(table(text=text, verdict=lambda n: n % 8), name="rows.jsonl"))[1] == "verdict"
    assert "none could" in refuses(table(text=text, verdict=lambda n: n % 9), name="rows.jsonl").what


def test_many_columns_are_not_all_listed(refuses):
    content = table(text=text, **{f"c{n}": (lambda n: n) for n in range(60)})
    assert "and 41 more" in refuses(content, name="rows.jsonl").what


def test_given_columns(reads):
    content = table(text=text, label=label, note=lambda n: f"note {n}", kind=lambda n: n % 2)
    source = reads(content, name="rows.jsonl", text_column="note", label_column="kind")
    assert chosen(source) == ("note", "kind")
    assert source.rows.texts[1] == "note 1"
    assert source.rows.labels[1] == "1"


@pytest.mark.parametrize("key", ["text_column", "label_column", "group_column"])
def test_a_given_column_that_is_not_there(refuses, key):
    error = refuses(table(text=text, label=label, customer=label), name="rows.jsonl", **{key: "custommer"})
    assert f"data.{key} = 'custommer'" in error.what
    assert "(did you mean customer?)" in error.what
    assert "text, label, customer" in error.fix


def test_a_given_label_leaves_the_text_to_be_found(reads):
    content = table(remark=text, shop=label, verdict=lambda n: n % 4)
    assert chosen(reads(content, name="rows.jsonl", label_column="verdict")) == ("remark", "verdict")


def test_text_and_label_must_differ(refuses):
    content = table(text=text, label=label)
    assert "same column" in refuses(content, name="rows.jsonl", text_column="text", label_column="text").what


def test_group(reads):
    content = table(text=text, label=label, customer=lambda n: "" if n == 0 else n % 4)
    source = reads(content, name="rows.jsonl", group_column="customer")
    assert source.rows.table["group"].to_list()[:6] == [None, "1", "2", "3", "0", "1"]
    assert source.facts["group_column"] == "customer"


def test_the_group_is_not_taken_for_the_label(reads):
    content = table(remark=text, verdict=label, shop=lambda n: n % 4)
    assert chosen(reads(content, name="rows.jsonl", group_column="shop")) == ("remark", "verdict")


def test_a_group_may_be_missing_outside_train(reads):
    content = table(text=text, label=label)
    assert (
        reads(content, name="rows.jsonl", role="test", group_column="customer").rows.table["group"].null_count() == 40
    )


@pytest.mark.parametrize("role", ["validation", "test"])
def test_validation_and_test_need_labels(refuses, role):
    assert "holds the label" in refuses(table(text=text), name="rows.jsonl", role=role).what
    assert "data.label_column" in refuses(table(text=text), name="rows.jsonl", role=role, label_column="label").what


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"text": text}, {}, None),
        ({"text": text}, {"label_column": "verdict"}, None),
        ({"text": text, "verdict": label}, {"label_column": "verdict"}, "verdict"),
        ({"text": text, "label": label}, {}, "label"),
        ({"text": text, "channel": label}, {}, None),  # a shape alone makes no label here
    ],
)
def test_field_rows_may_have_no_labels(reads, columns, options, expected):
    source = reads(table(**columns), name="rows.jsonl", role="field", **options)
    assert source.facts["label_column"] == expected
    assert source.rows.labels.null_count() == (40 if expected is None else 0)


def test_field_rows_need_a_text(refuses):
    assert "data.text_column" in refuses(table(text=text), name="rows.jsonl", role="field", text_column="body").what


def pair_table(first, second, **more):
    return table(**{first: lambda n: text(n) * 5, second: text, "label": label, **more})


@pytest.mark.parametrize(
    ("first", "second"),
    [("sentence1", "sentence2"), ("text_a", "text_b"), ("Premise", "hypothesis"), ("question1", "question2")],
)
def test_a_pair_of_texts_must_be_told(reads, refuses, first, second):
    content = pair_table(first, second)
    assert f"data.text_column: {first} and data.pair_column: {second}" in refuses(content, name="rows.jsonl").fix
    source = reads(content, name="rows.jsonl", text_column=first, pair_column=second)
    assert source.rows.table["pair"].to_list() == TEXTS
    assert source.facts["pair_column"] == second
    assert reads(content, name="rows.jsonl", pair_column=second).facts["text_column"] == first
    assert reads(content, name="rows.jsonl", text_column=first).rows.table["pair"].null_count() == 40


def test_a_text_beside_a_pair_is_the_text(reads):
    content = pair_table("question1", "question2", text=text)
    assert reads(content, name="rows.jsonl").facts["text_column"] == "text"


def test_pair_and_time_must_be_there(refuses):
    content = table(text=text, label=label)
    for key in ("pair_column", "time_column"):
        assert f"data.{key} = 'when'" in refuses(content, name="rows.jsonl", **{key: "when"}).what
    error = refuses(content, name="rows.jsonl", pair_column="text", text_column="text")
    assert "text and pair are the same column: text" in error.what


def test_time_is_text_and_may_be_missing_outside_train(reads):
    content = table(text=text, label=label, date=lambda n: f"2026-01-{n:02}" if n else None)
    times = reads(content, name="rows.jsonl", time_column="date").rows.table["time"].to_list()
    assert times[:3] == [None, "2026-01-01", "2026-01-02"]
    without = reads(table(text=text, label=label), name="rows.jsonl", role="test", time_column="date")
    assert without.rows.table["time"].null_count() == 40


def test_other_columns_go_along(reads):
    content = table(id=lambda n: f"00{n}", text=text, label=label, who=label, second=text)
    chosen = {"text_column": "text", "pair_column": "second", "group_column": "who"}
    source = reads(content, name="rows.jsonl", role="test", **chosen)
    assert source.columns.columns == ["id", "id_in_file", "label", "who"]
    assert source.columns["id"].to_list() == source.rows.ids.to_list()
    assert source.columns["id_in_file"].to_list()[:2] == ["000", "001"]
    assert set(source.columns.dtypes[1:]) == {pl.String}


def test_other_columns_show_lists_and_objects_as_json(reads):
    content = '{"text": "a", "label": "x", "more": {"\u00e9": [1, null]}}\n{"text": "b", "label": "y"}\n'
    columns = reads(content, name="rows.jsonl").columns
    assert columns["more"].to_list() == ['{"\u00e9": ["1", null]}', None]


def test_other_columns_of_records_set_aside_are_not_there(reads):
    columns = reads("text,label,who\na,x,1\nb,y,2\nc,z\nd,x,4\n", on_bad_line="quarantine").columns
    assert columns["who"].to_list() == ["1", "2", "4"]
    assert columns["id"].to_list() == [1, 2, 4]


def test_of_very_many_other_columns_the_first_go_along(reads):
    more = {f"c{n}": label for n in range(400)}
    source = reads(table(text=text, **more, kind=label), name="rows.jsonl", label_column="kind", group_column="c399")
    assert source.columns.columns == ["id", *(f"c{n}" for n in range(256)), "c399", "kind"]
    assert "of the 402 columns" in source.facts["notes"][0]
    few = {f"c{n}": label for n in range(256)}
    assert reads(table(text=text, **few, kind=label), name="rows.jsonl", label_column="kind").facts["notes"] == []


def test_a_column_whose_last_word_is_a_known_name_is_found_where_no_other_is():
    table = pl.DataFrame(
        {
            "tweet_id": ["1", "2", "3", "4"] * 5,
            "airline_sentiment": ["positive", "negative"] * 10,
            "airline_sentiment_confidence": ["0.5", "1.0"] * 10,
            "airline": ["north", "south", "east", "west"] * 5,
            "text": [f"flight {n} was late" for n in range(20)],
        }
    )
    chosen = choose(table, table.columns, "train", Data(train="t.csv"), "t.csv")
    assert (chosen.text, chosen.label) == ("text", "airline_sentiment")
