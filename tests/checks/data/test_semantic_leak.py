"""DAT008 names the training rows, tells how many judging rows are known, and drops from train only."""

import polars as pl
import pytest

from finetooth.checks.data.semantic_leak import SemanticLeak
from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.core.rows import row_id
from finetooth.facts.learning_curve import LearningCurve
from finetooth.facts.semantic import PAIR_SCHEMA, SemanticPairs

all_checks()  # registers all facts
CHECK = SemanticLeak()
TEST = row_id("test", 1)


def test_leak() -> None:
    rows = [{"text": f"text {n}", "label": "a"} for n in range(4)]
    rows += [{"text": f"test {n}", "label": "b", "role": "test"} for n in range(5)]
    table = pl.DataFrame([(1, TEST, 0.99), (2, TEST, 0.98), (3, 4, 0.97)], schema=PAIR_SCHEMA, orient="row")
    pairs = SemanticPairs(table, 0.9, 0.9, 0.8, 0.7, 0.0, 9, "9 rows")
    facts = example_facts({"rows": rows, "semantic_pairs": pairs})
    verdict = CHECK.run(facts)
    assert verdict.rows == (1, 2)
    assert "1 of 5 rows (20.0 %)" in verdict.message.replace("test or validation ", "")
    assert "1 under another label" in verdict.message
    assert facts.call(CHECK.edits)["row"].to_list() == [1, 2]


def test_optimism_is_what_the_known_rows_flatter() -> None:
    rows = [{"text": f"text {n}", "label": "a"} for n in range(4)]
    rows += [{"text": f"test {n}", "label": "a", "role": "test"} for n in range(5)]
    pairs = SemanticPairs(
        pl.DataFrame([(1, TEST, 0.99)], schema=PAIR_SCHEMA, orient="row"), 0.9, 0.9, None, None, 0.0, 9, "9 rows"
    )
    curve = LearningCurve((1, 2, 3, 4), (0.1, 0.2, 0.3, 0.6), 0.1, 0.0, 0.2, 4, 2, "features", "4 rows")
    facts = example_facts({"rows": rows, "semantic_pairs": pairs, "learning_curve": curve})
    cost = CHECK.run(facts).cost
    assert cost is not None
    assert cost.points == pytest.approx(8)
    assert cost.of == "optimism"
