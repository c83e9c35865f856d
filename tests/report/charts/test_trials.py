from dataclasses import replace

from finetooth.core.tuning import Dimension, Selection, Trial
from finetooth.report.charts.trials import best_trial, describe, trials


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


def test_a_default_that_was_kept_is_said_so_with_the_luck_of_the_best():
    tried = tuple(Trial(n, {"learning_rate": 1e-4 * (n + 1)}, score, 2.0, 9.0) for n, score in enumerate((0.7, 0.72)))
    space = (Dimension("learning_rate", low=1e-5, high=1e-3, log=True),)
    kept = trials(tried, space, "macro_f1", Selection(0, 1, 0.02, 0.03, -0.04, 0.08, 0.012, 90))
    assert kept.title == "No lead over the default, 0.700, is beyond noise: it was kept"
    assert "The best of them owes about 0.012 to luck." in kept.note
    won = trials(tried, space, "macro_f1", Selection(1, 1, 0.02, 0.003, 0.01, 0.03, 0.002, 90))
    assert won.title == "The best of 2 trials scored 0.720, 0.020 above the default"


def test_a_trial_that_was_ended_is_counted_and_is_not_the_best():
    tried = (Trial(0, {"learning_rate": 1e-4}, 0.7, 2.0, 9.0), Trial(1, {"learning_rate": 2e-4}, 0.9, 2.0, 9.0))
    ended = (tried[0], replace(tried[1], pruned="0.900 is behind"))
    assert best_trial(tried).number == 1
    assert best_trial(ended).number == 0
    assert "1 trial ended early, behind the others." in trials(ended, (), "macro_f1").note


def rated(scores, **changes) -> tuple[Trial, ...]:
    return tuple(
        Trial(n, {"learning_rate": 1e-4 * (n + 1)}, score, 2.0, 9.0, **changes) for n, score in enumerate(scores)
    )


def test_the_chosen_has_a_frame_and_those_ended_early_are_hollow():
    tried = (*rated((0.7, 0.72, 0.719)), Trial(3, {"learning_rate": 2e-5}, 0.4, 2.0, 9.0, pruned="behind"))
    svg = trials(tried, (), "macro_f1", Selection(2, 1, 0.02, 0.003, 0.01, 0.03, 0.002, 90)).svg
    assert svg.count('class="chosen-frame"') == 2  # and the legend
    assert svg.count('class="hollow-dot"') == 2
    assert "chosen" in svg
    cheaper = trials(tried, (), "macro_f1", Selection(2, 1, 0.02, 0.003, 0.01, 0.03, 0.002, 90))
    assert "Chosen is trial 2, no worse beyond noise." in cheaper.note
    same = trials(tried, (), "macro_f1", Selection(1, 1, 0.02, 0.003, 0.01, 0.03, 0.002, 90))
    assert "Chosen is" not in same.note
    without = trials(rated((0.7, 0.72)), (), "macro_f1").svg
    assert "chosen" not in without
    assert "ended early" not in without


def test_few_trials_show_their_intervals_and_folds():
    few = trials(rated((0.7, 0.72, 0.71), score_error=0.02, fold_scores=(0.6, 0.8)), (), "macro_f1")
    assert (few.svg.count('class="thin-whisker"'), few.svg.count('class="faint-dot"')) == (3, 6)
    assert "Whiskers are 95 % intervals. Faint dots are folds." in few.note
    many = trials(rated([0.7 + n / 100 for n in range(13)], score_error=0.02, fold_scores=(0.6, 0.8)), (), "macro_f1")
    assert "whisker" not in many.svg
    assert "Whiskers" not in many.note
    assert "thin-whisker" not in trials(rated((0.7, 0.72)), (), "macro_f1").svg, "no error is known"


def test_a_repeated_setting_is_drawn_once():
    tried = rated((0.7, 0.72, 0.71))
    svg = trials((*tried, replace(tried[1], number=3, same_as=1)), (), "macro_f1").svg
    assert "trial 3" not in svg


def test_settings_that_are_names_or_switches_are_described():
    trial = Trial(1, {"head": "linear", "freeze": True, "hidden_dropout_prob": None}, 0.7, 1.0, 1.0)
    assert describe(trial) == "head linear, freeze true, hidden_dropout_prob None"
