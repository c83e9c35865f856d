"""Strays are found where there is a topic; where there is none, nothing is."""

import random

import numpy as np
import pytest

from finetooth.core.errors import NotApplicable
from finetooth.core.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts.embeddings import Embedded
from finetooth.facts.topic import TopicFit

all_checks()  # registers all facts
WORDS = ["card", "bank", "till", "pin", "cash", "shop", "pay", "limit", "blocked", "stolen", "found", "use", "new"]
WORDS += ["my", "the", "at", "in", "is", "was", "a", "not", "how"]


def _rows(count: int, strays: list[str]) -> Rows:
    draw = random.Random(1)
    texts = [" ".join(draw.sample(WORDS, 9)) for _ in range(count)]
    return Rows.of([{"text": text, "label": "a"} for text in [*texts, *strays]])


def _fit(vectors: np.ndarray) -> TopicFit:
    rows = _rows(len(vectors), [])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    embedded = Embedded(rows.ids, (vectors / lengths).astype(np.float32), False, len(rows))
    return example_facts({"rows": rows, "embeddings": embedded}).get("topic_fit")


def test_by_vectors() -> None:
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(600, 24)) + 1.0
    vectors[[5, 77]] = draw.normal(size=(2, 24)) - 1.0
    fit = _fit(vectors)
    assert set(fit.off["id"]) == {6, 78}
    assert fit.off["score"].is_sorted()
    assert fit.precision.value > 0.8


def test_no_stray_no_finding() -> None:
    fit = _fit(np.random.default_rng(0).normal(size=(2_000, 24)) + 1.0)
    assert fit.off.height <= 4
    assert fit.precision.value < 0.8


def test_by_words_where_there_is_no_model() -> None:
    strays = [
        "glaciers retreat slowly over granite valleys up north",
        "knit purl stitches along wool hems each evening",
    ]
    fit = example_facts({"rows": _rows(500, strays)}).get("topic_fit")
    assert set(fit.off["id"]) == {501, 502}
    assert fit.strays_found is None


def test_too_few() -> None:
    with pytest.raises(NotApplicable, match="too few"):
        example_facts({"rows": _rows(150, [])}).get("topic_fit")


def test_of_very_many_rows_a_random_part_is_judged() -> None:
    numbers = range(100_500)
    rows = [{"text": f"the parcel number {n} came to the door on day {n % 7}", "label": "ab"[n % 2]} for n in numbers]
    found = example_facts({"rows": rows}).get("topic_fit")
    assert found.told == "a random 100,000 rows of 6 words or more, of 100,500 rows"
    assert len(found.ids) == 100_000
