import csv
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from finetooth.answering.answering import Answering
from finetooth.core.results import Base, Splits
from finetooth.core.rows import Rows
from finetooth.core.store import load, save
from finetooth.metrics.predictions import Predictions
from finetooth.stages.fielding import LABEL_NEXT, fielded, some_rows, write_label_next
from finetooth.stages.validate import Validated

LABELS = ("bank", "parcel")
NO_ENCODER = Base("words", "/no/such/model", "none")  # then rows are told apart by their words
SETTINGS = SimpleNamespace(seed=3, max_length=32)
KINDS = {"bank": ("card", "account", "loan"), "parcel": ("box", "courier", "letter")}


def rows(count: int, role: str, seed: int, labelled: bool = True, odd: int = 0) -> Rows:
    draw, records = np.random.default_rng(seed), []
    for place in range(count):
        label = LABELS[place % 2]
        deed = draw.choice(["is late", "was lost", "came back", "has gone"])
        text = f"my {draw.choice(KINDS[label])} {deed} {place % 9}"
        text = f"=refund the gift voucher {place % 5}" if place < odd else text
        records.append({"role": role, "text": text, "label": label if labelled else None})
    return Rows.of(records)


def answers(some: Rows, seed: int, sure: float = 0.85) -> Predictions:
    draw = np.random.default_rng(seed)
    truth = np.arange(len(some)) % 2
    said = np.where(draw.random(len(some)) < sure, truth, 1 - truth)
    chances = np.eye(2)[said] * 0.6 + 0.2
    return Predictions.of(some.ids, some.labels, chances, LABELS)


@pytest.fixture(scope="module")
def looked():
    train, field = rows(240, "train", 1), rows(120, "field", 2, labelled=False, odd=30)
    splits = Splits(train, Rows.of([]), Rows.of([]), field)
    held = answers(train, 4).to_frame(train.labels)
    found = fielded(NO_ENCODER, SETTINGS, splits, held, answers(field, 5), Answering(LABELS), lambda *_: None)
    return found, field


def test_the_field_is_compared_predicted_and_its_new_topic_named(looked) -> None:
    look = looked[0].look
    assert look.rows == 120
    assert look.alarm
    assert look.estimate.held_rows == 240
    assert 0 < look.estimate.accuracy.low < look.estimate.accuracy.value < look.estimate.accuracy.high <= 1
    assert {"refund", "gift", "voucher"} <= set(look.coverage.topics[0].words)
    assert 0.1 < look.coverage.topics[0].share <= 0.25  # 30 of 120 rows, in one group or two


def test_rows_to_label_are_a_csv_that_a_spreadsheet_may_open(looked, tmp_path: Path) -> None:
    found, field = looked
    write_label_next(tmp_path, found.label_next, field)
    with (tmp_path / LABEL_NEXT).open(newline="", encoding="utf-8") as stream:
        told = list(csv.DictReader(stream))
    assert len(told) == found.label_next.height == 120
    assert {one["label"] for one in told} == {""}
    assert {one["guess"] for one in told} == set(LABELS)
    odd = [one for one in told if "voucher" in one["text"]]
    assert len(odd) == 30
    assert all(one["text"].startswith("'=refund") for one in odd)
    stray = [one for one in told if one["why"] == "not covered by training"]
    assert 20 <= len(stray) <= 30
    assert sum("voucher" in one["text"] for one in stray) >= 15
    assert told[0]["row"].startswith("field:")


def test_a_lone_carriage_return_begins_no_row(looked, tmp_path: Path) -> None:
    found, field = looked[0], looked[1]
    write_label_next(tmp_path, found.label_next, Rows(field.table.with_columns(text=pl.lit("late\r=1+1"))))
    raw = (tmp_path / LABEL_NEXT).read_bytes()
    assert raw.count(b'"late\r=1+1"') == found.label_next.height


def test_what_was_found_is_kept_and_read_again(looked, tmp_path: Path) -> None:
    found = looked[0]
    nothing = pl.DataFrame({"id": [1]})
    result = Validated((), nothing, None, nothing, None, found.look, found.label_next)
    save(result, tmp_path)
    again = load(Validated, tmp_path)
    assert again.field_look == found.look
    assert again.label_next.equals(found.label_next)


def test_labelled_field_rows_refine_the_estimate_and_are_not_asked_for() -> None:
    train = rows(240, "train", 1)
    table = rows(120, "field", 2).table
    field = Rows(table.with_columns(pl.when(pl.col("id").rank() <= 60).then("label").alias("label")))
    splits = Splits(train, Rows.of([]), Rows.of([]), field)
    held = answers(train, 4).to_frame(train.labels)
    found = fielded(NO_ENCODER, SETTINGS, splits, held, answers(field, 5), Answering(LABELS), lambda *_: None)
    assert found.look.estimate.labelled == 60
    assert not set(found.label_next["id"]) & set(field.table.filter(pl.col("label").is_not_null())["id"])


def test_without_held_out_rows_the_field_is_compared_but_no_score_is_made_up() -> None:
    train, field = rows(60, "train", 1), rows(40, "field", 2, labelled=False)
    splits = Splits(train, Rows.of([]), Rows.of([]), field)
    found = fielded(NO_ENCODER, SETTINGS, splits, None, answers(field, 5), Answering(LABELS), lambda *_: None)
    assert found.look.estimate is None
    assert "held-out" in found.look.why
    assert found.label_next.is_empty()


def test_a_handful_of_field_rows_is_not_looked_at() -> None:
    train, field = rows(60, "train", 1), rows(8, "field", 2, labelled=False)
    splits = Splits(train, Rows.of([]), Rows.of([]), field)
    found = fielded(NO_ENCODER, SETTINGS, splits, None, answers(field, 5), Answering(LABELS), lambda *_: None)
    assert found.look is None


def test_a_sample_is_drawn_without_a_look_at_labels() -> None:
    table = rows(800, "field", 2).table
    some = Rows(table.with_columns(pl.when(pl.col("id").rank() <= 200).then("label").alias("label")))
    drawn = some_rows(some, 200, 0)
    assert 25 <= 200 - drawn.labels.null_count() <= 75  # a quarter of all rows
    bare = Rows(table.with_columns(label=pl.lit(None, pl.String)))
    assert drawn.ids.to_list() == some_rows(bare, 200, 0).ids.to_list()
    assert drawn.ids.is_sorted()
