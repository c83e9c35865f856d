import itertools

import numpy as np
import pytest

from finetooth.slicing.search import Counted, dealt_errors, search


def rows(size: int, seed: int = 0, shares=(0.5, 0.3, 0.2, 0.25, 0.4, 0.1)) -> tuple[np.ndarray, np.random.Generator]:
    draw = np.random.default_rng(seed)
    return draw.random((size, len(shares))) < shares, draw


def test_a_planted_pair_is_found_and_named_by_its_conditions():
    conditions, draw = rows(1_500)
    weak = conditions[:, 1] & conditions[:, 3]
    hits = search(conditions, draw.random(1_500) < 0.1 + 0.4 * weak, 20, seed=0)
    assert hits[0].places == (1, 3)
    assert hits[0].p <= 0.01
    assert len(hits) == 1


def test_a_planted_single_condition_and_a_planted_three():
    conditions, draw = rows(3_000, 1)
    hits = search(conditions, draw.random(3_000) < 0.1 + 0.2 * conditions[:, 2], 20, seed=0)
    assert hits[0].places == (2,)
    weak = conditions[:, 0] & conditions[:, 1] & conditions[:, 4]
    hits = search(conditions, draw.random(3_000) < 0.1 + 0.5 * weak, 20, seed=0)
    assert sorted(hits[0].places) == [0, 1, 4]


def test_a_second_slice_is_told_by_what_the_first_leaves():
    conditions, draw = rows(3_000, 2)
    echo = conditions[:, :1] & (draw.random((3_000, 1)) < 0.9)
    conditions = np.hstack([conditions, echo])
    wrong = draw.random(3_000) < 0.08 + 0.25 * conditions[:, 0] + 0.3 * conditions[:, 5]
    found = [hit.places for hit in search(conditions, wrong, 20, seed=0)]
    assert (0,) in found
    assert any(5 in places for places in found)
    assert (6,) not in found


def test_small_slices_and_small_differences_are_not_told():
    conditions, draw = rows(1_500, shares=(0.02, 0.5, 0.5))
    wrong = draw.random(1_500) < np.where(conditions[:, 0], 0.9, 0.1)
    assert search(conditions, wrong, 60, seed=0) == []
    assert search(conditions, wrong, 20, seed=0)[0].places == (0,)
    conditions, draw = rows(40_000, shares=(0.5, 0.5))
    assert search(conditions, draw.random(40_000) < 0.1 + 0.03 * conditions[:, 0], 400, seed=0, permutations=39) == []


@pytest.mark.parametrize("share", [0.1, 0.8])
def test_scores_are_the_roots_of_likelihood_ratios(share):
    from scipy.stats import chi2_contingency

    conditions, draw = rows(500)
    wrong = draw.random(500) < share
    counted = Counted.of(conditions, 10)
    for place in range(conditions.shape[1]):
        table = [
            [(held & missed).sum() for missed in (wrong, ~wrong)]
            for held in (conditions[:, place], ~conditions[:, place])
        ]
        wanted = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        mine = counted.scores(conditions[:, place].sum(), (conditions[:, place] & wrong).sum(), wrong.sum(), 1)
        assert mine**2 == pytest.approx(wanted)


def test_where_all_or_none_is_wrong_nothing_is_found():
    conditions, _ = rows(200)
    assert search(conditions, np.ones(200, bool), 20, 0) == search(conditions, np.zeros(200, bool), 20, 0) == []
    assert search(np.zeros((200, 0), bool), np.arange(200) < 20, 20, 0) == []


def test_random_errors_give_false_alarms_in_few_searches():
    alarms = 0
    for seed in range(40):
        conditions, draw = rows(300, seed, shares=(0.5, 0.3, 0.2, 0.25, 0.4, 0.1) * 3)
        alarms += bool(search(conditions, draw.random(300) < 0.2, 20, seed, permutations=49))
    assert alarms <= 5  # of 40 at 4 %: 6 or more once in 300 times


def test_errors_of_a_group_are_dealt_together():
    groups = np.repeat(np.arange(60), np.arange(60) % 4 + 1)
    wrong = (np.random.default_rng(0).random(60) < 0.3)[groups]
    for mixed in itertools.islice(dealt_errors(wrong, 0, groups), 20):
        shares = np.bincount(groups, mixed) / np.bincount(groups)
        assert set(shares) <= {0.0, 1.0}
    alone = next(dealt_errors(wrong, 0))
    assert alone.sum() == wrong.sum()
    assert not np.array_equal(alone, wrong)


def test_a_column_that_follows_groups_raises_no_alarm_where_errors_do():
    alarms = {"told": 0, "not told": 0}
    for seed in range(12):
        draw = np.random.default_rng(seed)
        groups = np.arange(600) // 10
        conditions = (draw.random((60, 12)) < 0.4)[groups]
        wrong = (draw.random(60) < 0.25)[groups]
        alarms["told"] += bool(search(conditions, wrong, 20, seed, groups, permutations=49))
        alarms["not told"] += bool(search(conditions, wrong, 20, seed, permutations=49))
    assert alarms["told"] <= 2 < 7 <= alarms["not told"]


def test_the_same_seed_finds_the_same():
    conditions, draw = rows(800)
    wrong = draw.random(800) < 0.1 + 0.3 * conditions[:, 1]
    assert search(conditions, wrong, 20, 3) == search(conditions, wrong, 20, 3)
