"""A column that names each row's split."""

import pytest

from finetooth.core.errors import UserError
from finetooth.core.rows import name_of
from finetooth.recipe.sections import Data
from finetooth.sources import by_split_column, read, read_conversations

ROWS = [
    ("it came", "good", "train"),
    ("it broke", "bad", "Dev"),
    ("it is lost", "bad", "exclude"),
    ("it fits", "good", "train "),
]


def _source(tmp_path, task, write_csv):
    named = ("text", "label") if task == "classify" else ("prompt", "completion")
    rows = [dict(zip((*named, "split"), row, strict=True)) for row in ROWS]
    path = write_csv(tmp_path / "rows.csv", rows)
    reader = read if task == "classify" else read_conversations
    return reader(str(path), "train", Data(train=str(path)))


@pytest.mark.parametrize("task", ["classify", "sft"])
def test_rows_take_the_roles_that_the_column_says(tmp_path, write_csv, task):
    dealt = by_split_column(_source(tmp_path, task, write_csv), "split", "rows.csv")
    assert dealt.rows.table["role"].to_list() == ["train", "validation", "train"]
    assert [name_of(row) for row in dealt.rows.ids] == [1, "validation:2", 4]
    assert dealt.columns["id"].to_list() == dealt.rows.ids.to_list()
    assert "split" not in dealt.columns.columns
    assert dealt.set_aside.select("row", "reason").rows() == [(3, "column split says exclude")]
    assert len(dealt.rows) + len(dealt.set_aside) == dealt.facts["records"]
    if task == "sft":
        assert dealt.conversations["id"].to_list() == dealt.rows.ids.to_list()


def test_a_wrong_column_is_told(tmp_path, write_csv):
    source = _source(tmp_path, "sft", write_csv)
    with pytest.raises(UserError, match="did you mean split"):
        by_split_column(source, "splt", "rows.csv")
    assert by_split_column(source, None, "rows.csv") is source


def test_a_column_without_training_rows_is_refused(tmp_path, write_csv):
    source = by_split_column  # the label column names no split
    with pytest.raises(UserError, match="no row is for training"):
        source(_source(tmp_path, "classify", write_csv), "label", "rows.csv")
