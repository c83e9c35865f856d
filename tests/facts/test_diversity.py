"""Free writing is told from templates, and many clusters from few."""

import random

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts.diversity import Diversity, unseen, vendi
from finetooth.facts.embeddings import Embedded

all_checks()  # registers all facts


def _of(texts: list[str], vectors: np.ndarray | None = None) -> Diversity:
    rows = Rows.of([{"text": text, "label": "a"} for text in texts])
    more = {} if vectors is None else {"embeddings": Embedded(rows.ids, vectors, False, len(rows))}
    return example_facts({"rows": rows, **more}).get("diversity")


def _free(count: int) -> list[str]:
    draw = random.Random(1)
    return [" ".join(draw.choices([f"word{n}" for n in range(90)], k=8)) for _ in range(count)]


def test_templates_repeat_their_sequences() -> None:
    template = _of([f"please send {n} boxes to room {m} today" for n in range(20) for m in range(20)])
    assert template.share < 0.2
    assert _of(_free(400)).share > 0.8
    assert template.clusters is None


def test_copies_do_not_count() -> None:
    texts = _free(300)
    assert _of(texts * 3) == _of(texts)


def test_clusters() -> None:
    corners = np.eye(8, dtype=np.float32)[np.arange(400) % 8]
    assert _of(_free(400), corners).clusters == pytest.approx(8)
    assert vendi(np.ones((50, 1), dtype=np.float32)) == pytest.approx(1)
    assert vendi(np.eye(30)) == pytest.approx(30)


def test_unseen_is_the_share_of_sequences_seen_once() -> None:
    assert unseen(pl.Series([["a", "b", "c"], ["a", "b", "c"], ["b", "c", "d", "e"]])) == pytest.approx(0.5)
    assert unseen(pl.Series([["a"]])) == 0


def test_writing_without_spaces_has_sequences() -> None:
    draw = random.Random(1)
    texts = ["".join(draw.choices("日本語文字列私君彼今明年月東西南北上下", k=9)) for _ in range(250)]
    assert _of(texts).rows == 250


def test_too_few() -> None:
    with pytest.raises(NotApplicable, match="too few"):
        _of(_free(100))
