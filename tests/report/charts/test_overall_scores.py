from dataclasses import replace

from finetooth.core.results import Score, Scores
from finetooth.report.charts.overall_scores import overall_scores

UNDEFINED = Score("macro_f1", None, None, None, 0, None, "no rows")


def test_overall_scores_stand_beside_each_baseline(make_evidence):
    scores = make_evidence().scores
    figure = overall_scores(scores)
    assert figure.title.startswith("macro-F1 is 0.812 (0.791 to 0.831): 0.050 above TF-IDF + logistic regression")
    assert figure.svg.count('class="model-whisker"') == 5
    assert figure.svg.count('class="other-whisker"') == 5
    assert figure.svg.count('class="third-whisker"') == 5
    assert overall_scores(Scores((UNDEFINED,))) is None
    assert overall_scores(replace(scores, baselines={})).title == "macro-F1 is 0.812 (0.791 to 0.831)"
