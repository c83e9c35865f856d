"""How long a stage still takes, and which parts of a message there is room for."""

import pytest

from finetooth.screen.pace import Pace, fitting


def paced(name, *told):
    pace = Pace(name)
    for share, now in told:
        pace.take(share, now)
    return pace


def test_the_rest_goes_on_at_the_pace_so_far():
    assert paced("evaluate", (0.1, 100), (0.3, 120)).left(120) == "about 70 s left"
    assert paced("train", (0.1, 100), (0.3, 120)).left(120) == "up to 70 s left"


def test_what_an_earlier_process_did_took_no_time_of_this_one():
    assert paced("train", (0.5, 0), (0.6, 10)).left(10) == "up to 40 s left"


def test_a_share_of_nothing_begins_nothing():
    assert paced("train", (0.0, 0), (0.5, 50), (0.6, 60)).left(60) == "up to 40 s left"


@pytest.mark.parametrize("told", [(), ((0.5, 0),), ((0.1, 0), (0.11, 5)), ((0.1, 0), (1.0, 5))])
def test_nothing_is_guessed_from_too_little_or_at_the_end(told):
    assert paced("train", *told).left(5) == ""


def test_a_long_stage_is_guessed_from_less():
    assert paced("train", (0.001, 0), (0.011, 60)).left(60) == "up to 1 h 39 min left"


def test_a_share_that_goes_back_is_not_believed():
    assert paced("train", (0.1, 0), (0.6, 50), (0.0, 60)).left(60) == "up to 50 s left"


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (99, ("one, two, three", "")),
        (15, ("one, two, three", "")),
        (14, ("one, two", "three")),
        (3, ("one", "two, three")),
        (2, ("o…", "two, three")),
        (-5, ("o…", "two, three")),
    ],
)
def test_whole_parts_fit_or_stay_away(room, told):
    assert fitting("one, two, three", room) == told
