"""HPO005."""

from finetooth.checks.tuning.few_trials import FewTrials
from finetooth.core.finding import Outcome
from finetooth.core.tuning import Dimension, Trial
from finetooth.search.grid import grid

RATE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)


def trials(count: int, failed: int = 0) -> tuple[Trial, ...]:
    return tuple(
        Trial(n, {"learning_rate": 1e-5 * (n + 1)}, None if n < failed else 0.8, 3.0, 1.0) for n in range(count)
    )


def test_the_chance_is_that_of_random_draws(judge) -> None:
    found = judge(FewTrials, {"trials": trials(6), "space": (RATE,)})
    assert found.outcome is Outcome.FAILED
    assert (
        found.message
        == "6 settings over 1 option: one of them is among the best tenth with 47% by chance; 16 reach 80 %"
    )


def test_failed_trials_and_repeats_do_not_count(judge) -> None:
    assert judge(FewTrials, {"trials": trials(18, failed=3), "space": (RATE,)}).outcome is Outcome.FAILED
    same = tuple(Trial(n, {"learning_rate": 1e-4}, 0.8, 3.0, 1.0) for n in range(30))
    assert judge(FewTrials, {"trials": same, "space": (RATE,)}).evidence["settings"] == 1
    assert judge(FewTrials, {"trials": trials(16), "space": (RATE,)}).outcome is Outcome.PASSED


def test_a_whole_grid_has_seen_everything(judge) -> None:
    space = (Dimension("learning_rate", (1e-5, 2e-5, 3e-5)),)
    assert judge(FewTrials, {"trials": trials(3), "space": space}).message.endswith("all combinations of the values")


def test_nothing_tuned_is_no_evidence(judge) -> None:
    assert judge(FewTrials, {"trials": (), "space": ()}).outcome is Outcome.NOT_APPLICABLE


def test_a_grid_cut_short_is_told_to_run_without_trials(judge) -> None:
    space = (RATE, Dimension("head", ("fresh", "linear")), Dimension("r_drop", (0.0, 0.5, 1.0)))
    points = grid(space)
    facts = {"space": space, "recipe": {"tune": {"method": "grid", "trials": 6}}}
    made = tuple(Trial(n, point, 0.8, 3.0, 1.0) for n, point in enumerate(points))
    found = judge(FewTrials, {**facts, "trials": made[:6]})
    assert found.outcome is Outcome.FAILED
    assert found.message == (
        "6 of 18 combinations over 3 options: one of them is among the best tenth with 57% by chance; "
        "without tune.trials the grid tries all 18"
    )
    assert found.evidence["needed"] == 10  # of 18 draws without repeats, two of them good
    assert judge(FewTrials, {**facts, "trials": made}).message.endswith("all combinations of the values")
    outside = Trial(17, {"learning_rate": 5e-3, "head": "fresh", "r_drop": 0.0}, 0.8, 3.0, 1.0)
    assert judge(FewTrials, {**facts, "trials": (*made[:17], outside)}).evidence["settings"] == 17


def test_lists_that_are_drawn_from_need_no_more_trials_than_they_have_combinations(judge) -> None:
    space = (Dimension("head", ("fresh", "linear")), Dimension("r_drop", (0.0, 0.5, 1.0)))
    made = tuple(Trial(n, point, 0.8, 3.0, 1.0) for n, point in enumerate(grid(space)))
    found = judge(FewTrials, {"space": space, "trials": made[:3]})
    assert found.message.endswith("with 50% by chance; 5 reach 80 %")


def test_a_space_of_millions_of_combinations_is_not_gone_through(judge) -> None:
    space = tuple(Dimension(f"option_{n}", tuple(range(10))) for n in range(9))
    made = tuple(Trial(n, {part.name: n for part in space}, 0.8, 3.0, 1.0) for n in range(6))
    assert judge(FewTrials, {"space": space, "trials": made}).evidence["needed"] == 16
