"""HPO004."""

import json
from dataclasses import replace

from finetooth.checks.tuning.gain_within_noise import GainWithinNoise
from finetooth.core.finding import Outcome
from finetooth.core.tuning import Selection, Trial


def test_a_lead_within_noise_names_the_trial_its_interval_and_the_luck(judge) -> None:
    found = judge(GainWithinNoise, {"selection": Selection(0, 3, 0.011, 0.02, -0.028, 0.05, 0.012, 120)})
    assert found.outcome is Outcome.FAILED
    assert found.message == (
        "trial 3 leads the default by 0.011 (-0.028 to 0.050) on 120 validation rows, which is within noise: "
        "the default was kept; the luck of the best adds about 0.012 to its score"
    )


def test_a_real_lead_and_an_unbeaten_default_pass(judge) -> None:
    won = judge(GainWithinNoise, {"selection": Selection(3, 3, 0.06, 0.02, 0.021, 0.1, 0.012, 120)})
    assert won.outcome is Outcome.PASSED
    assert "more than luck and a standard error of 0.020" in won.message
    kept_default = Selection(0, 0, 0.0, 0.0, 0.0, 0.0, 0.01, 120)
    kept = judge(GainWithinNoise, {"selection": kept_default})
    assert kept.message.startswith("no trial beat the default on 120 validation rows")
    first = Trial(0, {"learning_rate": 1e-4}, 0.8, 3.0, 1.0)
    others = (Trial(1, {"learning_rate": 1e-3}, None, None, 1.0, "out of memory"), replace(first, number=1, score=0.7))
    told = [judge(GainWithinNoise, {"selection": kept_default, "trials": (first, one)}).outcome for one in others]
    assert told == [Outcome.NOT_APPLICABLE, Outcome.PASSED], "the default alone has beaten nobody"
    alone = judge(GainWithinNoise, {"selection": Selection(2, 2, 0.0, 0.0, 0.0, 0.0, 0.01, 120)})
    assert alone.outcome is Outcome.NOT_APPLICABLE, "where the default failed there is no lead to tell of"
    assert judge(GainWithinNoise, {"selection": None}).outcome is Outcome.NOT_APPLICABLE


def test_with_further_seeds_the_mean_lead_is_told(judge) -> None:
    seeded = Selection(3, 3, 0.06, 0.02, 0.021, 0.1, 0.012, 120, seeds=2, seed_spread=0.008, within=(3, 5))
    won = judge(GainWithinNoise, {"selection": seeded})
    assert (
        "leads the default by 0.060 (0.021 to 0.100) on 120 validation rows, the mean of 2 further seeds" in won.message
    )
    assert (won.evidence["seeds"], won.evidence["seed_spread"], won.evidence["within"]) == (2, 0.008, [3, 5])
    behind = judge(GainWithinNoise, {"selection": replace(seeded, chosen=0, gain=-0.01, low=-0.04, high=0.02)})
    assert behind.outcome is Outcome.FAILED, "who led once and trails with other seeds was lucky"
    assert behind.message.startswith("trial 3 trails the default by 0.010")


def test_evidence_has_no_field_that_is_no_number(judge) -> None:
    found = judge(GainWithinNoise, {"selection": Selection(0, 3, 0.011, 0.02, -0.028, 0.05, 0.012, 120)})
    assert "seed_spread" not in found.evidence
    assert json.loads(json.dumps(found.evidence, allow_nan=False)) == found.evidence
