"""Fingerprints: the same content gives the same one, in any process; any difference gives another."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finetooth.core.fingerprint import digest, file_digest, fingerprint
from finetooth.core.ledger import Ledger
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.recipe.sections import Tune


def some(text: str | None = "a") -> Rows:
    return Rows.of([{"text": text, "label": "x"}, {"text": "b", "label": None}])


@dataclass(frozen=True)
class Pair:
    left: Any
    right: Any


def test_the_same_content_has_the_same_fingerprint() -> None:
    for one, other in [
        (some(), some()),
        (Tune(trials=3), Tune.model_validate({"trials": 3})),
        (Pair(1, {"a": 1, "b": 2}), Pair(1, {"b": 2, "a": 1})),
        (Ledger.empty(), Ledger.empty()),
        (Splits(some(), some(), some(), some()), Splits(some(), some(), some(), some())),
        ((1, "a", None), (1, "a", None)),
    ]:
        assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (some("a"), some("A")),
        (some("a"), some(None)),
        (some(""), some(None)),
        (some(), Rows(some().table.reverse())),
        (some(), some().without([2])),
        (pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"b": [1, 2]})),
        (pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [1.0, 2.0]})),
        (pl.DataFrame({"a": ["x"], "b": ["y"]}), pl.DataFrame({"a": ["y"], "b": ["x"]})),
        (Tune(trials=3), Tune(trials=4)),
        (Pair(1, 2), Pair(2, 1)),
        (Pair(some("a"), None), Pair(some("b"), None)),
        ({"a": 1}, {"a": "1"}),
        ([1, 2], [12]),
        (None, False),
    ],
)
def test_a_difference_gives_another_fingerprint(one: Any, other: Any) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_rows_read_back_from_parquet_are_the_same(tmp_path: Path) -> None:
    rows = Rows.concat([some(), some("é\u2028\x00")])
    rows.table.write_parquet(tmp_path / "rows.parquet", row_group_size=1)
    assert fingerprint(Rows(pl.read_parquet(tmp_path / "rows.parquet"))) == fingerprint(rows)
    assert fingerprint(Rows(rows.table.rechunk())) == fingerprint(rows)


def test_another_process_finds_the_same_fingerprint() -> None:
    code = (
        "from finetooth.core.fingerprint import fingerprint; from finetooth.core.rows import Rows;"
        "print(fingerprint(Rows.of([{'text': 'a', 'label': 'x'}, {'text': 'b', 'label': None}])))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.strip() == fingerprint(some())


def test_a_file_is_its_bytes_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n")
    (tmp_path / "b.csv").write_text("text,label\n")
    assert fingerprint(tmp_path / "a.csv") == fingerprint(tmp_path / "b.csv") == file_digest(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text("text,Label\n")
    assert fingerprint(tmp_path / "a.csv") != fingerprint(tmp_path / "b.csv")


def test_a_folder_is_the_names_and_bytes_of_its_files(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place / "deep").mkdir(parents=True)
        (tmp_path / place / "deep" / "a").write_text("1")
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")
    (tmp_path / "two" / "deep" / "a").rename(tmp_path / "two" / "deep" / "b")
    assert fingerprint(tmp_path / "one") != fingerprint(tmp_path / "two")


def test_a_base_model_is_its_weights_wherever_they_lie() -> None:
    base = Base("name", "/here", "0123")
    assert fingerprint(base) == fingerprint(replace(base, name="other", location="/there"))
    assert fingerprint(base) != fingerprint(replace(base, content="4567"))
    assert fingerprint(base) != fingerprint(replace(base, trust_remote_code=True))


def test_parts_are_set_off_from_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest("a", b"b") == digest(b"a", "b")
    assert digest("\ud800")  # half a surrogate pair, as broken text may hold


def test_what_only_costs_memory_or_time_is_no_part_of_it() -> None:
    plain = Settings(1e-4, 3, 16, 0.0, 0.1, 0.0, 1.0, 64, 3, None, "macro_f1", 1)
    for option in ({"gradient_checkpointing": True}, {"tokens_per_batch": 512}):
        assert fingerprint(replace(plain, **option)) == fingerprint(plain)
    assert fingerprint(replace(plain, bf16=True)) != fingerprint(plain)
