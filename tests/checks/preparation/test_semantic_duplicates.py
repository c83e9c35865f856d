"""PRE014 keeps the first, tells its partners, and says nothing where chance explains the pairs."""

import polars as pl

from finetooth.checks.examples import example_facts
from finetooth.checks.preparation.semantic_duplicates import SemanticDuplicates
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.core.plugins import all_checks
from finetooth.facts.semantic import PAIR_SCHEMA, SemanticPairs

all_checks()  # registers all facts
CHECK = SemanticDuplicates()
ROWS = [{"text": f"text {n}", "label": "a" if n < 4 else "b"} for n in range(6)]


def _facts(*pairs: tuple[int, int, float], false_rate: float = 0.0) -> Facts:
    table = pl.DataFrame(list(pairs), schema=PAIR_SCHEMA, orient="row")
    return example_facts(
        {"rows": ROWS, "semantic_pairs": SemanticPairs(table, 0.9, 0.9, 0.8, 0.7, false_rate, 6, "6 rows")}
    )


def test_partners_and_what_is_dropped() -> None:
    facts = _facts((1, 2, 0.99), (2, 3, 0.98), (4, 5, 0.97), (5, 6, 0.96))
    verdict = CHECK.run(facts)
    assert verdict.rows == (2, 6)
    assert [(one.row, one.partner, one.score) for one in verdict.partners] == [(2, 1, 0.99), (6, 5, 0.96)]
    assert verdict.evidence["different_labels"] == "1 pair"
    assert verdict.evidence["planted_rewrites_found"] == 0.7
    assert verdict.statistics is not None
    assert verdict.statistics.threshold == 0.9
    reasons = facts.call(CHECK.edits)["reason"].to_list()
    assert reasons == ["says what row 1 says (cosine 0.990)", "says what row 5 says (cosine 0.960)"]


def test_no_more_than_chance_explains() -> None:
    verdict = CHECK.run(_facts((1, 2, 0.99), false_rate=0.5))
    assert verdict.outcome is Outcome.PASSED
    assert "no more than chance" in verdict.message
