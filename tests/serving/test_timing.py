"""Timing: percentiles of given seconds, which texts are answered, and what is left out; no clock is asserted."""

import numpy as np
import pytest

from finetooth.serving import timing
from finetooth.serving.results import LONG, LONGEST, MIXED, USUAL, CostInUse, Machine
from finetooth.serving.timing import measured, texts_by_length, timed

MACHINE = Machine("a processor", 2, 1, "cpu", "float32")


def test_percentiles_need_enough_times():
    many = timed(MIXED, 12, 1, [number / 1000 for number in range(1, 101)])
    assert (many.p50_ms, many.p95_ms, many.p99_ms) == pytest.approx((50.5, 95.05, 99.01))
    assert many.throughput == pytest.approx(100 / 5.05)
    few = timed(LONG, 12, 8, [0.01] * 20)
    assert (few.p95_ms, few.p99_ms, few.throughput) == (pytest.approx(10.0), None, pytest.approx(800.0))
    assert timed(LONG, 12, 8, [0.01] * 19).p95_ms is None


def test_texts_are_those_of_the_users_own_lengths():
    lengths = [*range(1, 101), 400]
    found = texts_by_length(lengths, 1)
    assert sorted(found[MIXED].tolist()) == list(range(101))
    assert lengths[found[USUAL][0]] == 51
    assert lengths[found[LONG][0]] == 96
    assert lengths[found[LONGEST][0]] == 400
    assert len(found[USUAL]) == 32
    assert set(texts_by_length([64] * 40, 1)) == {MIXED, USUAL}


def test_every_length_and_batch_size_is_timed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timing, "SECONDS", 0.0)
    monkeypatch.setattr(timing, "STREAM_SECONDS", 0.0)
    texts = [f"text {number}" for number in range(50)]
    asked: list[int] = []
    found, left_out = measured(lambda batch: asked.append(len(batch)), texts, list(range(1, 51)), 1)
    assert [(one.length, one.batch) for one in found] == [
        (length, batch) for batch in (1, 8, 32) for length in (MIXED, USUAL, LONG, LONGEST)
    ]
    assert asked == [batch for batch in (1, 8, 32) for _ in range(8)]  # each once to warm up, and once timed
    assert left_out == []


def test_batches_that_take_too_long_are_left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timing, "TOO_LONG", 0.0)
    found, left_out = measured(lambda batch: None, ["a"] * 10, [5] * 10, 1)
    assert [(one.length, one.batch) for one in found] == [(MIXED, 1)]
    assert left_out[0].startswith("left out: batches of 1, usual")


def test_the_price_of_a_million_follows_from_the_fastest_batch():
    slow, fast = timed(MIXED, 12, 1, [0.1] * 3), timed(MIXED, 12, 8, [0.08] * 3)
    cost = CostInUse(MACHINE, (slow, fast, timed(USUAL, 9, 32, [0.001])), 87.0, 22_000_000, None)
    assert (cost.single, cost.fastest) == (slow, fast)
    assert cost.hours_per_million == pytest.approx(1e6 / 100 / 3600)
    nothing = CostInUse(MACHINE, (), 87.0, 22_000_000, None)
    assert (nothing.single, nothing.fastest, nothing.hours_per_million) == (None, None, None)
    assert not MACHINE.is_busy
    assert np.isfinite(fast.p50_ms)


def test_texts_that_a_tokenizer_makes_nothing_of_are_timed_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timing, "STREAM_SECONDS", 0.01)
    monkeypatch.setattr(timing, "SECONDS", 0.01)
    found, _ = measured(lambda batch: None, ["x"] * 40, [0] * 40, 0)
    assert {one.batch for one in found} == {1, 8, 32}
