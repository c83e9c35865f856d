"""Rows for the field's tests: points in a few directions, a model of them, and the same rows moved."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from finetooth.field.estimate import Known, Unknown

CLASSES, WIDTH = 3, 24


@dataclass(frozen=True)
class World:
    """A model (a matrix) and rows; ``away`` moves rows where the model knows nothing."""

    weights: np.ndarray
    centres: np.ndarray

    def rows(self, count: int, seed: int, away: float = 0.0, mix: tuple[float, ...] = (1 / 3, 1 / 3, 1 / 3)):
        draw = np.random.default_rng(seed)
        truth = draw.choice(CLASSES, count, p=mix)
        vectors = self.centres[truth] * (1 - away) + draw.normal(0, 0.55, (count, WIDTH))
        vectors[:, -4:] += 1.5 * away
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        scores = 6 * vectors @ self.weights
        said = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        words = np.array(["parcel late box", "card paid bank", "song loud band"])
        texts = [f"{words[one]} {'zug' if away else 'town'}{n % 7}" for n, one in enumerate(truth)]
        return said, truth.astype(np.int64), vectors.astype(np.float32), pl.Series("text", texts)

    def known(self, count: int, seed: int) -> Known:
        return Known(*self.rows(count, seed))

    def field(
        self, count: int, seed: int, away: float = 0.0, mix=(1 / 3, 1 / 3, 1 / 3)
    ) -> tuple[Unknown, float, np.ndarray]:
        said, truth, vectors, texts = self.rows(count, seed, away, mix)
        return Unknown(said, vectors, texts), float((said.argmax(axis=1) == truth).mean()), truth


@pytest.fixture(scope="session")
def world() -> World:
    centres = np.random.default_rng(5).normal(0, 1, (CLASSES, WIDTH))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    return World(centres.T.copy(), centres)
