"""The bench of very many rows: what it writes is read back whole, and an audit of it is measured."""

import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import speed_large as bench


def test_it_writes_as_many_rows_as_asked_with_some_copies(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "STEP", 300)
    texts = []
    for work in bench.ALL:
        path = bench.written(work, 1_000, tmp_path)
        table = pl.read_csv(path) if work.kind == "csv" else pl.read_parquet(path)
        assert table["id"].to_list() == list(range(1_000))
        assert table["label"].n_unique() == len(bench.LABELS)
        assert 0 < 1_000 - table["text"].n_unique() < 50
        assert table["text"].str.split(" ").list.len().is_between(5, work.longest).all()
        texts.append(table["text"])
    assert texts[0].str.len_bytes().sum() > texts[1].str.len_bytes().sum()


@pytest.mark.parametrize("megabytes", [10_000.0, 1.0])
def test_the_memory_is_held_against_its_limit(megabytes):
    work = replace(bench.ALL[1], quick_rows=400, megabytes=megabytes)
    told = bench.measured(work, quick=True)
    assert (told["rows"], told["broken"]) == (400, [])
    assert told["looked"] > 10
    assert told["ok"] is (megabytes > 1)
