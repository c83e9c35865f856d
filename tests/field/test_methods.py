import numpy as np
import pytest

from finetooth.field.answers import calibrated, confidence
from finetooth.field.decay import decay
from finetooth.field.methods import field_weights
from finetooth.field.nearness import Wording, foreign, similarity


def test_overconfident_probabilities_are_calibrated() -> None:
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 2, 4_000)
    right = draw.random(4_000) < 0.7
    predicted = np.where(right, truth, 1 - truth)
    said = np.where(np.eye(2)[predicted] > 0, 0.97, 0.03)
    logs = calibrated(said, truth)(said)
    assert confidence(logs, predicted).mean() == pytest.approx(right.mean(), abs=0.01)


def test_confidence_fades_with_novelty_and_never_grows() -> None:
    draw = np.random.default_rng(0)
    novelty = draw.uniform(0, 1, (3_000, 1))
    sure = np.full(3_000, 0.9)
    fades = decay(sure, novelty, draw.random(3_000) < 0.9 - 0.4 * novelty[:, 0], 2)
    told = fades(np.full(3, 0.9), np.array([[0.0], [1.0], [9.0]]))
    assert told[0] == pytest.approx(0.9, abs=0.05)
    assert told[1] == pytest.approx(0.55, abs=0.07)
    assert told[2] == pytest.approx(0.5, abs=0.02)  # never below a guess
    grows = decay(sure, novelty, draw.random(3_000) < 0.5 + 0.4 * novelty[:, 0], 2)
    assert np.ptp(grows(np.full(2, 0.9), np.array([[0.0], [1.0]]))) < 1e-6


def test_held_rows_that_look_like_the_field_weigh_more() -> None:
    held, field = np.linspace(-1, 1, 200)[:, None], np.linspace(0.5, 1.5, 100)[:, None]
    weights = field_weights(held, field)
    assert weights[150:].mean() > 5 * weights[:50].mean()


def test_unknown_words_are_counted_against_the_known_rows() -> None:
    import polars as pl

    wording = Wording(pl.Series(["red box", "red lamp", "blue box", "green sofa"]))
    rows, known = np.array([False, False, True, True]), np.array([True, True, False, False])
    assert wording.unknown(rows, known).tolist() == [0.5, 1.0]


def test_similarity_leaves_out_the_row_itself() -> None:
    vectors = np.eye(3, dtype=np.float32)
    assert similarity(vectors, vectors, 1).tolist() == [1, 1, 1]
    assert similarity(vectors, vectors, 1, own=True).tolist() == [0, 0, 0]


def test_a_language_that_is_known_is_not_foreign() -> None:
    import polars as pl

    english, french = "the train was late again this morning", "le train était encore en retard ce matin"
    texts = pl.Series([english, french])
    assert foreign(texts, pl.Series([english] * 30)).tolist() == [False, True]
    assert foreign(texts, pl.Series([english] * 20 + [french] * 10)).tolist() == [False, False]
