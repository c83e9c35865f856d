"""Tails hold the share they promise, and strays or duplicates do not move them."""

import numpy as np
import pytest

from finetooth.facts.embedding.bulk import Bulk, exponential_lower

USUAL = np.tanh(np.random.default_rng(1).normal(0.6, 0.12, 20_000))


@pytest.mark.parametrize("rate", [0.01, 0.001])
def test_tails_of_a_bell_curve_hold_what_they_promise(rate: float) -> None:
    bulk = Bulk.of(USUAL)
    assert (bulk.upper(rate) < USUAL).mean() == pytest.approx(rate, rel=0.8)
    assert (bulk.lower(rate) > USUAL).mean() == pytest.approx(rate, rel=0.8)
    assert bulk.exceeding(bulk.upper(rate)) == pytest.approx(rate)


def test_many_duplicates_and_some_strays_do_not_hide() -> None:
    mixed = np.concatenate([USUAL, np.full(2_000, 0.99), np.full(600, 0.05)])
    assert Bulk.of(mixed).upper(0.001) < 0.95
    assert Bulk.of(mixed).lower(0.0005) > 0.06


def test_the_exponential_tail_errs_to_caution() -> None:
    assert (exponential_lower(USUAL, 0.0005) > USUAL).mean() <= 0.0005


def test_all_alike() -> None:
    assert 0.4 < Bulk.of(np.full(50, 0.5)).lower(0.001) <= 0.5
