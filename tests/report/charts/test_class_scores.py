from finetooth.core.results import Scores
from finetooth.report.charts.class_scores import class_scores


def test_class_scores_show_the_weakest(make_evidence):
    figure = class_scores(make_evidence(40).scores)
    assert figure.title == "“intent 00” is the weakest class: F1 0.600, the best has 0.941"
    assert figure.note == "The 12 weakest of 40 classes."
    assert figure.svg.count('class="model-whisker"') == 12
    assert class_scores(Scores(())) is None
    assert "is 0.600" in class_scores(make_evidence(1).scores).title
