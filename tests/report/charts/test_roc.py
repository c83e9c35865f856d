import numpy as np
import polars as pl

from finetooth.core.results import Scores
from finetooth.report.charts.roc import roc, roc_curve


def predictions(truth, chances):
    table = np.array(chances)
    columns = {"p_0": 1 - table, "p_1": table}
    return pl.DataFrame({"id": range(len(truth)), "truth": truth, "prediction": truth, **columns})


def test_a_roc_curve_counts_ties_once_and_agrees_with_the_area():
    found = roc_curve(predictions(["a", "a", "b", "b"], [0.1, 0.7, 0.4, 0.9]), "b", 1)
    assert found.area == 0.75
    assert roc_curve(predictions(["a", "b"], [0.5, 0.5]), "b", 1).area == 0.5
    assert roc_curve(predictions(["a", "a"], [0.5, 0.6]), "b", 1) is None
    assert roc_curve(predictions(["a", None, "b"], [0.1, 0.99, 0.9]), "b", 1).area == 1.0


def test_two_classes_have_one_panel_and_many_have_eight(make_evidence):
    two, many = make_evidence(2), make_evidence(20)
    assert roc(two.predictions, two.labels, two.scores).svg.count('class="chance"') == 1
    figure = roc(many.predictions, many.labels, many.scores)
    assert figure.svg.count('class="chance"') == 8
    assert "The 8 of 20 classes" in figure.note
    assert roc(two.predictions.head(0), two.labels, Scores(())) is None


def test_the_reported_area_is_the_one_shown(make_evidence):
    evidence = make_evidence(2)
    assert "0.775" in roc(evidence.predictions, evidence.labels, evidence.scores).title
    assert "0.775" not in roc(evidence.predictions, evidence.labels, Scores(())).title
