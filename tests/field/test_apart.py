import numpy as np

from finetooth.field.apart import apart
from finetooth.field.features import FEATURES, text_features


def cloud(count: int, seed: int, moved: float = 0.0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(0, 1, (count, 12))
    vectors[:, 0] += moved
    return vectors.astype(np.float32)


def test_alike_rows_hardly_ever_set_off_the_alarm() -> None:
    alarms = [apart(cloud(150, 2 * seed), cloud(60, 2 * seed + 1), seed).alarm for seed in range(25)]
    assert sum(alarms) <= 2


def test_moved_rows_set_it_off() -> None:
    found = apart(cloud(300, 1), cloud(100, 2, moved=1.0), 0)
    assert found.alarm
    assert found.low < found.auc < found.high
    assert found.low > 0.5
    assert found.rows == (300, 100)


def test_a_feature_alone_can_set_it_off() -> None:
    features = np.zeros((300, 1)), np.repeat([0.0, 1.0], 50)[:, None]
    found = apart(cloud(300, 1), cloud(100, 2), 0, features, ("shouting",))
    assert found.alarm
    assert next(test for test in found.tests if test.name == "shouting").p < 0.01


def test_it_is_the_same_again() -> None:
    assert apart(cloud(90, 1), cloud(50, 2), 3) == apart(cloud(90, 1), cloud(50, 2), 3)


def test_features_tell_how_texts_are_written() -> None:
    import polars as pl

    table = text_features(pl.Series(["see www.a.example NOW", "see it now", None, ""]))
    assert table.shape == (4, len(FEATURES))
    assert np.isfinite(table).all()
    told = dict(zip(FEATURES, (table[0] - table[1]).tolist(), strict=True))
    assert told["links"] == 1
    assert told["capitals"] > 0
    assert told["mentions and tags"] == 0
