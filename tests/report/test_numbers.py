import pytest

from finetooth.checks.evaluation.beats_baselines import LINEAR, MAJORITY
from finetooth.checks.wording import BASELINES
from finetooth.core.results import Score
from finetooth.report import numbers
from finetooth.stages.beside import CENTROID, FROZEN, GUESS, WORDS


def test_scores_have_three_decimals_and_intervals_are_in_words():
    assert numbers.with_interval(Score("macro_f1", 0.8119, 0.781, 0.84, 10)) == "0.812 (0.781 to 0.840)"
    assert numbers.with_interval(Score("macro_f1", 0.5, None, None, 10)) == "0.500"


def test_no_score_is_undefined_with_its_reason():
    assert numbers.with_interval(Score("roc_auc", None, None, None, 0, None, "one class")) == "undefined (one class)"
    assert numbers.with_interval(None) == "undefined"
    assert numbers.three(float("nan")) == "undefined"
    assert numbers.three(-0.0001) == "0.000"
    assert numbers.three(-0.0123) == "−0.012"


@pytest.mark.parametrize(("value", "shown"), [(16, "16"), (0.01, "0.01"), (1.4e-4, "1.4e-4"), (5e-5, "5e-5"), (0, "0"),
                                              (2.5e7, "2.5e7"), (float("inf"), "inf")])  # fmt: skip
def test_settings_are_written_as_a_person_would(value, shown):
    assert numbers.plain(value) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.42, "0.4 s"), (41.6, "42 s"), (192, "3 min 12 s"), (3840, "1 h 4 min")]
)
def test_durations(seconds, shown):
    assert numbers.duration(seconds) == shown


def test_counts_shares_and_names():
    assert numbers.plural(1, "row") == "1 row"
    assert numbers.plural(2000, "row") == "2,000 rows"
    assert (numbers.percent(0.0834), numbers.percent(0.5), numbers.percent(0)) == ("8.3 %", "50 %", "0 %")
    assert numbers.metric_name("macro_f1") == "macro-F1"
    assert numbers.metric_name("my_own_metric") == "my own metric"
    assert {MAJORITY, LINEAR, GUESS, WORDS, FROZEN, CENTROID} <= BASELINES.keys()
    assert numbers.baseline_name("tfidf_logistic_regression") == "TF-IDF + logistic regression"
