"""HPO008."""

import json
from dataclasses import replace

import pytest

from finetooth.checks.tuning.unstable_region import UnstableRegion
from finetooth.core.finding import Outcome
from finetooth.core.tuning import Dimension, Trial

RATE = Dimension("learning_rate", low=1e-5, high=1e-2, log=True)
DECAY = Dimension("weight_decay", low=0.0, high=0.5)


def trials(stable: list[float], broken: list[float], name: str = "learning_rate") -> tuple[Trial, ...]:
    made = [Trial(n, {name: value}, 0.8, 3.0, 9.0) for n, value in enumerate(stable)]
    lost = [
        Trial(50 + n, {name: value}, None, None, 2.0, "the loss became nan in step 3") for n, value in enumerate(broken)
    ]
    return (*made, *lost)


def test_the_limit_is_named_and_a_narrower_range_suggested(judge) -> None:
    found = judge(UnstableRegion, {"trials": trials([1e-5, 1e-4, 3e-4, 6e-4], [2e-3, 5e-3]), "space": (RATE,)})
    assert found.outcome is Outcome.FAILED
    assert found.message == (
        "2 of 6 trials diverged: of learning_rate from 0.002 up 2 of 2, else 0 of 4; try 1e-05 to 0.0006"
    )
    region = found.evidence["regions"][0]
    assert (region["option"], region["side"], region["limit"]) == ("learning_rate", "high", 2e-3)
    assert region["suggested"] == [1e-5, 6e-4]
    json.dumps(found.evidence, allow_nan=False)


def test_a_stable_trial_among_them_does_not_hide_the_region(judge) -> None:
    stable = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 3e-4, 2.5e-3]
    found = judge(UnstableRegion, {"trials": trials(stable, [2e-3, 4e-3, 8e-3]), "space": (RATE,)})
    assert "from 0.002 up 3 of 4, else 0 of 6" in found.message


def test_failures_anywhere_are_no_region(judge) -> None:
    spread = judge(UnstableRegion, {"trials": trials([1e-5, 1e-4, 5e-3], [3e-5, 2e-3]), "space": (RATE,)})
    assert (spread.outcome, "beyond chance" in spread.message) == (Outcome.PASSED, True)
    once = judge(UnstableRegion, {"trials": trials([1e-5, 1e-4, 2e-4], [1e-3]), "space": (RATE,)})
    assert once.outcome is Outcome.PASSED, "one of four lies at the end one time in four"


def test_other_options_must_be_clearer_than_high_learning_rates(judge) -> None:
    few = trials([0.0, 0.1, 0.2, 0.3], [0.4, 0.5], "weight_decay")
    many = trials([n / 100 for n in range(20)], [0.4, 0.45, 0.5], "weight_decay")
    assert judge(UnstableRegion, {"trials": few, "space": (DECAY,)}).outcome is Outcome.PASSED
    assert judge(UnstableRegion, {"trials": many, "space": (DECAY,)}).outcome is Outcome.FAILED
    low = trials([0.3 + n / 100 for n in range(20)], [0.01, 0.02, 0.03], "weight_decay")
    found = judge(UnstableRegion, {"trials": low, "space": (DECAY,)})
    assert "down from 0.03 3 of 3" in found.message
    assert found.evidence["regions"][0]["suggested"] == [0.3, 0.5]


def test_other_failures_names_and_repeats_do_not_count(judge) -> None:
    lost = tuple(
        replace(one, error="out of memory") if one.score is None else one for one in trials([1e-5, 1e-4], [5e-3])
    )
    assert judge(UnstableRegion, {"trials": lost, "space": (RATE,)}).message == "2 trials, none diverged"
    again = trials([1e-5, 1e-4, 2e-4], [5e-3])
    same = tuple(replace(again[-1], number=90 + n, same_as=50) for n in range(4))
    assert judge(UnstableRegion, {"trials": (*again, *same), "space": (RATE,)}).outcome is Outcome.PASSED
    names = tuple(replace(one, params={"head": "fresh" if one.score else "linear"}) for one in again)
    assert judge(UnstableRegion, {"trials": names, "space": (Dimension("head", ("fresh", "linear")),)}).outcome is (
        Outcome.PASSED
    )


@pytest.mark.parametrize("space", [(), (RATE,)])
def test_nothing_tuned_is_no_evidence(judge, space) -> None:
    assert judge(UnstableRegion, {"trials": (), "space": space}).outcome is Outcome.NOT_APPLICABLE
