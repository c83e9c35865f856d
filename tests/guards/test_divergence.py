"""Divergence is told from a bad batch."""

import math

import pytest

from finetooth.guards.divergence import diverged


@pytest.mark.parametrize("losses", [[math.nan], [0.7, 0.6, math.nan, 0.5], [0.7, -math.inf], [math.inf]])
def test_a_loss_that_is_no_number_is_divergence_wherever_it_stands(losses: list[float]):
    assert diverged(losses)


def test_the_reason_names_the_loss():
    assert diverged([0.7, 0.6, math.nan]) == "the loss is not a number (loss 3 of 3)"
    assert diverged([0.7, math.inf]) == "the loss is infinite (loss 2 of 2)"
    assert diverged([1.0, 4.0]) == "the loss rose from 1 to 4, over 3 times"


@pytest.mark.parametrize("losses", [[1.0, 3.1], [1.0, 0.5, 4.0, 5.0], [1.0] * 20 + [9.0, 9.0], [1.0, 9.0, 9.0, 0.5]])
def test_an_explosion_is_divergence(losses: list[float]):
    assert diverged(losses)


@pytest.mark.parametrize(
    "losses",
    [[], [0.7], [1.0, 3.0], [1.0, 0.8, 0.7, 30.0, 0.6], [0.7, 2.0, 1.9, 2.0], [0.0, 0.2, 0.25], [5.0, 4.0, 3.0, 2.0]],
)
def test_neither_a_bad_batch_nor_a_rise_below_the_limit_is(losses: list[float]):
    assert diverged(losses) is None
