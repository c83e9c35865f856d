"""Over time: blocks keep equal times together, and what the past cannot know is lost on what comes later."""

import numpy as np

from finetooth.transfer.over_time import blocks_of, over_time

DAY = 86_400.0


def test_blocks_have_as_many_rows_and_never_part_equal_times():
    assert np.bincount(blocks_of(np.arange(100.0))).tolist() == [20] * 5
    tied = blocks_of(np.repeat([1.0, 2.0, 3.0], [50, 30, 20]))
    assert [set(tied[part].tolist()) for part in (slice(0, 50), slice(50, 80), slice(80, 100))] == [{0}, {1}, {2}]


def test_a_remnant_beside_many_equal_times_joins_its_neighbour():
    times = np.concatenate([np.arange(405.0), np.full(790, 1_000.0), 2_000.0 + np.arange(805)])
    assert np.bincount(blocks_of(times)).tolist() == [400, 800, 400, 400]
    late = np.concatenate([np.zeros(5), np.ones(395), 2 + np.arange(1_600.0)])
    assert np.bincount(blocks_of(late)).min() >= 20


def test_kinds_that_come_and_go_cost_the_past_model(ground):
    random = np.random.default_rng(0)
    kinds = np.repeat(np.arange(5), 80) * 10 + random.integers(0, 4, 400)  # each block has kinds of its own
    found = over_time(ground(kinds, kinds % 2), np.arange(400.0) * DAY)
    assert found is not None
    assert found.gap.is_sure
    assert found.gap.drop == found.gap.usual - found.gap.new
    assert found.gap.rows == 320
    assert [cut.train_rows for cut in found.cuts] == [80, 160, 240, 320]
    assert [round(age.days) for age in found.ages] == [80, 160, 240, 320]
    assert all(age.gap.is_sure for age in found.ages)
    assert found.cuts[0].since == 80 * DAY


def test_nothing_is_lost_where_nothing_moves(ground):
    random = np.random.default_rng(0)
    kinds = random.integers(0, 4, 400)
    found = over_time(ground(kinds, kinds % 2), np.arange(400.0))
    assert found is not None
    assert (found.gap.drop, found.gap.is_sure) == (0.0, False)
    assert found == over_time(ground(kinds, kinds % 2), np.arange(400.0))


def test_too_few_times_are_not_judged(ground):
    kinds = np.arange(100) % 4
    assert over_time(ground(kinds, kinds % 2), np.repeat([1.0, 2.0], 50)) is None
    assert over_time(ground(kinds[:60], kinds[:60] % 2), np.arange(60.0)) is None
