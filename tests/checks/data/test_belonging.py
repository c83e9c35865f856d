"""The base model's losses of answers behind prompts: batches change nothing, and what is known is kept."""

import numpy as np
import pytest

from finetooth.checks.data import belonging
from finetooth.checks.data.belonging import gains, losses
from finetooth.core.results import Base

PROMPTS = ["Is it open?", "How far is the shop from the river, and who goes there?", "", "Hi"]
ANSWERS = ["It opens at nine.", "Four miles.", "Once upon a time there was a lamp.", "Ho ho"]


def test_a_batch_gives_what_each_row_gives_alone(tiny_lm, tmp_path):
    base = Base("tiny", str(tiny_lm), "belonging")
    together = losses(base, PROMPTS, ANSWERS, tmp_path / "a")
    alone = [losses(base, [one], [other], tmp_path / "b")[0] for one, other in zip(PROMPTS, ANSWERS, strict=True)]
    assert together == pytest.approx(alone, abs=1e-3)
    assert (together > 0).all()


def test_what_is_known_is_not_computed_again(tiny_lm, tmp_path):
    base = Base("tiny", str(tiny_lm), "belonging")
    first = losses(base, PROMPTS, ANSWERS, tmp_path)
    gone = Base("tiny", str(tmp_path / "nowhere"), "belonging")
    assert losses(gone, PROMPTS[::-1], ANSWERS[::-1], tmp_path) == pytest.approx(first[::-1], abs=1e-4)


def test_gains_are_differences_of_losses(tiny_lm):
    found = gains(Base("tiny", str(tiny_lm), "belonging"), PROMPTS, ANSWERS)
    assert found.shape == (4,)
    assert np.isfinite(found).all()
    assert belonging._ANSWER < belonging._PROMPT
