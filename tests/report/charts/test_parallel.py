from dataclasses import replace

from finetooth.core.tuning import Dimension, Trial
from finetooth.report.charts.parallel import parallel

RATE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
HEAD = Dimension("head", ("fresh", "linear", "mean"))
DECAY = Dimension("weight_decay", low=0.0, high=0.2)
SPACE = (HEAD, DECAY, RATE)
TRIALS = tuple(
    Trial(n, {"head": HEAD.values[n % 3], "weight_decay": (n * 7 % 12) / 60, "learning_rate": 1e-5 * 1.4**n},
          0.6 + n / 100, 3.0, 9.0)
    for n in range(12)
)  # fmt: skip


def test_the_option_in_which_the_best_agree_is_named():
    figure = parallel(TRIALS, SPACE, "macro_f1")
    assert figure.title == "The best 3 of 12 trials have learning_rate from 2.07e-4 to 4.05e-4"
    assert (figure.svg.count('class="model-line thin"'), figure.svg.count('class="faint-line"')) == (3, 9)
    for name in ("learning_rate", "head", "weight_decay", "validation macro-F1"):
        assert f">{name}<" in figure.svg


def test_a_name_that_all_the_best_have_is_told():
    agreed = tuple(replace(t, params={**t.params, "head": "mean" if t.number > 8 else "fresh"}) for t in TRIALS)
    assert parallel(agreed, SPACE, "macro_f1").title == "The best 3 of 12 trials all have head mean"


def test_where_the_best_agree_in_nothing_it_is_said():
    mixed = tuple(replace(t, score=0.9 if t.number in (0, 5, 11) else 0.6) for t in TRIALS)
    assert parallel(mixed, SPACE, "macro_f1").title == "The best 3 of 12 trials are spread over every option"


def test_few_options_or_trials_are_not_drawn():
    assert parallel(TRIALS, SPACE[:2], "macro_f1") is None
    assert parallel(TRIALS[:7], SPACE, "macro_f1") is None
    ended = tuple(replace(trial, pruned="behind") for trial in TRIALS[:5])
    assert parallel((*ended, *TRIALS[5:]), SPACE, "macro_f1") is None
    same = tuple(replace(trial, same_as=11) for trial in TRIALS[:5])
    assert parallel((*same, *TRIALS[5:]), SPACE, "macro_f1") is None
