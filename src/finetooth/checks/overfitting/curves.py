"""Curves for the examples of the checks here, and the point of a curve that was kept."""

import math
from collections.abc import Sequence
from typing import Any

from finetooth.core.errors import NotApplicable
from finetooth.core.results import Curve, CurvePoint

FALLING = (0.9, 0.6, 0.4, 0.25, 0.15, 0.1, 0.06, 0.04)
TURNED = (0.9, 0.6, 0.5, 0.48, 0.55, 0.66, 0.78, 0.93)


def example(
    validation_loss: Sequence[float],
    train_loss: Sequence[float] = FALLING,
    scores: Sequence[float] = (),
    best: int = 1,
    train_score: float = 0.9,
    error: float = 0.02,
    **told: Any,
) -> Curve:
    """Make a curve of one evaluation an epoch that kept the ``best``-th; scores that are left out peak there."""
    said = list(scores) or [0.85 - 0.01 * abs(place - best) for place in range(1, len(validation_loss) + 1)]
    norms = told.pop("gradient_norm", [1.0] * len(said))
    calibrated = told.pop("calibrated_loss", [math.nan] * len(said))
    points = tuple(
        CurvePoint(float(n), 10 * n, taught, loss, train_score, score, error, 1e-4, norm, calibrated_loss=known)
        for n, (taught, loss, score, norm, known) in enumerate(
            zip(train_loss, validation_loss, said, norms, calibrated, strict=False), start=1
        )
    )
    fixed: dict[str, Any] = {"stopped_early": len(points) > best, "planned_epochs": len(points), **told}
    return Curve(points, "macro_f1", 10 * best, **fixed)


def fitted_points(curve: Curve) -> tuple[CurvePoint, ...]:
    """Return the evaluations of the fine-tuning itself; step 0 is a simpler model. Raises NotApplicable without any."""
    points = tuple(point for point in curve.points if point.step)
    if not points:
        tried = f"a simpler model was kept ({curve.simpler})" if curve.simpler else "there is no evaluation"
        raise NotApplicable(f"nothing was fine-tuned: {tried}" if curve.simpler else tried)
    return points


def kept_point(curve: Curve) -> CurvePoint:
    """Return the evaluation whose weights were kept. Raises NotApplicable where the curve lacks it."""
    kept = next((point for point in curve.points if point.step == curve.best_step), None)
    if kept is None:
        raise NotApplicable("the curve does not hold the point that was kept")
    return kept
