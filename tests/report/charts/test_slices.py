from dataclasses import replace

from finetooth.core.tuning import Dimension, Trial
from finetooth.report.charts.slices import slices

RATE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
HEAD = Dimension("head", ("fresh", "linear"))
EPOCHS = Dimension("num_train_epochs", low=2, high=9)
TRIALS = tuple(
    Trial(n, {"learning_rate": 1e-4, "head": HEAD.values[n % 2], "num_train_epochs": 2 + n}, 0.7 + n / 100, 3.0, 9.0)
    for n in range(6)
)


def test_each_other_option_has_a_panel_with_its_values():
    figure = slices(TRIALS, (RATE, HEAD, EPOCHS), "macro_f1")
    assert figure.title == "The best trial has head linear, num_train_epochs 7"
    for said in (">head<", ">num_train_epochs<", ">fresh<", ">linear<", "trial 5: 0.750, linear"):
        assert said in figure.svg
    assert ">learning_rate<" not in figure.svg
    assert figure.svg.count('class="model-ring"') == 2  # the best, in both panels
    assert "ended early" not in figure.note


def test_trials_ended_early_are_hollow_and_failed_or_repeated_ones_not_there():
    more = (
        Trial(6, {**TRIALS[0].params, "num_train_epochs": 3}, 0.4, 3.0, 9.0, pruned="behind"),
        Trial(7, {**TRIALS[0].params, "num_train_epochs": 4}, None, None, 9.0, "lost"),
        replace(TRIALS[2], number=8, same_as=2),
    )
    figure = slices((*TRIALS, *more), (RATE, HEAD, EPOCHS), "macro_f1")
    assert figure.svg.count('class="hollow-dot"') == 2
    assert "hollow ones were ended early" in figure.note
    assert "trial 7" not in figure.svg
    assert "trial 8" not in figure.svg


def test_there_is_none_where_nothing_else_was_varied():
    assert slices(TRIALS, (RATE,), "macro_f1") is None
    assert slices(TRIALS[:1], (RATE, HEAD), "macro_f1") is None
    assert slices((), (), "macro_f1") is None
    assert slices(tuple(replace(one, score=None) for one in TRIALS), (HEAD,), "macro_f1") is None


def test_a_hostile_name_is_text():
    evil = Dimension("head", ("</svg><script>alert(1)</script>", "fresh"))
    figure = slices(tuple(replace(t, params={"head": evil.values[t.number % 2]}) for t in TRIALS), (evil,), "macro_f1")
    assert "<script" not in figure.svg


def test_more_than_eight_are_counted():
    space = tuple(Dimension(f"option {n}", low=0.0, high=1.0) for n in range(10))
    tried = tuple(Trial(n, {part.name: n / 9 for part in space}, 0.7, 1.0, 1.0) for n in range(4))
    assert "2 more are not drawn." in slices(tried, space, "macro_f1").note
