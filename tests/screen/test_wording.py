import pytest

from finetooth.core.results import Score
from finetooth.screen.wording import rough, row_names, scored


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "1 s"), (9.4, "9 s"), (22.0, "20 s"), (89.0, "1 min"), (3570.0, "1 h"), (3700.0, "1 h 2 min")],
)
def test_estimates_have_no_false_precision(seconds, words):
    assert rough(seconds) == words


def test_a_score_without_a_number_says_why():
    assert (
        scored("roc_auc", Score("roc_auc", None, None, None, 3, reason="one class")) == "ROC-AUC undefined (one class)"
    )


def test_few_rows_are_all_named():
    assert row_names([3, 4]) == "3, 4"
