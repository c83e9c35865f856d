"""QTY004 counts what is left when copies of each kind do not count, in all and by class."""

from typing import Any

import polars as pl

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.effective_size import EffectiveSize
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.plugins import all_checks

all_checks()  # registers all facts


def _run(rows: list[dict[str, Any]], *near: tuple[int, int, float, str]) -> Verdict:
    schema = {"left": pl.Int64, "right": pl.Int64, "score": pl.Float64, "kind": pl.String}
    pairs = pl.DataFrame(list(near), schema=schema, orient="row")
    return EffectiveSize().run(example_facts({"rows": rows, "near_pairs": pairs}))


def _rows(count: int, label: str = "a") -> list[dict[str, Any]]:
    return [{"text": f"{label} text {n}", "label": label} for n in range(count)]


def test_near_copies_take_off_and_siblings_do_not() -> None:
    verdict = _run(_rows(20), (1, 2, 0.9, "near"), (3, 4, 0.9, "sibling"), (1, 3, 0.9, "near"))
    assert verdict.evidence["different"] == 18
    assert verdict.outcome is Outcome.FAILED
    assert verdict.severity is Severity.INFO


def test_a_class_of_copies_is_named() -> None:
    verdict = _run([*_rows(500), *_rows(1, "b") * 12])
    assert verdict.outcome is Outcome.FAILED
    assert "'b': 1 of 12" in verdict.message


def test_much_is_a_warning() -> None:
    assert _run(_rows(10) * 2).severity is Severity.WARNING
    assert _run(_rows(40)).outcome is Outcome.PASSED
