from dataclasses import replace

from finetooth.core.results import Trial
from finetooth.report.charts.trials import best_trial, trials


def test_trials_mark_the_default_and_the_best(make_evidence):
    evidence = make_evidence()
    figure = trials(evidence.trials, evidence.space, "macro_f1")
    assert figure.title == "The best of 6 trials scored 0.803, 0.052 above the default"
    assert figure.svg.count('class="model-ring"') == 2  # the best and the legend
    assert "trial 0: 0.751" in figure.svg
    assert figure.svg.count("×") == 1
    assert "learning rate (log scale)" in figure.svg
    assert "1 trial failed" in figure.note


def test_trials_without_a_gain_or_a_score():
    default, other = Trial(0, {"a": 1.0}, 0.7, 1, 1), Trial(1, {"a": 2.0}, 0.6, 1, 1)
    assert trials((default,), (), "macro_f1").title == "Only the default settings were tried"
    figure = trials((default, other), (), "macro_f1")
    assert figure.title == "None of 1 other setting beat the default, 0.700"
    assert ">trial<" in figure.svg  # no learning rate to draw over
    failed = replace(default, score=None)
    assert trials((failed,), (), "macro_f1") is None
    assert best_trial((failed, other)) is other
    assert "the default has no score" in trials((failed, other), (), "macro_f1").title
