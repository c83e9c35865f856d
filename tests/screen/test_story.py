import json

import polars as pl
import pytest

from finetooth.core import edits
from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows, row_id
from finetooth.screen.json_output import as_json
from finetooth.screen.ledger_page import counts_object, counts_view, story_object, story_view
from finetooth.screen.story import entries_of, read_account, story_of

TEST = row_id("test", 1)
HOSTILE = "\x1b[2J[red]\u202e"


def assigned(ids, split):
    return pl.DataFrame(
        {"row": ids, "action": "assign", "column": "split", "before": None, "after": split, "reason": "drawn by seed"},
        schema_overrides={"before": pl.String},
    )


@pytest.fixture
def root(tmp_path):
    """A run of four rows: one mended, one a copy that is dropped, one of the test file, one set aside."""
    records = [{"line": 2, "text": " tea", "label": "hot"}, {"line": 3, "text": "tea", "label": "hot"}]
    rows = Rows.of([*records, {"role": "test", "line": 2, "text": HOSTILE, "label": HOSTILE}])
    told = {"action": "set aside", "before": "te,a,b", "reason": "3 fields, 2 expected"}
    aside = pl.DataFrame({"row": [3], **told}).with_columns(
        pl.lit(None, pl.String).alias(n) for n in ("column", "after")
    )
    ledger = Ledger.empty().plus(aside, "1-audit")
    ledger = ledger.plus(edits.change(rows, "text", rows.texts.str.strip_chars(), "spaces"), "2-prepare", "PRE008")
    ledger = ledger.plus(edits.drop(rows, [2], "same as row 1"), "2-prepare", "PRE003")
    ledger = ledger.plus(assigned([1], "train"), "2-prepare").plus(assigned([TEST], "test"), "2-prepare")
    for name in ("1-audit", "2-prepare"):
        (tmp_path / name).mkdir()
    rows.table.write_parquet(tmp_path / "1-audit" / "rows.parquet")
    ledger.table.write_parquet(tmp_path / "2-prepare" / "ledger.parquet")
    sources = [{"role": "train", "file": "tea.csv"}, {"role": "test", "file": "cup.csv"}]
    (tmp_path / "1-audit" / "sources.json").write_text(json.dumps(sources))
    flagged = {"code": "PRE003", "outcome": "failed", "rows": [2]}
    (tmp_path / "1-audit" / "verdicts.jsonl").write_text(json.dumps(flagged) + "\n")
    later = [{"code": code, "outcome": "failed", "rows": [2]} for code in ("PRE003", "DAT021")]
    (tmp_path / "2-prepare" / "verdicts.jsonl").write_text("".join(json.dumps(one) + "\n" for one in later))
    return tmp_path


def test_a_story_goes_from_the_file_to_the_end(root, printed):
    text = printed(story_view(story_of(read_account(root), "1")))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines == [
        "row 1",
        "from tea.csv, line 2",
        "as read “tea”",
        "label hot",
        "prepare PRE008 [-␣-]tea spaces",
        "prepare assigned to train: drawn by seed",
        "ends in train",
    ]


def test_a_row_that_left_says_why(root, printed):
    text = printed(story_view(story_of(read_account(root), "2")))
    assert "flagged by PRE003, DAT021" in " ".join(text.split())
    assert "dropped: same as row 1" in text
    assert text.splitlines()[-1].split() == ["ends", "dropped"]


def test_a_record_that_was_set_aside_has_a_story(root):
    story = story_of(read_account(root), "3")
    assert (story.text, story.end, story.line) == ("te,a,b", "set aside", None)


def test_rows_of_other_files_have_their_names(root):
    value = json.loads(as_json(story_object(story_of(read_account(root), "test:1"))))
    assert (value["row"], value["file"], value["end"]) == ("test:1", "cup.csv", "test")
    assert value["entries"][-1]["stage"] == "2-prepare"


def test_a_check_narrows_the_story(root):
    story = story_of(read_account(root), "1", "pre008")
    assert story.entries["check"].to_list() == ["PRE008"]
    assert story.end == "train"


def test_hostile_texts_are_harmless(root, printed):
    text = printed(story_view(story_of(read_account(root), "test:1")))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_without_a_row_the_entries_are_counted(root, printed):
    account = read_account(root)
    text = printed(counts_view(account, account.ledger, None))
    assert ["prepare", "drop", "PRE003", "1"] in [line.split() for line in text.splitlines()]
    assert "3 rows read, 5 entries" in text
    only = entries_of(account, "PRE003")
    assert "2  “tea”  dropped: same as row 1" in printed(counts_view(account, only, "PRE003"))
    value = json.loads(as_json(counts_object(account, only, "PRE003")))
    assert value["counts"] == [{"stage": "2-prepare", "action": "drop", "check": "PRE003", "rows": 1}]
    assert value["entries"][0]["row"] == 2


@pytest.mark.parametrize("name", ["77", "test:9", "nonsense", "0", "-1", "other:1"])
def test_an_unknown_row_is_the_users_mistake(root, name):
    with pytest.raises(UserError, match="no row is named"):
        story_of(read_account(root), name)


def test_an_unknown_check_is_the_users_mistake(root):
    with pytest.raises(UserError, match="did you mean PRE008") as told:
        entries_of(read_account(root), "PRE080")
    assert "PRE003" in told.value.fix


def test_a_folder_without_a_ledger_is_the_users_mistake(root, tmp_path):
    (root / "2-prepare" / "ledger.parquet").unlink()
    with pytest.raises(UserError, match=r"ledger\.parquet is missing"):
        read_account(root)
    with pytest.raises(UserError, match="there is no such run folder"):
        read_account(tmp_path / "nowhere")


def test_a_torn_ledger_is_the_users_mistake(root):
    (root / "2-prepare" / "ledger.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(UserError, match="cannot be read"):
        read_account(root)
