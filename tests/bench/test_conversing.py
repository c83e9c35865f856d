"""Faults that are planted into conversations stand where the bench says, and nowhere else."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from conversing.clean import clean, own
from conversing.faults import FAULTS, plant, swapped


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_only_the_places_told_are_changed(fault):
    talks = own(60, 1)
    made, places = plant(talks, fault, 0.05, 1)
    if fault.name in ("copies of a template",):  # our own rows hold few numbers
        return
    assert len(places) == 3 or fault.name == "contradicting answers"
    assert len(made) == len(talks) + (len(places) if fault.adds else 0)
    assert all(made[place] == talk for place, talk in enumerate(talks) if place not in places)
    assert plant(talks, fault, 0.05, 1) == (made, places)
    if fault.name != "exact copies":
        assert all(made[place] not in talks for place in places)


def test_answers_are_swapped_among_the_places_told():
    talks = own(60, 1)
    made, places = swapped(talks, 0.1, 1)
    assert len(places) == 6
    assert all((made[place] != talk) == (place in places) for place, talk in enumerate(talks))


def test_clean_rows_are_the_same_each_time(tmp_path):
    assert clean(tmp_path, 30, 3) == clean(tmp_path, 30, 3)
    assert len(clean(tmp_path, 30, 3)) == 30
