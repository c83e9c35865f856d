"""The store: what is saved loads as it was, and a stage folder is whole or absent."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.core import edits, store
from finetooth.core.ledger import Ledger
from finetooth.core.results import Curve, CurvePoint, Decision, Score, Scores, Splits
from finetooth.core.rows import Rows
from finetooth.core.tuning import Dimension, Seen, Trial

NASTY = 'é\u2028\u2029\u0085\x0b\x0c\x1c\x00 "quoted"\n\r\\'


@dataclass(frozen=True)
class Everything:
    rows: Rows
    ledger: Ledger
    splits: Splits
    table: pl.DataFrame
    model: Path
    trials: tuple[Trial, ...]
    curve: Curve
    scores: Scores
    decision: Decision
    space: tuple[Dimension, ...]
    mends: tuple[str, ...]
    number: float
    nothing: str | None


def some() -> Rows:
    return Rows.of([{"text": NASTY, "label": "x"}, {"text": None, "label": "null"}, {"text": "", "role": "test"}])


def everything(folder: Path) -> Everything:
    (folder / "model").mkdir()
    (folder / "model" / "weights").write_bytes(b"\x00\x01")
    score = Score("macro_f1", 0.1 + 0.2, None, 1 / 3, 12, label=NASTY, reason="")
    return Everything(
        rows=some(),
        ledger=Ledger.empty().plus(edits.drop(some(), [1], NASTY), "2-prepare", "PRE001"),
        splits=Splits(some().only([1]), some().only([2]), some().role("test"), Rows.concat([])),
        table=pl.DataFrame({"p": [0.1, None], "l": [[1, 2], []]}),
        model=folder / "model",
        trials=(
            Trial(0, {"learning_rate": 1e-5}, None, None, 1.5, "no memory"),
            Trial(1, {}, 0.5, 2.0, 1.0, seen=(Seen(1.0, 0.5),)),
        ),
        curve=Curve((CurvePoint(1.0, 10, 0.5, float("nan"), 0.5, 0.5),), "macro_f1", 10, True, 5),
        scores=Scores((score,), {"majority": (score,)}),
        decision=Decision(False, ("PRE001",), (), ("RWV",), {"PRE001": NASTY}),
        space=(Dimension("learning_rate", low=1e-5, high=1e-3, log=True),),
        mends=("PRE001",),
        number=1e-300,
        nothing=None,
    )


def test_every_type_that_stages_hand_on_loads_as_it_was_saved(tmp_path: Path) -> None:
    before = everything(tmp_path)
    store.save(before, tmp_path)
    after = store.load(Everything, tmp_path)
    for name in ("rows", "ledger"):
        assert getattr(after, name).table.equals(getattr(before, name).table)
    for side in fields(Splits):
        assert getattr(after.splits, side.name).table.equals(getattr(before.splits, side.name).table)
    assert after.table.equals(before.table)
    assert repr(after.curve) == repr(before.curve)  # nan is not equal to itself
    assert repr(after.trials) == repr(before.trials)
    for name in ("model", "scores", "decision", "space", "mends", "number", "nothing"):
        assert getattr(after, name) == getattr(before, name)


def test_a_path_is_kept_relative_so_that_the_folder_may_move(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Trained:
        model: Path

    (tmp_path / "a").mkdir()
    store.save(Trained(tmp_path / "a" / "model"), tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    assert store.load(Trained, tmp_path / "b").model == tmp_path / "b" / "model"


def test_lines_come_back_whatever_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    values = [{"message": NASTY}, [1], "two", None]
    for value in values:
        store.append_json(path, value)
    assert store.read_lines(path) == values
    assert path.read_bytes().count(b"\n") == len(values)
    assert store.read_lines(tmp_path / "absent.jsonl") == []


def test_a_torn_last_line_is_passed_over_and_then_written_over(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    for value in ("first", "é"):
        store.append_json(path, value)
    whole = path.read_bytes()
    for cut in range(len('"first"\n'), len(whole)):  # any point in the second line, inside its letter too
        path.write_bytes(whole[:cut])
        assert store.read_lines(path) == ["first"]
        store.append_json(path, "third")
        assert store.read_lines(path) == ["first", "third"]


def test_a_damaged_line_in_the_middle_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "trials.jsonl"
    path.write_text('1\n{"a\n3\n')
    with pytest.raises(json.JSONDecodeError):
        store.read_lines(path)


def test_text_is_written_whole_over_what_was_there(tmp_path: Path) -> None:
    store.write_text(tmp_path / "a.json", "first")
    store.write_text(tmp_path / "a.json", "second é")
    assert (tmp_path / "a.json").read_text("utf-8") == "second é"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def filled(tmp_path: Path, text: str = "1") -> Path:
    partial = tmp_path / "1-audit.partial"
    (partial / "deep").mkdir(parents=True)
    (partial / "a").write_text(text)
    (partial / "deep" / "b").write_text("2")
    return partial


def test_a_commit_makes_the_folder_with_the_digest_of_every_file(tmp_path: Path) -> None:
    final = tmp_path / "1-audit"
    store.commit(filled(tmp_path), final, {"stage": "1-audit"})
    done = json.loads((final / "done.json").read_text())
    assert done["stage"] == "1-audit"
    assert done["files"] == store.manifest(final)
    assert set(done["files"]) == {"a", "deep/b"}
    assert [path.name for path in tmp_path.iterdir()] == ["1-audit"]
    (final / "deep" / "b").write_text("3")
    assert done["files"] != store.manifest(final)


def test_a_commit_replaces_what_was_there(tmp_path: Path) -> None:
    final = tmp_path / "1-audit"
    store.commit(filled(tmp_path), final, {})
    store.commit(filled(tmp_path, "new"), final, {})
    assert (final / "a").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["1-audit"]


def test_a_crash_before_done_json_leaves_no_stage_folder(tmp_path: Path) -> None:
    partial = filled(tmp_path)
    (partial / "done.json.part").mkdir()  # so that done.json cannot be written
    with pytest.raises(IsADirectoryError):
        store.commit(partial, tmp_path / "1-audit", {})
    assert [path.name for path in tmp_path.iterdir()] == ["1-audit.partial"]


def test_numbers_of_numpy_stay_numbers(tmp_path: Path) -> None:
    store.append_json(
        tmp_path / "a.jsonl", {"n": np.int64(3), "p": np.float32(0.5), "b": np.bool_(True), "path": Path("x")}
    )
    assert store.read_lines(tmp_path / "a.jsonl") == [{"n": 3, "p": 0.5, "b": True, "path": "x"}]


def test_a_kill_while_done_json_was_written_leaves_nothing_in_the_next_account(tmp_path: Path) -> None:
    partial = tmp_path / "1-stage.partial"
    partial.mkdir()
    (partial / "table.json").write_text("{}")
    (partial / "done.json.part").write_text("{")
    store.commit(partial, tmp_path / "1-stage", {})
    done = json.loads((tmp_path / "1-stage" / "done.json").read_text())
    assert done["files"] == store.manifest(tmp_path / "1-stage")
