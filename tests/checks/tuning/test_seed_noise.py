"""HPO007."""

import json
from dataclasses import replace

from finetooth.checks.tuning.seed_noise import SeedNoise
from finetooth.core.finding import Outcome, Severity
from finetooth.core.tuning import Repeat, Selection

SEEDED = Selection(3, 3, 0.008, 0.01, -0.012, 0.028, 0.01, 120, seeds=2, seed_spread=0.012)


def test_a_lead_within_the_spread_over_seeds_is_a_finding(judge) -> None:
    repeats = (Repeat(0, 43, 0.8, 9.0), Repeat(3, 43, None, 1.0, error="out of memory"))
    found = judge(SeedNoise, {"selection": SEEDED, "repeats": repeats})
    assert (found.outcome, found.severity) == (Outcome.FAILED, Severity.WARNING)
    assert found.message == (
        "with 2 further seeds trial 3 leads the default by 0.008 in the mean; one setting moves by 0.012 (standard "
        "deviation) from seed to seed: these rows do not tell between the two settings"
    )
    assert found.evidence["failed"] == 1
    assert found.evidence["scores"][0] == {"trial": 0, "seed": 43, "score": 0.8}
    json.dumps(found.evidence, allow_nan=False)


def test_where_the_default_was_kept_it_is_a_remark(judge) -> None:
    found = judge(SeedNoise, {"selection": replace(SEEDED, chosen=0, gain=-0.002)})
    assert (found.outcome, found.severity) == (Outcome.FAILED, Severity.INFO)
    assert "trails the default by 0.002" in found.message


def test_a_lead_beyond_the_spread_passes(judge) -> None:
    assert judge(SeedNoise, {"selection": replace(SEEDED, gain=0.02)}).outcome is Outcome.PASSED


def test_without_further_seeds_nothing_is_told(judge) -> None:
    one_seed = Selection(3, 3, 0.008, 0.01, -0.012, 0.028, 0.01, 120)
    for selection in (None, one_seed, replace(SEEDED, seed_spread=float("nan"))):
        assert judge(SeedNoise, {"selection": selection}).outcome is Outcome.NOT_APPLICABLE
