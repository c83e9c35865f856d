import numpy as np
import pytest

from finetooth.core.rows import Rows
from finetooth.facts.embeddings import Embedded
from finetooth.metrics.predictions import Predictions
from finetooth.slicing.shift import shift_of

WHO = ("my aunt", "a friend", "the boss", "our cat", "his son", "her team", "a guest", "the cook")


def tales(role: str, end: str, good: float, count: int = 200, seed: int = 0) -> Rows:
    draw = np.random.default_rng(seed)
    return Rows.of(
        {
            "role": role,
            "text": f"{WHO[draw.integers(8)]} left {n % 23} {end}",
            "label": "good" if draw.random() < good else "bad",
        }
        for n in range(count)
    )


def answered(rows: Rows, right: float) -> Predictions:
    draw = np.random.default_rng(1)
    truth = (rows.labels == "good").to_numpy().astype(np.int64)
    said = np.where((truth == 0) & (draw.random(len(rows)) > right), 1 - truth, truth)
    return Predictions(rows.ids.to_numpy(), truth, np.where(said[:, None] == [0, 1], 0.9, 0.1), ("bad", "good"))


def test_what_moved_is_told_and_what_did_not_is_not():
    held, test = tales("validation", "at noon", 0.5), tales("test", "at noon lol and then came back", 0.8, seed=1)
    found = shift_of(held, test, held, (answered(held, 0.9), answered(test, 0.3)), 0)
    assert found.words.auc > 0.95
    assert "lol" in " ".join(found.words.words_of_second)
    assert found.labels.share > found.labels.highest
    assert found.medians[1] - found.medians[0] == 5
    assert found.length.low > 0.9
    assert found.classes[0].label == "bad"
    assert found.classes[0].gap.high < -0.3
    assert found.vectors is None


def test_sides_that_are_drawn_alike():
    held, test = tales("validation", "at noon", 0.5), tales("test", "at noon", 0.5, seed=1)
    found = shift_of(held, test, held, (answered(held, 0.8), answered(test, 0.8)), 0)
    assert found.words.auc < 0.6
    assert found.words.low < 0.5 < found.words.high or found.words.z < 4
    assert found.labels.share <= found.labels.highest
    assert not found.length.sure


def test_texts_learned_under_another_label():
    held = Rows.of({"role": "validation", "text": f"a tale of {n}", "label": "bad"} for n in range(40))
    test = Rows.of(
        {"role": "test", "text": f"A tale  of {n}", "label": "good" if n % 2 else "bad"} for n in range(30, 70)
    )
    found = shift_of(held, test, held, (answered(held, 1), answered(test, 1)), 0)
    assert (found.shared, found.relabelled) == (10, 5)
    assert set(found.relabelled_ids) <= set(test.ids)


def test_by_vectors_where_there_are_any():
    held, test = tales("validation", "at noon", 0.5), tales("test", "at noon", 0.5, seed=1)
    draw = np.random.default_rng(0)
    vectors = draw.standard_normal((400, 8)).astype(np.float32)
    vectors[200:, 0] += 2
    ids = Rows.concat([held, test]).ids
    answers = (answered(held, 1), answered(test, 1))
    found = shift_of(held, test, held, answers, 0, Embedded(ids, vectors, False, 400))
    assert found.vectors.auc == pytest.approx(0.92, abs=0.04)
    assert found.vectors.low < 0.92 < found.vectors.high
    vectors[200:, 0] -= 2
    assert not shift_of(held, test, held, answers, 0, Embedded(ids, vectors, False, 400)).vectors.low > 0.5
