from dataclasses import replace

from finetooth.core.results import Score, Scores
from finetooth.report.charts.overall_scores import overall_scores

UNDEFINED = Score("macro_f1", None, None, None, 0, None, "no rows")


def test_overall_scores_stand_beside_each_baseline(make_evidence):
    scores = make_evidence().scores
    figure = overall_scores(scores)
    assert figure.title.startswith("macro-F1 is 0.812 (0.791 to 0.831): 0.050 above TF-IDF + logistic regression")
    assert figure.svg.count('class="model-whisker"') == 3
    assert figure.svg.count('class="other-whisker"') == 3
    assert figure.svg.count('class="third-whisker"') == 3
    assert overall_scores(Scores((UNDEFINED,))) is None
    assert overall_scores(replace(scores, baselines={})).title == "macro-F1 is 0.812 (0.791 to 0.831)"


def test_a_handful_of_metrics_of_which_more_is_better_is_drawn_the_chosen_one_first():
    names = ("accuracy", "balanced_accuracy", "ece", "log_loss", "macro_f1", "mcc", "roc_auc", "weighted_f1")
    svg = overall_scores(Scores(tuple(Score(name, 0.5, 0.4, 0.6, 90) for name in names), {}, "macro_f1")).svg
    assert svg.count('class="model-whisker"') == 5
    assert "log loss" not in svg
    assert svg.index("macro-F1") < svg.index("accuracy")
