"""Charts of several labels and of numbers, and which charts are for one label a row alone."""

import polars as pl
import pytest

from finetooth.core.results import Score, Scores
from finetooth.core.rows import LABEL_JOINT as JOINT
from finetooth.problems.problem import MULTI, REGRESSION, SINGLE
from finetooth.report.charts.confusion import confusion, most_confused
from finetooth.report.charts.label_counts import counted, label_counts
from finetooth.report.charts.roc import roc
from finetooth.report.charts.scatter import scatter

SETS = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "truth": [f"hot{JOINT}tea", "tea", "", None],
        "prediction": ["tea", f"hot{JOINT}tea", "", "hot"],
        "p_0": [0.4, 0.7, 0.1, 0.9],
        "p_1": [0.9, 0.8, 0.2, 0.1],
    }
)
NUMBERS = pl.DataFrame(
    {"id": [1, 2, 3], "truth": ["1.5", "4", None], "prediction": ["2", "5", "1"], "p_0": [2.0, 5.0, 1.0]}
)
SCORES = Scores((Score("mean_absolute_error", 0.75, 0.5, 1.0, 2),), {}, "r2")


def test_labels_are_counted_one_by_one():
    hot, tea = counted(SETS, ("hot", "tea"))
    assert (hot.found, hot.missed, hot.wrong) == (0, 1, 1)
    assert (tea.found, tea.missed, tea.wrong) == (2, 0, 0)


def test_labels_with_the_most_mistakes_come_first_and_hostile_names_are_escaped():
    figure = label_counts(SETS, ("hot", "tea"), MULTI)
    assert figure is not None
    assert "Most mistakes: “hot”, missed 1 time, told 1 time" in figure.title
    hostile = SETS.with_columns(pl.col("truth", "prediction").str.replace("hot", "<b>hot"))
    drawn = label_counts(hostile, ("<b>hot", "tea"), MULTI)
    assert drawn is not None
    assert "<b>" not in str(drawn.svg if hasattr(drawn, "svg") else drawn)


def test_numbers_are_drawn_against_the_truth_with_the_line_of_both():
    figure = scatter(NUMBERS, SCORES, REGRESSION)
    assert figure is not None
    assert "off by 0.750 (0.500 to 1.000)" in figure.title
    assert "0.75 too high" in figure.title
    assert scatter(NUMBERS.head(0), SCORES, REGRESSION) is None


@pytest.mark.parametrize("kind", [MULTI, REGRESSION])
def test_what_is_for_one_label_a_row_is_not_drawn(kind: str):
    assert confusion(SETS, ("hot", "tea"), kind) is None
    assert most_confused(SETS, ("hot", "tea"), problem_type=kind) == ()


def test_each_label_of_several_has_a_curve_of_its_own():
    figure = roc(SETS, ("hot", "tea"), Scores(()), MULTI)
    assert figure is not None
    assert roc(NUMBERS, ("value",), SCORES, REGRESSION) is None
    assert scatter(SETS, SCORES, MULTI) is None
    assert label_counts(SETS, ("hot", "tea"), SINGLE) is None
