from dataclasses import replace

import pytest

from finetooth.core.tuning import Selection, Trial
from finetooth.report.charts.best_so_far import _steps, _without_luck, best_so_far

LUCK = Selection(1, 1, 0.05, 0.02, 0.01, 0.09, 0.02, 90)


def made(*scores: float | None, tokens: int = 1000) -> tuple[Trial, ...]:
    return tuple(Trial(n, {}, score, 2.0, 30.0, tokens=tokens) for n, score in enumerate(scores))


def test_the_title_tells_what_the_later_trials_brought():
    assert best_so_far(made(0.7, 0.75, 0.72, 0.71), "macro_f1").title == (
        "The best score came after 50 % of the tokens; 2 trials later brought nothing better"
    )
    assert best_so_far(made(0.7, 0.75), "macro_f1").title == (
        "The last trial brought the best score: more might bring more"
    )
    assert best_so_far(made(0.7, 0.6), "macro_f1").title == "The first trial was never beaten"


def test_cost_is_in_tokens_or_else_in_time():
    assert "thousand tokens trained on" in best_so_far(made(0.7, 0.75, 0.72), "macro_f1").svg
    assert "million tokens trained on" in best_so_far(made(0.7, 0.75, tokens=2_000_000), "macro_f1").svg
    assert "seconds of trials" in best_so_far(made(0.7, 0.75, tokens=0), "macro_f1").svg
    assert "minutes of trials" in best_so_far(made(*[0.7] * 8, tokens=0), "macro_f1").svg


def test_failed_and_ended_trials_cost_but_are_not_the_best_and_repeats_cost_nothing():
    tried = (*made(0.7, None, 0.75), Trial(3, {}, 0.9, 2.0, 1.0, pruned="behind", tokens=500))
    tried = (*tried, replace(tried[2], number=4, same_as=2))
    steps, unit = _steps(tried)
    assert unit == "tokens"
    assert [step.cost for step in steps] == [1000, 2000, 3000, 3500, 3500]
    assert [step.best for step in steps] == [0.7, 0.7, 0.75, 0.75, 0.75]
    assert [step.finished for step in steps] == [1, 1, 2, 2, 2]
    assert best_so_far(tried, "macro_f1").svg.count('class="hollow-dot"') == 1


def test_luck_grows_to_that_of_the_whole_search():
    steps, _ = _steps(made(0.7, 0.75, 0.72, 0.71))
    lucks = [step.best - sober for step, (_, sober) in zip(steps, _without_luck(steps, LUCK), strict=True)]
    assert lucks[0] == 0
    assert lucks == sorted(lucks)
    assert lucks[-1] == pytest.approx(0.02)
    assert "less its luck" in best_so_far(made(0.7, 0.75), "macro_f1", LUCK).svg
    assert "less its luck" not in best_so_far(made(0.7, 0.75), "macro_f1").svg


def test_why_the_search_ended_is_told_as_text():
    figure = best_so_far(made(0.7, 0.75), "macro_f1", None, "the budget is spent")
    assert figure.note.endswith("The search ended: the budget is spent.")


def test_one_score_is_no_course():
    assert best_so_far(made(0.7, None), "macro_f1") is None
    assert best_so_far((), "macro_f1") is None
