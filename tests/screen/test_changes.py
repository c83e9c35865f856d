import json

import polars as pl
import pytest

from finetooth.core import edits
from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows
from finetooth.preview import Change, Preview
from finetooth.screen.changes import changes_line, changes_object, changes_view, counted, entry_line
from finetooth.screen.json_output import as_json

HOSTILE = "\x1b[2J[red]\u202e"


def ledger(table, code):
    return Ledger.empty().plus(table, "2-prepare", code).table


def change(code, table):
    return Change(code, f"Title of {code}", ledger(table, code))


@pytest.fixture
def told():
    rows = Rows.of([{"text": f"  tea {number}", "label": "hot"} for number in range(1, 11)])
    trimmed = change("PRE008", edits.change(rows, "text", rows.texts.str.strip_chars(), "trimmed"))
    dropped = change("PRE003", edits.drop(rows, [9, 10], "a copy of row 1"))
    offered = change("PRE013", edits.drop(rows, [8], "near row 7"))
    return Preview(rows, 8, (), (trimmed, dropped), (offered,))


def test_each_fix_has_its_count_and_its_first_rows(printed, told):
    text = printed(changes_view(told))
    assert "prepare would leave 8 of 10 rows: 10 rows edited, 2 rows dropped" in text
    assert "PRE008  Title of PRE008  10 rows edited" in text
    assert "1  [-␣␣-]tea 1" in text
    assert "… and 6 more" in text
    assert "9  “tea 9”  dropped: a copy of row 1" in text


def test_reviewed_kinds_stand_apart_with_the_way_to_apply_them(printed, told):
    before, after = printed(changes_view(told)).split("not applied unless prepare.fix names them")
    assert "PRE013" not in before
    assert "8  “tea 8”  dropped: near row 7" in after
    assert changes_line(told, "finetooth run X") == (
        "nothing was written; next: finetooth run X; to apply these too: --set 'prepare.fix=[PRE013]'"
    )


def test_verbose_shows_more_rows(printed, told):
    assert "10  [-␣␣-]tea 10" in printed(changes_view(told, verbose=True))


def test_nothing_to_do_is_said(printed, told):
    text = printed(changes_view(Preview(told.rows, 10, (), (), ())))
    assert "prepare would change nothing: all 10 rows stay as they are" in text


def test_the_object_has_all_entries(told):
    value = json.loads(as_json(changes_object(told)))
    assert (value["rows"], value["left"]) == (10, 8)
    assert [one["code"] for one in value["applied"]] == ["PRE008", "PRE003"]
    assert value["applied"][1]["rows"] == {"drop": 2}
    assert value["applied"][0]["entries"][0] == {
        "row": 1,
        "action": "edit",
        "column": "text",
        "before": "  tea 1",
        "after": "tea 1",
        "reason": "trimmed",
    }


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"action": "edit", "column": "label", "before": "Hot", "after": "hot", "reason": ""}, "label: [-H-]{+h+}ot"),
        ({"action": "edit", "column": "label", "before": "a\x1fb", "after": "a", "reason": ""}, "label: a[-␣+ b-]"),
        ({"action": "drop", "column": None, "before": None, "after": None, "reason": "no text"}, "dropped: no text"),
        (
            {"action": "weigh", "column": "weight", "before": "1", "after": "0.2", "reason": "why"},
            "weighed less: 0.2: why",
        ),
        ({"action": "assign", "column": "split", "before": None, "after": "train", "reason": ""}, "assigned to train"),
    ],
)
def test_an_entry_is_one_line(entry, said):
    assert entry_line(entry).plain.endswith(said)


def test_hostile_entries_are_harmless(printed):
    rows = Rows.of([{"text": HOSTILE, "label": HOSTILE}])
    table = pl.concat([edits.change(rows, "text", pl.Series(["x"]), HOSTILE), edits.drop(rows, [1], HOSTILE)])
    text = printed(changes_view(Preview(rows, 0, (), (Change("PRE001", HOSTILE, ledger(table, "PRE001")),), ())))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "1 row edited, 1 row dropped" in text
    assert counted(ledger(table, "PRE001")) == "1 row edited, 1 row dropped"
