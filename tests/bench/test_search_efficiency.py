"""The bench of searches: tokens are counted to the mark, tables give the nearest, and pruners see real curves."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from searching.fits import Fit, FitFiles, name_of
from searching.hf_trainer import Curves
from searching.measuring import Mark, Run, Tried, coverage, expected, mark_of, ratio, shift_of, tokens_to, typical
from searching.opponents import opponents, studied
from searching.problem import Problem
from searching.product import OURS, replayed
from searching.tables import Anything, Table, drawn
from searching.telling import Place, last, told

from finetooth.core.results import Base, Splits
from finetooth.core.rows import Rows
from finetooth.core.tuning import Dimension
from finetooth.recipe.sections import Training
from finetooth.stages.lesson import Lesson
from finetooth.training import defaults

SPACE = (Dimension("learning_rate", (), 1e-5, 1e-3, True), Dimension("num_train_epochs", (4, 2)))
ROWS = 60


def fit(rate: float, *scores: float, epochs: int = 4, seed: int = 0, test: float = 0.5) -> Fit:
    many = len(scores)
    params = {"learning_rate": rate, "num_train_epochs": epochs}
    passed = tuple(float(n) for n in range(1, many + 1))
    tokens = tuple(100 * n for n in range(1, many + 1))
    return Fit(params, seed, passed, scores, (0.05,) * many, tokens, max(scores), int(np.argmax(scores)), test, 0.02)


def run(*trials: tuple[float, ...], told: float | None = None, validation: float = 0.8, test: float = 0.7) -> Run:
    many = tuple(Tried({}, scores, tuple(100 * n for n in range(1, len(scores) + 1)), max(scores)) for scores in trials)
    return Run(OURS, "own 0", 0, False, many, test, validation, 0.03, test, 0.04, told=told)


def test_tokens_are_those_of_all_trials_up_to_the_evaluation_that_reaches_the_mark():
    found = run((0.1, 0.2), (0.3, 0.6, 0.7), (0.9,))
    assert tokens_to(found, 0.6) == 200 + 200
    assert tokens_to(found, 0.9) == 200 + 300 + 100
    assert tokens_to(found, 0.95) is None


def test_a_search_that_gives_up_pays_for_it():
    there, short = run((0.1, 0.9)), run((0.1,))
    assert expected([there], [0.9]) == 200
    assert expected([there, short], [0.9, 0.9]) == 300
    assert expected([there, short], [0.9, 0.1]) == 150
    assert math.isinf(expected([short], [0.9]))
    assert math.isinf(typical([there, short], 0.9))
    assert typical([there], 0.9) == 200


def test_the_ratio_is_ours_by_theirs_and_none_where_one_never_gets_there():
    ours, theirs = run((0.9,)), run((0.1, 0.1), (0.1, 0.9))
    assert ratio([ours], [theirs], [0.9], [0.9]) == 0.25
    assert ratio([ours], [theirs], [0.95], [0.95]) is None
    assert ratio([ours], [run((0.1,))], [0.9], [0.9]) is None


def test_the_mark_is_the_best_of_the_random_settings():
    mark = mark_of([fit(1e-4, 0.3, 0.7), fit(2e-4, 0.8, 0.6), fit(3e-4, 0.1)])
    assert (mark.score, mark.error) == (0.8, 0.05)
    assert mark.near == pytest.approx(0.795)
    assert mark.within == pytest.approx(0.75)
    with pytest.raises(ValueError, match="no fit"):
        mark_of([])


def test_luck_is_covered_where_the_drop_is_within_both_errors_of_what_was_told():
    # errors .03 and .04: within 1.96 * .05 = .098 of what was told; the drop is .1
    assert coverage([run((0.8,), told=0.0)]) == 0.0
    assert coverage([run((0.8,), told=0.01)]) == 1.0
    assert coverage([run((0.8,), told=0.2), run((0.8,), told=0.15)]) == 0.5
    assert coverage([run((0.8,), told=0.0)], [0.05]) == 1.0
    assert coverage([run((0.8,))]) is None


def test_the_shift_is_what_any_setting_loses_on_the_test():
    assert shift_of([fit(1e-4, 0.8, test=0.6), fit(2e-4, 0.6, test=0.6)]) == pytest.approx(0.1)


def test_a_longer_draw_begins_like_a_shorter_one_and_stays_in_the_space():
    few, many = drawn(SPACE, 3, 1), drawn(SPACE, 30, 1)
    assert many[:3] == few
    assert drawn(SPACE, 3, 2) != few
    assert {params["num_train_epochs"] for params in many} == {4, 2}
    assert all(1e-5 <= params["learning_rate"] <= 1e-3 for params in many)


def test_a_table_gives_the_nearest_on_the_options_own_scales_that_was_not_had():
    fits = [fit(1e-5, 0.1), fit(1e-4, 0.2), fit(1e-4, 0.3, epochs=2), fit(1e-3, 0.4)]
    table = Table(SPACE, fits, lambda _params, _seed: fit(1.0, 0.9))
    asked = {"learning_rate": 2e-4, "num_train_epochs": 4}
    first = table.nearest(asked, [])
    assert first == fits[1].params
    assert table.nearest(asked, [first]) == fits[2].params
    assert table.nearest(asked, [first, fits[2].params]) == fits[3].params
    with pytest.raises(LookupError):
        table.nearest(asked, [one.params for one in fits])
    assert table.fit(fits[2].params) is fits[2]
    assert table.fit(fits[2].params, seed=7).score == 0.9


def test_fits_are_kept_and_found_again(tmp_path):
    kept, answers = fit(1e-4, 0.2, 0.4), np.ones((3, 2), dtype=np.float32)
    FitFiles(tmp_path / "a").keep(kept, answers)
    again = FitFiles(tmp_path / "a")
    assert again.find(kept.params, 0) == kept
    assert again.find(kept.params, 1) is None
    assert again.answers_of(kept).tolist() == answers.tolist()
    assert name_of({"b": 1, "a": 0.1}, 0) == name_of({"a": 0.1, "b": 1}, 0) != name_of({"a": 0.1, "b": 2}, 0)


def _board() -> Table:
    """Sixteen settings whose scores tell from the first evaluation on which is good: the middle rate."""
    rates = np.geomspace(1e-5, 1e-3, 16).tolist()
    worth = [0.8 - abs(math.log10(rate) + 4) / 2 for rate in rates]
    fits = [fit(rate, *(best * part for part in (0.5, 0.8, 0.9, 1.0))) for rate, best in zip(rates, worth, strict=True)]
    return Table(SPACE, fits, lambda _params, _seed: fits[0])


def test_plain_tpe_pays_for_whole_fits_and_hyperband_ends_some():
    plain, best = studied(_board(), opponents()["tpe"], 0, 16, 4)
    assert len({trial.params["learning_rate"] for trial in plain}) == 16
    assert sum(trial.spent for trial in plain) == 16 * 400
    assert best is not None
    assert best.score == max(trial.score or 0 for trial in plain)
    pruned, _ = studied(_board(), opponents()["tpe + hyperband"], 0, 16, 4)
    assert any(trial.ended for trial in pruned)
    assert all(trial.ended is (len(trial.scores) < 4) for trial in pruned if trial.spent < 400)
    assert sum(trial.spent for trial in pruned) < 16 * 400


def test_the_same_seed_gives_the_same_search():
    runs = [studied(_board(), opponents()["tpe"], seed, 8, 4)[0] for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]


def test_the_trainers_search_believes_the_last_evaluation():
    fits = [fit(1e-4, 0.9, 0.1), fit(2e-4, 0.2, 0.3)]
    best = {name: studied(Table(SPACE, fits, _never), opponents()[name], 0, 2, 2)[1] for name in opponents()}
    assert best["tpe"] is fits[0]
    assert best["trainer's search"] is fits[1]


def _never(params, seed):
    raise AssertionError(params)


def test_a_board_of_anything_fits_what_is_asked_for():
    board = Anything(SPACE, lambda params, seed: fit(params["learning_rate"], 0.5, seed=seed))
    params = {"learning_rate": 3e-4, "num_train_epochs": 4}
    assert board.nearest(params, [params]) == params
    assert board.fit(params, 5).seed == 5


def _problem(good: dict[float, float]) -> tuple[Problem, Table]:
    """A search among these learning rates, whose answers are right for that share of the rows; 1e-4 is the default."""
    training = Training(cross_validation="none", contrastive="none", bf16=False)
    default = defaults.settings(training, 20_000_000, 240, 64, "accuracy", 0, 2)
    lesson = Lesson(
        Base("model", "here", "content"),
        ("a", "b"),
        None,
        [],
        [{"input_ids": [1], "labels": n % 2} for n in range(ROWS)],
    )
    empty = Rows.of([{"text": "", "label": "a"}])
    files = FitFiles(None)
    default = defaults.with_params(default, {"learning_rate": 1e-4, "num_train_epochs": 4})
    splits = Splits(empty, empty, empty, empty)
    problem = Problem("own", 0, training, lesson.base, splits, default, SPACE, lesson, [], files)
    fits = []
    for rate, share in good.items():
        for seed in (0, 1009, 2018):
            kept = fit(rate, *(share * part for part in (0.5, 0.8, 0.9, 1.0)), seed=seed)
            right = np.random.default_rng(int(rate * 1e7)).permutation(ROWS) < share * ROWS
            truth = np.arange(ROWS) % 2
            told = np.where(right, truth, 1 - truth)
            fits.append(files.keep(kept, 4.0 * np.eye(2)[told]))
    return problem, Table(SPACE, [one for one in fits if not one.seed], problem.fit)


def test_our_replay_begins_with_the_default_prunes_and_ends_with_finals_of_other_seeds():
    rates = [1e-4, *np.geomspace(1e-5, 9e-4, 11).tolist()]
    problem, table = _problem({rate: 0.9 if 3e-4 < rate < 8e-4 else 0.2 if rate < 5e-5 else 0.5 for rate in rates})
    found = replayed(problem, table, 5, 12, "ours, every trial")
    assert found.trials[0].params["learning_rate"] == 1e-4
    assert len(found.trials) == 12
    assert any(trial.ended for trial in found.trials)
    assert found.validation == 0.9
    assert found.later == 2 * 400 * 2  # two seeds of the default and of the one finalist
    assert found.told is not None
    assert replayed(problem, table, 5, 12, "ours, every trial") == found
    assert not any(trial.ended for trial in replayed(problem, table, 5, 12, "ours, unpruned").trials)


def test_our_replay_ends_where_nothing_is_to_be_gained():
    problem, table = _problem(dict.fromkeys(np.geomspace(1e-05, 0.0009, 11).tolist(), 0.9) | {1e-4: 0.9})
    table = Table(SPACE, [*reversed(table.fits)], table.again)
    assert len(replayed(problem, table, 0, 10).trials) < 10
    assert len(replayed(problem, table, 0, 10, "ours, every trial").trials) == 10


def test_the_trainers_fits_are_told_apart_by_their_epochs():
    curves = Curves(50)
    for epoch, score in ((1.0, 0.1), (2.0, 0.3), (1.0, 0.2), (1.0, 0.4), (2.0, 0.5)):
        curves.seen(epoch, score)
    assert [trial.scores for trial in curves.trials()] == [(0.1, 0.3), (0.2,), (0.4, 0.5)]
    assert [trial.tokens for trial in curves.trials()] == [(50, 100), (50,), (50, 100)]


def _place(name: str, ours: Run, plain: Run) -> Place:
    theirs = Run("tpe", name, 0, False, plain.trials, plain.chosen_test, 0.8, 0.03, plain.test, 0.04)
    return Place(name, Mark(0.9, 0.1), (fit(1e-4, 0.8, test=0.7),), fit(1e-4, 0.7), (ours, theirs), "two rows")


def test_the_last_line_takes_drawings_together_and_holds_every_promise():
    quick, slow = run((0.9,), told=0.1), run((0.2, 0.2, 0.2), (0.2, 0.9))
    found = last([_place("trec 0", quick, slow), _place("trec 1", quick, slow)])
    assert (found["value"], found["ratios"], found["ok"]) == (0.2, {"trec": 0.2}, True)
    assert (found["drawings"], found["replays"], found["luck_covered"]) == (2, 4, 1.0)
    assert last([_place("trec 0", run((0.9,), told=0.4), slow)])["ok"] is False
    assert last([_place("trec 0", run((0.9,), told=0.1, test=0.6), slow)])["ok"] is False
    never = last([_place("trec 0", run((0.1,), told=0.1), slow)])
    assert (never["value"], never["mark_not_reached"], never["ok"]) == (None, ["trec"], False)


def test_the_table_says_what_is_a_replay_and_what_never_gets_there():
    text = "\n".join(told(_place("trec 0", run((0.1,), told=0.1), run((0.9,)))))
    assert text.count("replay") == 2
    assert "never" in text
    assert "luck told 10.0 points, drop to the test +10.0" in text
