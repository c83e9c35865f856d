from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import UNLABELLED, Predictions
from finetooth.monitoring.labelled import ESTIMATED
from finetooth.monitoring.results import ANSWERS, LABELS, TEXTS, Ends, Record
from finetooth.monitoring.signals import answer_signals, text_signals
from finetooth.monitoring.watching import Batch, Reference, watched

LABELS_OF = ("bad", "good")


def texts(opinions, count, seed, mark=""):
    return pl.Series("text", [row["text"] + mark for row in opinions(count, seed)])


def vectors(count, seed, axis=0):
    found = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32) / 8
    found[:, axis] += 1
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def answers(count, seed, good=0.5, sure=0.9, wrong=0.1, known=True):
    draw = np.random.default_rng(seed)
    said = (draw.random(count) < good).astype(np.int64)
    chance = np.clip(sure + 0.05 * draw.normal(size=count), 0.51, 0.99)
    table = np.where(np.eye(2)[said] > 0, chance[:, None], 1 - chance[:, None])
    truth = np.where(draw.random(count) < wrong, 1 - said, said) if known else np.full(count, UNLABELLED)
    return Predictions(np.arange(count), truth, table, LABELS_OF)


@pytest.fixture(scope="module")
def reference(opinions):
    return Reference(texts(opinions, 300, 1), vectors(300, 1), answers(300, 1), answers(300, 2), 0.8)


def batch_of(texts, vectors, said):
    return Batch(texts, vectors, said, said)


def found(reference, batch, before=()):
    return watched(reference, batch, 0.05, 0, before)[0]


def alarming(signals):
    return {one.name for one in signals if one.alarm}


def test_rows_like_the_reference_are_within_all_limits(reference, opinions):
    signals = found(reference, batch_of(texts(opinions, 80, 3), vectors(80, 3), answers(80, 3)))
    assert not alarming(signals)
    assert {one.family for one in signals} == {TEXTS, ANSWERS, LABELS}


def test_each_kind_of_trouble_has_its_signal(reference, opinions):
    like = batch_of(texts(opinions, 80, 3), vectors(80, 3), answers(80, 3, known=False))
    odd = replace(like, texts=texts(opinions, 80, 3, " http://x.example !!! 12345"))
    assert {"links", "digits", "length"} <= alarming(found(reference, odd))
    assert {"domain classifier", "far from all training rows"} <= alarming(
        found(reference, replace(like, vectors=vectors(80, 3, axis=1)))
    )
    assert alarming(found(reference, replace(like, said=answers(80, 3, good=0.95)))) == {"share of answers"}
    assert {"confidence", "unsure answers", "answers held back"} <= alarming(
        found(reference, replace(like, said=answers(80, 3, sure=0.7)))
    )
    assert alarming(found(reference, replace(like, judged=answers(80, 3, wrong=0.6)))) == {"wrong answers"}


def test_a_slow_move_is_seen_over_records(reference, opinions):
    before = []
    for day in range(8):
        batch = batch_of(
            texts(opinions, 60, 10 + day), vectors(60, 10 + day), answers(60, 10 + day, sure=0.88, known=False)
        )
        signals = found(reference, batch, before)
        before.append(Record(f"2026-01-0{day + 1}", "x", str(day), 60, 60, 0, 0, 0.05, signals))
    assert any(one.name == "confidence" and one.slow_alarm for one in before[-1].signals)


def test_too_few_rows_say_so(reference, opinions):
    signals, notes = watched(reference, batch_of(texts(opinions, 5, 3), vectors(5, 3), answers(5, 3)), 0.05, 0)
    assert signals == ()
    assert "fewer than 20" in notes[0]


def test_few_rows_whose_labels_are_all_wrong_are_an_alarm(reference, opinions):
    for count in (10, 15):
        batch = batch_of(texts(opinions, count, 3), vectors(count, 3), answers(count, 3, wrong=1.0))
        signals, notes = watched(reference, batch, 0.01, 0)
        assert alarming(signals) == {"wrong answers"}
        assert "drift was not looked at" in notes[0]
    few = batch_of(texts(opinions, 9, 3), vectors(9, 3), answers(9, 3, wrong=1.0))
    assert watched(reference, few, 0.01, 0)[0] == ()


