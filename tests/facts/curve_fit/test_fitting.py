"""Laws are carried on as they are, doubt grows with distance, and what falls is called flat."""

import numpy as np
import pytest

from finetooth.facts.curve_fit.fitting import Fit, fit
from finetooth.facts.curve_fit.laws import Law, laws
from finetooth.facts.curve_fit.projection import doubled, expected, interval, needed, stages_above

SIZES = np.array([100, 141, 200, 283, 400, 566, 800])


def _fit(scores: np.ndarray, noise: float = 0.004) -> Fit:
    draw = np.random.default_rng(1)
    level = noise * draw.normal(size=(300, 1))  # what all sizes share
    return fit(SIZES, scores, scores + level + noise / 4 * draw.normal(size=(300, 7)), np.random.default_rng(0))


def _power(n: np.ndarray, exponent: float = 0.6) -> np.ndarray:
    return np.asarray(0.9 - 0.35 * (n / 100) ** -exponent)


@pytest.mark.parametrize("law", [law for law, _ in laws(800.0)], ids=str)
def test_every_law_is_0_at_the_end_and_gained_1_in_the_last_doubling_and_goes_to_its_limit(law: Law) -> None:
    assert law.shape(np.array([400.0, 800.0])) == pytest.approx([-1, 0], abs=1e-9)
    grown = law.shape(np.geomspace(800, 8e9, 50))
    assert (np.diff(grown) >= 0).all()
    assert grown[-1] <= law.limit


def test_weights_are_shares() -> None:
    assert sum(weight for _, weight in laws(800.0)) == pytest.approx(1)


@pytest.mark.parametrize("exponent", [0.3, 0.6, 0.9])
def test_a_power_law_is_carried_on(exponent: float) -> None:
    found = _fit(_power(SIZES.astype(float), exponent))
    told, truth = expected(found, 1600), float(_power(np.array(1600.0), exponent))
    assert told.low <= truth <= told.high
    assert told.score == pytest.approx(truth, abs=0.01)


def test_doubt_grows_with_the_distance_and_with_the_level() -> None:
    found = _fit(_power(SIZES.astype(float)))
    widths = [expected(found, rows).high - expected(found, rows).low for rows in (800, 1600, 6400)]
    assert widths == sorted(widths)
    assert expected(found, 3200, 0.5).low > expected(found, 3200, 0.9).low


def test_noisy_points_are_trusted_less_than_those_on_a_law() -> None:
    scores = _power(SIZES.astype(float))
    bent = scores + np.array([0.02, -0.02, 0.02, -0.02, 0.02, -0.02, 0.02])
    sure, unsure = (doubled(_fit(values), 800) for values in (scores, bent))
    assert unsure[2] - unsure[1] > 1.5 * (sure[2] - sure[1])


def test_what_falls_or_stays_is_not_said_to_rise() -> None:
    for scores in (np.linspace(0.8, 0.7, 7), np.full(7, 0.8) + np.array([1, -1, 1, -1, 1, -1, 1]) / 200):
        gain, low, high = doubled(_fit(scores), 800)
        assert low == 0
        assert 0 <= gain < 0.01
        assert high < 0.06
    assert doubled(_fit(_power(SIZES.astype(float))), 800)[1] > 0


def test_no_draw_passes_1_or_falls() -> None:
    found = _fit(np.linspace(0.9, 0.999, 7))
    told = found.at(np.array([100.0, 800.0, 1600.0, 1e6]))
    assert told.max() <= 1
    assert (np.diff(told, axis=1) >= 0).all()
    assert (found.ceiling <= 1).all()


def test_the_rows_that_a_score_needs() -> None:
    found = _fit(_power(SIZES.astype(float)), 0.001)
    wanted = float(_power(np.array(1600.0)))
    told = needed(found, 800, wanted)
    assert told.rows is not None
    assert told.low is not None
    assert told.high is not None
    assert told.low <= 1600 <= told.high
    assert told.rows == pytest.approx(1600, rel=0.15)
    assert told.rows % 100 == 0
    beyond = needed(found, 800, 0.99)
    assert beyond.rows is None


def test_stages_are_the_next_round_scores() -> None:
    assert stages_above(0.72) == (0.75, 0.8)
    assert stages_above(0.896) == (0.93, 0.95)
    assert stages_above(0.999) == ()


def test_an_interval_of_draws_without_an_end() -> None:
    assert interval(np.array([1.0, 2.0, np.inf, np.inf, np.inf]), 0.5) == (np.inf, 2.0, np.inf)
