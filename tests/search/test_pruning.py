"""A pruner ends what is clearly behind, spares what may be best, and waits until it can tell."""

from dataclasses import replace

import pytest

from finetooth.core.plugins import classes_in
from finetooth.core.tuning import Seen, Trial
from finetooth.search.pruning import Median, Pruner, SuccessiveHalving, on_schedule, scores_at

PRUNERS = classes_in("finetooth.search", Pruner)


def curve(*scores: float, error: float = 0.02) -> tuple[Seen, ...]:
    return tuple(Seen(float(epoch), score, error) for epoch, score in enumerate(scores, start=1))


def trial(number: int, *scores: float) -> Trial:
    return Trial(number, {}, max(scores), 1.0, 1.0, seen=curve(*scores))


OTHERS = [trial(n, 0.4, 0.6 + n / 100, 0.7 + n / 100, 0.75, 0.8, 0.81) for n in range(4)]


@pytest.mark.parametrize("kind", PRUNERS)
class TestContract:
    def test_a_hopeless_trial_is_ended_with_the_reason(self, kind: type[Pruner]):
        said = kind().objection(curve(0.1, 0.2), OTHERS)
        assert said is not None
        assert "0.200 after 2 epochs is behind" in said

    def test_the_best_trial_is_never_ended(self, kind: type[Pruner]):
        best = curve(0.5, 0.7, 0.8, 0.85, 0.9, 0.92, 0.92)
        assert not any(kind().objection(best[:count], OTHERS) for count in range(1, 8))

    def test_what_is_behind_by_chance_is_spared(self, kind: type[Pruner]):
        assert kind().objection(curve(0.4, 0.58), OTHERS)
        assert kind().objection(curve(0.4, 0.58, error=0.1), OTHERS) is None

    def test_every_trial_gets_its_first_epochs(self, kind: type[Pruner]):
        assert kind().objection(curve(0.0), OTHERS) is None

    def test_few_others_tell_nothing(self, kind: type[Pruner]):
        assert kind().objection(curve(0.1, 0.2), OTHERS[:1]) is None

    def test_scores_that_are_no_numbers_are_behind(self, kind: type[Pruner]):
        assert kind().objection(curve(float("nan"), float("nan")), OTHERS)


def folds(number: int, *scores: float) -> Trial:
    rungs = tuple(Seen(float(done), score, 0.03) for done, score in enumerate(scores, start=1))
    return Trial(number, {}, scores[-1], 1.0, 1.0, rungs=rungs)


@pytest.mark.parametrize("kind", PRUNERS)
def test_by_folds_the_default_must_be_led_on_the_same_rows(kind: type[Pruner]):
    default = folds(0, 0.9, 0.80, 0.78)
    assert kind().objection_at(Seen(1.0, 0.1), [default]) is None, "one fold tells too little"
    said = kind().objection_at(Seen(2.0, 0.79, 0.05), [default])
    assert said == "0.790 after 2 folds is behind the default, 0.800, on the same rows"
    assert kind().objection_at(Seen(3.0, 0.79, 0.05), [default]) is None
    assert kind().objection_at(Seen(2.0, float("nan")), [default])


def test_by_folds_others_are_looked_at_too():
    many = [folds(number, 0.7, 0.7 + number / 10) for number in range(4)]
    assert "behind the median of 4 trials" in (Median().objection_at(Seen(2.0, 0.72, 0.02), many) or "")
    assert Median().objection_at(Seen(2.0, 0.86, 0.02), many) is None


def test_halving_looks_at_its_rungs_alone():
    late = curve(0.5, 0.7, 0.7, 0.7, 0.7, 0.7)
    asked = [SuccessiveHalving().objection(late[:count], OTHERS) for count in range(1, 7)]
    assert [bool(said) for said in asked] == [False, False, False, False, False, True]
    assert "the best 1 of 5 trials" in asked[-1]
    assert Median().objection(late[:4], OTHERS), "the median is asked at every evaluation"


def test_halving_notices_a_rung_between_two_evaluations():
    rare = (Seen(1.5, 0.1, 0.02), Seen(3.0, 0.2, 0.02))
    assert SuccessiveHalving().objection(rare, OTHERS)


def test_trials_that_ended_before_an_epoch_are_not_compared_at_it():
    assert scores_at([*OTHERS, trial(9, 0.9, 0.9)], 3.0) == pytest.approx([0.7, 0.71, 0.72, 0.75 - 0.02])
    assert scores_at([Trial(1, {}, None, None, 1.0, "out of memory")], 1.0) == []


def test_trials_of_other_lengths_are_compared_at_the_same_share_of_their_plan():
    short = [replace(one, params={"num_train_epochs": 6.0}) for one in OTHERS]
    slow = curve(0.2, 0.4, 0.5, 0.62)  # a third of twelve epochs: as far as the others were after two
    assert Median().objection(slow, on_schedule(OTHERS, 12.0)), "as if they had the same plan it is far behind"
    assert Median().objection(slow, on_schedule(short, 12.0)) is None


@pytest.mark.parametrize("kind", PRUNERS)
def test_by_folds_a_score_that_is_no_number_ends_no_other(kind: type[Pruner]):
    others = [folds(0, 0.8, 0.7), folds(1, 0.8, float("nan")), folds(2, 0.7, 0.6), folds(3, 0.7, 0.6)]
    assert kind().objection_at(Seen(2.0, 0.9, 0.01), others) is None
