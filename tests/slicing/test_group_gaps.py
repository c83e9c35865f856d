import numpy as np
import polars as pl
import pytest

from finetooth.slicing.group_gaps import CALIBRATION, FALSE_POSITIVES, RECALL, SELECTION, group_gaps_of


def told(found):
    return {(one.group, one.measure): one for one in found.gaps}


def test_shares_are_those_of_the_rows_and_two_groups_are_compared_once(answers):
    wrong = np.arange(0, 300, 4)
    one = answers(300, wrong)
    found = group_gaps_of(one, ["app"])
    gaps = told(found)
    assert {group for group, _ in gaps} in ({"web"}, {"phone"})
    group = next(iter(gaps))[0]
    inside = (one.columns["app"] == group).to_numpy()
    truth, said = one.predictions.truth, one.predictions.predicted
    label = one.predictions.labels.index(gaps[group, RECALL].label)
    assert gaps[group, RECALL].found.inside == pytest.approx((said == label)[inside & (truth == label)].mean())
    assert gaps[group, FALSE_POSITIVES].found.outside == pytest.approx(
        (said == label)[~inside & (truth != label)].mean()
    )
    assert gaps[group, SELECTION].found.inside == pytest.approx((said == label)[inside].mean())
    assert gaps[group, CALIBRATION].found.inside == pytest.approx(0.9 - (said == truth)[inside].mean())
    assert gaps[group, SELECTION].base == pytest.approx(
        (truth == label)[inside].mean() - (truth == label)[~inside].mean()
    )


def test_a_planted_gap_is_the_one_that_matters(answers):
    north = np.arange(600) // 2 % 3 == 0
    wrong = north & (np.arange(600) % 2 == 0) & (np.random.default_rng(0).random(600) < 0.4)  # bad taken for good
    found = group_gaps_of(answers(600, wrong), ["shop"])
    mattering = {(one.group, one.measure) for one in found.gaps if one.matters}
    assert ("north", CALIBRATION) in mattering
    assert {group for group, measure in mattering if measure in (RECALL, FALSE_POSITIVES)} >= {"north"}
    gap = next(one for one in found.gaps if (one.group, one.measure) == ("north", CALIBRATION))
    assert gap.adjusted > gap.found.p  # corrected for all that was tested


def test_groups_too_small_are_uncovered_and_empty_cells_are_no_group(answers):
    one = answers(300)
    shops = one.columns["shop"].to_list()
    shops[:4] = ["isles"] * 4
    shops[4:40] = [None] * 36
    one = one.__class__(
        one.name, one.predictions, one.rows, one.columns.with_columns(shop=pl.Series(shops)), one.metric
    )
    found = group_gaps_of(one, ["shop"])
    assert [(each.group, each.rows) for each in found.uncovered] == [("isles", 4)]
    assert len(found.uncovered[0].measures) == 4
    assert {each.group for each in found.gaps} == {"north", "south", "east"}


def test_no_gap_is_found_by_chance_in_most_runs(answers):
    alarms = 0
    for seed in range(40):
        wrong = np.random.default_rng(seed).random(300) < 0.2
        alarms += any(one.matters for one in group_gaps_of(answers(300, wrong, seed=seed), ["app", "shop"]).gaps)
    assert alarms <= 6
