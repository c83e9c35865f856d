"""The range test of a lesson: on a real tiny model, told in a line, and nothing of it stays."""

from dataclasses import replace

import pytest

from finetooth.core.results import Base, Settings, Splits
from finetooth.stages.lesson import Lesson
from finetooth.stages.ranging import ranged, told
from finetooth.tasks.classify import labels_of
from finetooth.training.range_test import RangeTest, range_of


@pytest.fixture(scope="module")
def lesson(base: Base, splits: Splits) -> Lesson:
    return Lesson.of(base, labels_of(splits.train.labels.to_list()), splits.train, splits.validation, 32)


@pytest.fixture(scope="module")
def found(lesson: Lesson, settings: Settings) -> RangeTest:
    return ranged(lesson, settings, lambda _message: None)


def test_it_finds_where_the_tiny_model_learns(found: RangeTest, settings: Settings):
    assert found.default == settings.learning_rate
    ends = range_of(found)
    assert ends is not None
    assert ends[0] < 0.1
    assert found.smoothed[0] == pytest.approx(found.losses[0], rel=0.3)


def test_the_same_lesson_gives_the_same_curve_and_the_schedule_has_no_part_in_it(
    found: RangeTest, lesson: Lesson, settings: Settings
):
    other = replace(settings, lr_scheduler_type="cosine", warmup_ratio=0.5)
    assert ranged(lesson, other, lambda _message: None, steps=30) == ranged(
        lesson, settings, lambda _message: None, steps=30
    )


def test_it_starts_where_the_fit_would(found: RangeTest, lesson: Lesson, settings: Settings):
    probed = ranged(lesson, replace(settings, head="probe"), lambda _message: None, steps=3)
    fresh = ranged(lesson, settings, lambda _message: None, steps=3)
    assert probed.losses[0] != fresh.losses[0]


def test_it_says_what_it_found_and_how_far_it_is(lesson: Lesson, settings: Settings):
    notes, steps = [], []
    ranged(lesson, settings, notes.append, lambda done, message: steps.append((done, message)), steps=4)
    assert len(notes) == 1
    assert notes[0].startswith("learning-rate range test: ")
    assert steps[-1][0] == 1.0
    assert "learning rate" in steps[0][1]


def test_the_line_names_the_rates(found: RangeTest):
    known = replace(
        found, steepest=3e-4, halfway_low=2e-4, halfway_high=4e-4, diverges=4e-3, default=1e-2, halfway=3e-4
    )
    line = told(known)
    assert "falls fastest at 0.0003" in line
    assert "diverges from 0.004" in line
    assert "the default, 0.01, is lowered to 0.0003" in line
    assert "lowered" not in told(replace(known, default=1e-4))
    assert "tells nothing" in told(replace(known, steepest=None, halfway_low=None))
