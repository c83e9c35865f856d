"""What can be done about doubted labels, and what a model that learns from it is worth."""

import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from detecting.gain import macro_f1
from detecting.table import Dataset

from .rows import noisy

POLICIES, ORACLE = ("keep", "drop", "weight"), "all found"  # the last: all that is wrong dropped, and nothing else


@dataclass(frozen=True)
class Case:
    """One set with one noise and one seed: macro-F1 (in points) by policy, and who was flagged."""

    data: str
    noise: str
    seed: int
    scores: dict[str, float]
    rows: int
    planted: int
    flagged: int
    hit: int

    def gain(self, policy: str) -> float:
        """Return what a policy gains over keeping all rows as they are."""
        return self.scores[policy] - self.scores["keep"]


def measure(data: Dataset, noise: str, seed: int, model: str | None) -> Case:
    """Plant, prepare by each policy, learn, and score on the test rows."""
    begin = time.process_time()
    damaged, wrong = noisy(data, noise, seed)
    weights = suspects(damaged, model)
    every = np.ones(len(damaged.train))
    doubted = np.isin(np.arange(1, len(every) + 1), list(weights))
    lighter = np.array([weights.get(row, 1.0) for row in range(1, len(every) + 1)])
    known = np.array([row.key in wrong for row in damaged.train])
    given = {"keep": every, "drop": np.where(doubted, 0.0, 1.0), "weight": lighter, ORACLE: np.where(known, 0.0, 1.0)}
    matrix, tests = features(damaged, model)
    truth = [row.label for row in data.test]
    labels = np.array([row.label for row in damaged.train])
    scores: dict[str, float] = {}
    for policy, how in given.items():
        same = policy != "keep" and (how == every).all()
        scores[policy] = scores["keep"] if same else 100 * macro_f1(truth, learn(matrix, labels, how, tests))
    flagged, hit = int(doubted.sum()), int((doubted & known).sum())
    case = Case(data.name, noise, seed, scores, len(every), len(wrong), flagged, hit)
    print(f"  {case.data}, {noise}, {seed}: {time.process_time() - begin:.1f} s", file=sys.stderr, flush=True)
    return case


def suspects(data: Dataset, model: str | None) -> dict[int, float]:
    """Return the weight of each row (1-based) that finetooth flags: dropped rows are the same ones."""
    from finetooth.core.plugins import modules_of
    from finetooth.core.results import Splits
    from finetooth.core.rows import Rows
    from finetooth.recipe.sections import Recipe
    from finetooth.stages.doubting import without_suspects
    from finetooth.stages.known import Known
    from finetooth.training.base_model import locate

    modules_of("finetooth.facts")
    recipe = Recipe.model_validate({"data": {"train": "train.csv"}, "base_model": model})

    rows = Rows.of({"text": row.text, "label": row.label} for row in data.train)
    known = Known.of(recipe, locate(model, False) if model else None)
    _, weights, _ = without_suspects(Splits(rows, *[Rows.of([])] * 3), "weight", known, frozenset())
    return dict(weights.iter_rows())


def features(data: Dataset, model: str | None) -> tuple[Any, Any]:
    """Return what is learned from and what is scored: TF-IDF of words and pairs of words, or frozen embeddings."""
    texts = [[row.text for row in part] for part in (data.train, data.test)]
    if model:
        import polars as pl

        from finetooth.facts.embedding.engine import embed
        from finetooth.training.base_model import locate

        base = locate(model, False)
        return np.asarray(embed(base, pl.Series(texts[0]), 128)), np.asarray(embed(base, pl.Series(texts[1]), 128))
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1, token_pattern=r"\S+")
    return words.fit_transform(texts[0]), words.transform(texts[1])


def learn(matrix: Any, labels: Any, weights: Any, tests: Any) -> list[str]:
    """Learn with row weights (0 leaves a row out) and return what is said of the tests."""
    from sklearn.linear_model import LogisticRegression

    used = weights > 0
    model = LogisticRegression(C=10.0, max_iter=300, tol=1e-3)
    model.fit(matrix[used], labels[used], sample_weight=weights[used])
    return [str(label) for label in model.predict(tests)]
