from finetooth.core.results import Score
from finetooth.report.charts.headline_scores import headline_scores

UNDEFINED = Score("macro_f1", None, None, None, 0, None, "no rows")


def test_headline_scores(make_evidence):
    score = make_evidence().scores.get("macro_f1")
    assert headline_scores(score, None).svg.count("whisker") == 1
    assert headline_scores(UNDEFINED, None) is None
