from pathlib import Path

import pytest

from finetooth.comparing.history import Past
from finetooth.core.results import Score
from finetooth.metrics.paired import Difference
from finetooth.report.charts.over_time import over_time

WORSE = Difference("macro_f1", 0.9, 0.8, -0.1, -0.15, -0.05, 90)


def past(number: int, value: float | None, go: bool = True, since: Difference | None = None) -> Past:
    score = Score("macro_f1", value, value and value - 0.05, value and value + 0.05, 90)
    at = f"2026-01-{number + 1:02d}T00:00"
    return Past(Path("x"), f"run {number}", "finished", at=at, metric="macro_f1", score=score, go=go, since=since)


def test_each_kind_of_run_has_its_mark():
    drawn = over_time([past(0, 0.9), past(1, 0.8, False), past(2, 0.7, False, WORSE)])
    assert drawn.svg.count("model-dot") == 2  # the legend's, and the run's
    assert drawn.svg.count('class="bad-dot"') == 2
    assert "2026-01-01" in drawn.svg
    assert "2026-01-03" in drawn.svg
    assert drawn.title.endswith("; 1 run worse than the last accepted one")


def test_of_many_the_last_are_drawn():
    drawn = over_time([past(number % 28, 0.5 + number / 200) for number in range(60)])
    assert drawn.note == "The last 40 of 60 runs."
    assert drawn.svg.count('class="model-dot"') == 41


@pytest.mark.parametrize("line", [[], [past(0, 0.9)], [past(0, None), past(1, 0.9)]])
def test_fewer_than_two_scores_are_no_line(line):
    assert over_time(line) is None
