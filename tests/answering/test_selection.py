"""The metric that picks models: by the data and the costs, with a reason; what cannot pick is refused by name."""

import polars as pl
import pytest

from finetooth.answering.selection import able, chosen_metric
from finetooth.core.errors import UserError
from finetooth.recipe.sections import Evaluate


def labels(*counts: int) -> pl.Series:
    return pl.Series([f"kind {place}" for place, count in enumerate(counts) for _ in range(count)])


@pytest.mark.parametrize(
    ("options", "counts", "metric", "why"),
    [
        ({}, (50, 50), "macro_f1", "2 classes are about even"),
        ({}, (80, 20), "macro_f1", "4.0 times the rows"),
        ({}, (30, 30, 3), "macro_f1", "largest of 3 classes"),
        ({}, (97, 3), "pr_auc", "has 3.0 % of the rows"),
        ({"costs": {"missed": {"kind 1": 9}}}, (50, 50), "roc_auc", "costs set the answers"),
        ({"costs": {"missed": {"kind 1": 9}}, "thresholds": "none"}, (50, 50), "macro_f1", "even"),
        ({"selection_metric": "mcc"}, (97, 3), "mcc", "the recipe names it"),
    ],
)
def test_it_goes_by_the_data_and_the_costs(options, counts, metric, why):
    found = chosen_metric(Evaluate(**options), labels(*counts))
    assert found.metric == metric
    assert why in found.why


@pytest.mark.parametrize(
    ("problem_type", "metric"),
    [
        ("ordinal", "quadratic_kappa"),
        ("regression", "r2"),
        ("multi_label_classification", "pr_auc"),
        ("auto", "macro_f1"),
    ],
)
def test_it_goes_by_the_kind_of_problem(problem_type: str, metric: str):
    assert chosen_metric(Evaluate(), labels(50, 50), problem_type).metric == metric


def test_several_labels_in_a_row_show_by_themselves():
    assert chosen_metric(Evaluate(), pl.Series(["a\x1fb", "a", None]), "auto").metric == "pr_auc"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("acuracy", "did you mean accuracy"),
        ("log_loss", "more is better"),
        ("expected_cost", "not picked by the expected cost"),
        ("recall", "no metric is named"),
    ],
)
def test_what_cannot_pick_is_refused(name: str, told: str):
    with pytest.raises(UserError, match=told) as caught:
        able(name)
    assert "evaluate.selection_metric" in caught.value.where