def with_some_labels(opinions, wrong):
    said = answers(80, 3, wrong=wrong)
    said = replace(said, truth=np.where(np.arange(80) < 40, said.truth, UNLABELLED))
    return batch_of(texts(opinions, 80, 3), vectors(80, 3), said)


def test_labels_of_some_rows_are_judged_by_what_they_refine(reference, opinions):
    batch = with_some_labels(opinions, 0.5)  # hard rows: half of them are wrong
    for refined, hits in (
        (Ends("accuracy", 0.9, 0.86, 0.94, 40), set()),
        (Ends("accuracy", 0.7, 0.65, 0.75, 40), {ESTIMATED}),
    ):
        signals, notes = watched(reference, batch, 0.05, 0, (), refined)
        assert alarming(signals) == hits
        assert [one.name for one in signals if one.family == LABELS] == [ESTIMATED]
        assert "40 of 80" in notes[0]
    signals, notes = watched(reference, batch, 0.05, 0, (), replace(refined, rows=9))
    assert not any(one.family == LABELS for one in signals)
    assert "fewer than 10" in notes[0]


def test_labels_that_nothing_asked_for_count_as_drawn_at_random(reference, opinions):
    signals, notes = watched(reference, with_some_labels(opinions, 0.6), 0.05, 0)
    assert "wrong answers" in alarming(signals)
    assert "as if drawn at random" in notes[0]


def test_without_held_out_answers_the_texts_are_still_watched(reference, opinions):
    batch = batch_of(texts(opinions, 40, 3), vectors(40, 3), answers(40, 3, known=False))
    signals, notes = watched(replace(reference, held=None), batch, 0.05, 0)
    assert {one.family for one in signals} == {TEXTS}
    assert "what is answered was not watched" in notes[0]


def test_words_of_a_row_alone_are_unknown_to_the_others():
    known = pl.Series(["red lamp", "red kettle"])
    pair = text_signals(known, vectors(2, 0), pl.Series(["red lamp", "blue lamp"]), vectors(2, 1))
    place = [one.name for one in pair.watched].index("words that training has not")
    assert pair.reference.table[:, place].tolist() == [0.5, 0.5]
    assert pair.batch.table[:, place].tolist() == [0.0, 0.5]


def test_several_labels_and_numbers_are_watched_too():
    truth = np.zeros((40, 2), bool)
    sets = LabelSets(np.arange(40), truth, np.full((40, 2), 0.9), LABELS_OF, truth[:, 0], truth[:, 0])
    assert [one.about for one in answer_signals(sets, sets, None).watched] == ["bad", "good"]
    numbers = Numbers(np.arange(40), np.zeros(40), np.arange(40.0))
    assert len(answer_signals(numbers, numbers, None).watched) == 2
    assert answer_signals(numbers, sets, None) is None


def test_of_many_labels_the_rare_ones_are_watched_together():
    table = np.full((200, 12), 0.01)
    table[np.arange(200), np.where(np.arange(200) < 180, 0, 1 + np.arange(200) % 11)] = 0.9
    said = Predictions(np.arange(200), np.full(200, UNLABELLED), table, tuple("abcdefghijkl"))
    names = [(one.name, one.about) for one in answer_signals(said, said.where(np.arange(200) < 200), None).watched]
    assert ("share of answers", "a") in names
    assert ("share of the rare answers", "") in names


def test_labels_of_rows_that_were_taught_are_not_judged(reference, opinions):
    batch = batch_of(texts(opinions, 80, 3), vectors(80, 3), answers(80, 3, wrong=0.6))
    assert "wrong answers" in alarming(found(reference, batch))
    few = replace(batch, judged=batch.said.where(np.arange(80) < 9))
    signals, notes = watched(reference, few, 0.05, 0)
    assert "wrong answers" not in {one.name for one in signals}
    assert "fewer than 10 rows with labels" in notes[0]
