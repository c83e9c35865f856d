"""The threshold keeps the precision asked for, believes planted flips over claims, and gives up where it must."""

import numpy as np

from finetooth.facts.label_noise.threshold import Claims, Planted, choose, most_noise


def _claims(noise: float, seed: int, rows: int = 4_000, apart: float = 4.0) -> tuple[Claims, np.ndarray]:
    """Return honest claims: scores of wrong and right labels from two normals, with the exact posterior."""
    draw = np.random.default_rng(seed)
    wrong = draw.random(rows) < noise
    score = draw.standard_normal(rows) + apart * wrong

    def posterior(share: float) -> np.ndarray:
        odds = share / (1 - share) * np.exp(apart * score - apart**2 / 2)
        return odds / (1 + odds)

    return Claims(score, posterior(max(noise, 1e-9)), posterior(max(0.8 * noise, 1e-9))), wrong


def _run(noise: float, seed: int, boast: float = 0.0) -> tuple[Claims, list[tuple[Claims, np.ndarray]], np.ndarray]:
    claims, wrong = _claims(noise, seed)
    planted_claims, planted = _claims(0.05, seed + 100)
    loud = Claims(planted_claims.score, np.maximum(planted_claims.wrong, boast), planted_claims.wrong_low)
    return Claims(claims.score, claims.wrong, claims.wrong_low), [(loud, planted)], wrong


def test_the_bound_holds_and_most_are_found() -> None:
    held = 0
    for seed in range(20):
        claims, tried, wrong = _run(0.05, seed)
        chosen = choose(claims, tried, 0.9)
        assert chosen is not None
        flagged = claims.score >= chosen.score
        assert flagged.sum() == chosen.rows
        assert 0.65 <= chosen.low <= chosen.precision
        assert chosen.precision >= 0.9
        held += wrong[flagged].mean() >= chosen.low
        assert wrong[flagged].sum() > 0.6 * wrong.sum()
    assert held >= 18


def test_nothing_is_flagged_where_nothing_is_wrong() -> None:
    claims, tried, _ = _run(0.0, 1)
    assert choose(claims, tried, 0.9) is None


def test_claims_that_planted_flips_deny_are_not_believed() -> None:
    claims, tried, _ = _run(0.05, 1, boast=0.9999)
    assert choose(claims, tried, 0.9) is None


def test_planted_truth_and_its_bound() -> None:
    assert Planted(100.0, 90).truth == 0.9
    assert 0.75 < Planted(100.0, 90).low(0.003) < Planted(100.0, 90).low(0.05) < 0.9
    assert Planted(90.0, 100).truth == 1.0
    assert Planted(0.0, 0).low(0.05) == 0.0


def test_noise_is_bounded_by_what_planted_flips_allow() -> None:
    draw = np.random.default_rng(0)
    planted = draw.random(4_000) < 0.05
    natural = ~planted & (draw.random(4_000) < 0.02)
    score = draw.standard_normal(4_000) + 5 * (planted | natural)
    assert natural.sum() / (~planted).sum() < most_noise(score, planted) < 0.04
    assert most_noise(draw.standard_normal(4_000), planted) > 0.3
    assert most_noise(score, np.zeros(4_000, bool)) == 1.0
