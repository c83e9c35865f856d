import numpy as np
import polars as pl

from finetooth.field.coverage import coverage


def test_a_group_that_training_lacks_is_found_and_named() -> None:
    draw = np.random.default_rng(0)

    def rows(count: int, direction: int) -> np.ndarray:
        vectors = draw.normal(0, 0.25, (count, 16))
        vectors[:, direction] += 1
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    train, train_texts = rows(200, 0), pl.Series([f"where is my parcel {n % 9}" for n in range(200)])
    field = np.vstack([rows(80, 0), rows(20, 5)])
    texts = pl.Series([f"where is my parcel {n % 9}" for n in range(80)] + ["refund my gift card"] * 20)
    found = coverage(train, train_texts, field, texts, np.arange(100) + 1_000, 0)
    assert found.mask[80:].all()
    assert found.mask[:80].mean() < 0.15
    topic = found.coverage.topics[0]
    assert {"refund", "gift", "card"} <= set(topic.words)
    assert topic.in_train <= 0.02
    assert topic.examples[0] == "refund my gift card"
    assert topic.example_ids[0] >= 1_080
    assert set(found.coverage.least) == set((np.flatnonzero(found.mask) + 1_000).tolist())


def test_a_covered_field_has_no_topics() -> None:
    vectors = np.eye(40, 40, dtype=np.float32)[np.arange(120) % 40]
    texts = pl.Series(["a plain row"] * 120)
    found = coverage(vectors[:80], texts[:80], vectors[80:], texts[80:], np.arange(40), 0)
    assert found.coverage.uncovered == 0
    assert found.coverage.topics == ()
