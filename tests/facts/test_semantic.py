"""Rows that say the same in other words are found by a threshold of the data's own; copies and templates are not."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.facts import Facts
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows, row_id
from finetooth.facts.embeddings import Embedded
from finetooth.facts.semantic import PAIR_SCHEMA, SemanticPairs, leaks, repeats

all_checks()  # registers all facts


def _embedded(rows: Rows, twins: dict[int, int], spread: float = 0.1) -> Embedded:
    """Return random vectors round a common middle; a twin's is almost that of its partner."""
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(len(rows), 32)) + 0.5
    for twin, partner in twins.items():
        vectors[twin] = vectors[partner] + spread * draw.normal(size=32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Embedded(rows.ids, vectors.astype(np.float32), False, len(rows))


def _facts(texts: list[str], twins: dict[int, int], **more: Any) -> Facts:
    rows = Rows.of([{"text": text, "label": "a"} for text in texts])
    return example_facts({"rows": rows, "embeddings": _embedded(rows, twins), **more})


TEXTS = [
    f"thing {word}"
    for word in np.random.default_rng(1).permutation([f"w{a}x{b}" for a in "abcdefghij" for b in "klmnopqrst"])
]


def test_twins_are_found_and_nothing_else() -> None:
    found: SemanticPairs = _facts(TEXTS, {40: 3, 77: 12}, near_pairs=_near()).get("semantic_pairs")
    assert set(found.table.select("left", "right").rows()) == {(4, 41), (13, 78)}
    assert found.table["score"].min() >= found.threshold == found.usual
    assert found.recall is None
    assert "one in 1,000 rows" in found.calibration


def test_near_copies_and_templates_are_left_to_others() -> None:
    near = _near((4, 41, 0.9, "near"), (13, 78, 0.9, "sibling"))
    assert _facts(TEXTS, {40: 3, 77: 12}, near_pairs=near).get("semantic_pairs").table.is_empty()


def test_copies_and_other_numbers_are_no_pairs() -> None:
    texts = [*TEXTS]
    texts[40] = texts[3].upper()
    texts[12], texts[77] = "call 555 now", "call 556 now"
    assert _facts(texts, {40: 3, 77: 12}, near_pairs=_near()).get("semantic_pairs").table.is_empty()


def test_where_all_are_close_only_the_closest_count() -> None:
    rows = Rows.of([{"text": text, "label": "a"} for text in TEXTS])
    close = _embedded(rows, {place: place - 1 for place in range(1, 100, 2)}, spread=0.5)
    facts = example_facts({"rows": rows, "embeddings": close, "near_pairs": _near()})
    assert facts.get("semantic_pairs").table.height <= 2


def test_too_few() -> None:
    with pytest.raises(NotApplicable, match="too few"):
        _facts(TEXTS[:20], {}).get("semantic_pairs")


def test_precision_counts_the_false_alarms_to_expect() -> None:
    pairs = SemanticPairs(_pairs(), 0.9, 0.9, None, None, 0.001, 5_000, "5,000 rows")
    found = pairs.precision(50, 5_000)
    assert found.value == pytest.approx(0.9)
    assert 0.7 < found.low < 0.85
    assert pairs.precision(3, 5_000).value == 0


def test_a_row_goes_only_where_its_partner_stays() -> None:
    keys = _keys(*"aaab")
    pairs = _found((1, 2, 0.99), (2, 3, 0.98), (1, 4, 0.97))
    assert repeats(pairs, keys).rows() == [(1, 2, 0.99)]


def test_leaks_are_rows_that_judge_and_are_not_known_word_for_word() -> None:
    table = pl.DataFrame(
        {
            "id": [1, 2, row_id("test", 1), row_id("test", 2), row_id("field", 1)],
            "role": ["train", "train", "test", "test", "field"],
            "label": ["a", "b", "b", "b", "a"],
            "key": ["one", "two", "eins", "two", "uno"],
        }
    )
    pairs = _found(
        (1, row_id("test", 1), 0.99), (1, row_id("test", 2), 0.98), (1, row_id("field", 1), 0.97), (1, 2, 0.96)
    )
    assert leaks(pairs, table).rows() == [(1, row_id("test", 1), 0.99, False)]


def _near(*rows: tuple[int, int, float, str]) -> pl.DataFrame:
    schema = {"left": pl.Int64, "right": pl.Int64, "score": pl.Float64, "kind": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _pairs(*pairs: tuple[int, int, float]) -> pl.DataFrame:
    return pl.DataFrame(list(pairs), schema=PAIR_SCHEMA, orient="row")


def _found(*pairs: tuple[int, int, float]) -> SemanticPairs:
    return SemanticPairs(_pairs(*pairs), 0.9, 0.9, None, None, 0.001, 100, "100 rows")


def _keys(*labels: str) -> pl.DataFrame:
    ids = list(range(1, len(labels) + 1))
    return pl.DataFrame({"id": ids, "role": "train", "label": list(labels), "key": [f"text {one}" for one in ids]})


def test_a_small_budget_compares_a_sample_and_says_so() -> None:
    found = _facts(TEXTS, {40: 3}, near_pairs=_near(), budget=0.0006).get("semantic_pairs")
    assert found.sample is not None
    assert len(found.sample) == 77
    assert found.told == "a random 77 of 100 rows"
    assert found.looked_at(pl.DataFrame({"id": [1, *found.sample.head(3)]}).unique()) in (3, 4)
    assert _facts(TEXTS, {40: 3}, near_pairs=_near()).get("semantic_pairs").sample is None
