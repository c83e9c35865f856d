"""Strays are found where there is a topic; where there is none, nothing is."""

import random

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts.embeddings import Embedded
from finetooth.facts.topic import FALSE_ALARMS, MORE_FALSE_ALARMS, TopicFit, _tail

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


def _mixed(strays: int) -> np.ndarray:
    """Return 2,000 usual rows and some strays about 3.2 deviations off, as one number each on Fisher's z scale."""
    draw = np.random.default_rng(3)
    return np.tanh(np.concatenate([draw.normal(0.5, 0.05, 2_000), draw.normal(0.34, 0.012, strays)]))


def test_far_more_rows_far_off_than_usual_lower_the_bar() -> None:
    few, many = _tail(_mixed(0)), _tail(_mixed(40))
    assert few[1] == FALSE_ALARMS
    assert many[1] in MORE_FALSE_ALARMS
    assert (_mixed(40)[2_000:] < many[0]).mean() > 0.4
    assert (_mixed(40)[:2_000] < many[0]).sum() <= 20


def test_a_threshold_lowered_tells_its_own_rate() -> None:
    scores = _mixed(40)
    threshold, rate = _tail(scores)
    fit = TopicFit(pl.Series("id", range(len(scores)), dtype=pl.Int64), scores, threshold, 0.46, rate, "how", "rows")
    truth = float((fit.off["id"] >= 2_000).mean())
    assert fit.precision.low <= truth
    assert fit.precision.value == pytest.approx(1 - rate * len(scores) / fit.off.height)
