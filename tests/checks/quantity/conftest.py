"""Learning curves to judge by."""

from collections.abc import Callable
from typing import Any

import pytest

from finetooth.facts.learning_curve import LearningCurve

MakeCurve = Callable[..., LearningCurve]


@pytest.fixture
def curve() -> MakeCurve:
    def make(gain: float = 0.03, low: float = 0.01, high: float = 0.05, **more: Any) -> LearningCurve:
        scores = more.pop("scores", (0.5, 0.6, 0.7, 0.75))
        return LearningCurve(
            (10, 20, 40, 80), scores, gain, low, high, 80, 3, "words and pairs of words", "80 rows", **more
        )

    return make
