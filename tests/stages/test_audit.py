"""Audit reads every file, and accounts for what it does not hand on."""

from pathlib import Path

import polars as pl
import pytest

from finetooth.core.conversation import Turn, conversations_of
from finetooth.core.run import Work
from finetooth.recipe.sections import Data
from finetooth.stages.audit import audit, contents


def read(work: Work, seed: int = 1, task: str = "text-classification", **options):
    data = Data(**options)
    return audit(work, data, contents(data), seed, task)


@pytest.fixture
def train(tmp_path: Path, opinions, write_csv) -> str:
    return str(write_csv(tmp_path / "train.csv", opinions(50)))


def test_files_become_roles_with_ids_of_their_own(work: Work, tmp_path: Path, train: str, opinions, write_csv):
    test = str(write_csv(tmp_path / "test.csv", opinions(20, seed=3)))
    found = read(work, train=train, test=test)
    assert found.rows.role("train").ids.to_list() == list(range(1, 51))
    assert len(found.rows.role("test")) == 20
    assert found.rows.ids.n_unique() == 70
    assert [about["role"] for about in found.sources] == ["train", "test"]
    assert len(found.ledger) == 0


def test_other_files_follow_the_training_files_columns(work: Work, tmp_path: Path, write_csv, opinions):
    rows = [{"remark": row["text"], "verdict": row["label"], "n": str(n)} for n, row in enumerate(opinions(40))]
    few = [{"n": "1", "remark": "a lovely lamp", "verdict": "good"}]
    train, test = write_csv(tmp_path / "a.csv", rows), write_csv(tmp_path / "b.csv", few)
    found = read(work, train=str(train), test=str(test), text_column="remark", label_column="verdict")
    assert found.rows.role("test").texts.to_list() == ["a lovely lamp"]
    found = read(work, train=str(train), test=str(test))  # three short columns: alone, the test file could not tell
    assert found.rows.role("test").labels.to_list() == ["good"]


def test_the_limit_is_drawn_by_seed_and_the_rest_is_in_the_ledger(work: Work, train: str):
    first, again, other = (read(work, seed, train=train, limit=20) for seed in (1, 1, 2))
    assert len(first.rows) == 20
    assert first.rows.table.equals(again.rows.table)
    assert not first.rows.table.equals(other.rows.table)
    assert sorted([*first.rows.ids, *first.ledger.gone()]) == list(range(1, 51))
    assert set(first.ledger.table["reason"]) == {"not among the 20 rows drawn for data.limit"}
    assert set(first.ledger.table["action"]) == {"set aside"}


def test_quarantined_records_are_in_the_ledger(work: Work, tmp_path: Path, train: str):
    lines = Path(train).read_text().splitlines()
    lines[7] += ",one,too,many"
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join(lines) + "\n")
    found = read(work, train=str(bad), on_bad_line="quarantine")
    assert found.ledger.gone().to_list() == [7]
    assert found.sources[0]["notes"][-1].startswith("1 record is set aside, in the ledger: line 8, ")
    assert sorted([*found.rows.ids, *found.ledger.gone()]) == list(range(1, 51))


def test_contents_follow_the_bytes(train: str):
    before = contents(Data(train=train))
    Path(train).write_text(Path(train).read_text() + "one more lovely lamp,good\n")
    assert contents(Data(train=train)) != before


def test_a_field_of_prompts_alone_is_asked_not_read_as_text(work: Work, tmp_path: Path):
    talks = tmp_path / "talks.jsonl"
    talks.write_text("".join(f'{{"prompt": "ask {n}", "completion": "say {n}"}}\n' for n in range(12)), "utf-8")
    (tmp_path / "asked.csv").write_text("prompt\nand this\nand that\n", "utf-8")
    (tmp_path / "told.csv").write_text("text\nplain one\nplain two\n", "utf-8")
    found = read(work, train=str(talks), field=str(tmp_path / "asked.csv"), task="sft")
    field = found.conversations.filter(pl.col("id").is_in(found.rows.role("field").ids.implode()))
    assert [one.turns for one in conversations_of(field)] == [(Turn("user", "and this"),), (Turn("user", "and that"),)]
    plain = read(work, train=str(tmp_path / "told.csv"), field=str(tmp_path / "asked.csv"), task="sft")
    assert {turn.role for one in conversations_of(plain.conversations) for turn in one.turns} == {"assistant"}
