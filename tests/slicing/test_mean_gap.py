import numpy as np
import pytest

from finetooth.slicing.mean_gap import mean_gap


def sides(one: tuple[int, int], other: tuple[int, int]):
    """Return values and the mask of the first side, from counts of ones and zeros."""
    values = np.repeat([1.0, 0.0, 1.0, 0.0], [*one, *other])
    return values, np.arange(len(values)) < sum(one)


def test_newcombes_own_example_and_fishers_test():
    from scipy.stats import fisher_exact

    values, inside = sides((56, 14), (48, 32))
    found = mean_gap(values, inside)
    assert (found.gap, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    less, more = (fisher_exact([[56, 14], [48, 32]], side).pvalue for side in ("less", "greater"))
    assert found.p == pytest.approx(min(1, 2 * min(less, more)))
    assert (found.rows, found.rest, found.inside, found.outside) == (70, 80, 0.8, 0.6)


def test_of_numbers_as_welch_has_it():
    draw = np.random.default_rng(0)
    one, other = draw.normal(0.3, 1.0, 200), draw.normal(0.0, 2.0, 300)
    found = mean_gap(np.concatenate([one, other]), np.arange(500) < 200)
    error = np.sqrt(one.var(ddof=1) / 200 + other.var(ddof=1) / 300)
    assert found.gap == pytest.approx(one.mean() - other.mean())
    assert (found.high - found.low) / 2 == pytest.approx(1.97 * error, rel=0.01)


def test_rows_of_a_group_count_less():
    draw = np.random.default_rng(0)
    groups = np.repeat(np.arange(40), 10)
    values = np.repeat(draw.integers(0, 2, 40), 10).astype(float)
    inside = groups < 20
    alone, together = mean_gap(values, inside), mean_gap(values, inside, groups)
    assert together.gap == alone.gap
    assert together.high - together.low > 2 * (alone.high - alone.low)
    assert together.p > alone.p


def test_too_few_groups_are_no_test():
    values, inside = sides((5, 5), (30, 10))
    found = mean_gap(values, inside, np.where(inside, 0, np.arange(50)))
    assert not found.tested
    assert np.isinf(found.low)


def test_without_any_spread_groups_are_counted_as_rows():
    values, inside = sides((40, 0), (0, 40))
    found = mean_gap(values, inside, np.arange(80) // 4)
    assert found.low < 1.0 == found.gap
    assert found.low > 0.5
    assert found.p == mean_gap(*sides((10, 0), (0, 10))).p


def test_tests_are_honest_where_nothing_differs():
    draw = np.random.default_rng(1)
    groups = np.arange(400) // 8
    p = {"alone": [], "grouped": []}
    for _ in range(300):
        inside = draw.random(400) < 0.3
        p["alone"].append(mean_gap((draw.random(400) < 0.2).astype(float), inside).p)
        apart = draw.random(50)[groups] < 0.4
        p["grouped"].append(mean_gap((draw.random(50)[groups] < 0.2).astype(float), apart, groups).p)
    assert np.mean(np.array(p["alone"]) < 0.05) <= 0.06
    assert np.mean(np.array(p["grouped"]) < 0.05) <= 0.08
