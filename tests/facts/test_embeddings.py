"""Vectors of the rows that have a text, and of a fair sample where the budget pays for no more."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.facts import Facts
from finetooth.core.plugins import all_checks
from finetooth.core.results import Base
from finetooth.facts.embeddings import Embedded, stratified

all_checks()  # registers all facts
pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINETOOTH_CACHE", str(tmp_path))


def _facts(model: Path, rows: list[dict[str, Any]], seconds: float = 120) -> Facts:
    recipe = {"audit": {"budget": seconds}}
    return example_facts({"rows": rows, "base": Base("tiny", str(model), "tiny"), "recipe": recipe})


def test_all_rows_with_a_text(tiny_model: Path) -> None:
    rows = [{"text": text} for text in ("the lamp", None, " ", "a chair", "the lamp")]
    found: Embedded = _facts(tiny_model, rows).get("embeddings")
    assert found.ids.to_list() == [1, 4, 5]
    assert found.vectors.shape == (3, 64)
    assert (found.vectors[0] == found.vectors[2]).all()
    assert not found.sampled
    assert found.told == "3 rows"


def test_the_second_text_counts(tiny_model: Path) -> None:
    rows = [{"text": "the lamp", "pair": "a chair"}, {"text": "the lamp", "pair": "kettle"}]
    found = _facts(tiny_model, rows).get("embeddings")
    assert not (found.vectors[0] == found.vectors[1]).all()


def test_a_small_budget_gives_the_same_sample_of_every_role_and_label(tiny_model: Path, opinions: Any) -> None:
    rows = [*opinions(300, 1), *({**row, "role": "test"} for row in opinions(100, 2))]
    seconds = 0.002
    found: Embedded = _facts(tiny_model, rows, seconds).get("embeddings")
    assert found.sampled
    assert found.of == 400
    assert 20 < len(found) < 300
    assert found.told == f"a random {len(found)} of 400 rows"
    test = (found.ids > 10**9).sum()
    assert test == pytest.approx(len(found) / 4, abs=2)
    assert _facts(tiny_model, rows, seconds).get("embeddings").ids.equals(found.ids)


def test_stratified() -> None:
    table = pl.DataFrame({"id": range(100), "role": ["train"] * 100, "label": ["a"] * 90 + ["b"] * 9 + [None]})
    some = stratified(table, 20, 1)
    assert some.height == 20
    assert some["id"].is_sorted()
    counts = dict(some["label"].value_counts().iter_rows())
    assert counts["a"] in (17, 18)
    assert counts[None] == 1
    assert stratified(table, 20, 1).equals(some)
    assert not stratified(table, 20, 2).equals(some)


def test_only(tiny_model: Path) -> None:
    found = _facts(tiny_model, [{"text": f"lamp {word}"} for word in ("on", "in", "by")]).get("embeddings")
    part = found.only([3, 1])
    assert part.ids.to_list() == [1, 3]
    assert (part.vectors == found.vectors[[0, 2]]).all()
