"""QTY007 names rare classes and says how well macro-F1 will be known."""

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.split_too_small import SplitTooSmall, half_width
from finetooth.core.finding import Outcome
from finetooth.core.plugins import all_checks
from finetooth.core.results import Settings

all_checks()  # registers all facts


def test_half_width_is_what_simulation_gives() -> None:
    draw = np.random.default_rng(0)
    recalls = [draw.binomial(n, 0.8, 20_000) / n for n in (10, 40, 200)]
    wanted = 1.96 * np.std(np.mean(recalls, axis=0))
    assert half_width(pl.DataFrame({"rows": [10.0, 40.0, 200.0]})) == pytest.approx(wanted, rel=0.02)


def test_splits_count_where_they_are_drawn() -> None:
    many = [{"text": f"a {n}", "label": "ab"[n % 2]} for n in range(800)]
    few = [*many[:200], {"text": "lone", "label": "c"}]
    splits = {"train": many, "validation": many, "test": few}
    verdict = SplitTooSmall().run(example_facts({"rows": many, "splits": splits}))
    assert verdict.outcome is Outcome.FAILED
    assert "fewer than 5 rows of 'c'" in verdict.message
    assert verdict.evidence["classes_with_few_rows"] == {"test": ["c"]}
    assert verdict.evidence["planned"] == []


def test_sides_that_are_drawn_alike_are_told_once(judge) -> None:
    rows = [{"text": f"row {n}", "label": "a" if n % 9 else "b"} for n in range(90)]
    message = judge(SplitTooSmall, rows).message
    assert message.startswith("validation and test: each about 18 rows for 2 classes, so macro-F1 is known to ±")
    assert message.count("fewer than 5 rows of 'b'") == 1


def test_folds_judge_in_the_place_of_the_validation_split() -> None:
    many = [{"text": f"a {n}", "label": "ab"[n % 2]} for n in range(800)]
    splits = {"train": many, "validation": many[:6], "test": many}
    alone = SplitTooSmall().run(example_facts({"splits": splits}))
    assert alone.outcome is Outcome.FAILED
    settings = Settings(1e-4, 5, 16, 0.01, 0.1, 0.0, 1.0, 128, 3, None, "macro_f1", 42, folds=5)
    crossed = SplitTooSmall().run(example_facts({"splits": splits, "settings": settings}))
    assert crossed.outcome is Outcome.PASSED
    assert "validation: 5 folds judge in its place" in crossed.message
    only = SplitTooSmall().run(example_facts({"splits": {**splits, "test": []}, "settings": settings}))
    assert only.outcome is Outcome.PASSED
