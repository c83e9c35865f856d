"""Does the gap between held-out and test score fire where the test is drawn otherwise, and stay silent where it is not?

    python bench/shift_gap.py                  sst2 and tweet_emotion, 300 random splits each, and tweet_hate as it is
    python bench/shift_gap.py --quick          40 splits each, under a minute
    python bench/shift_gap.py --data DIR       another folder of sets; without any a simulated one

Silent: all distinct rows of a set are split at random into 1,000 rows to learn, 400 held out and 600 of test. TF-IDF
with logistic regression is taught with eight strengths of regularisation, and the one best on the held-out rows is
kept, as a run keeps its best evaluation: that choice is what the allowance is for. A false alarm is a finding EVL028.
`without` counts those there would be if nothing were allowed for. Firing: the files of tweet_hate as they are, whose
validation rows are drawn from train and whose test rows are not. The last line is one JSON object: its value is the
share of false alarms, and `ok` asks that tweet_hate fires as well.
"""

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import polars as pl
from commands import parser

from finetooth.checks.evaluation.shift_words import shift_words
from finetooth.core.rows import Rows
from finetooth.metrics import metric_named
from finetooth.metrics.predictions import Predictions
from finetooth.slicing.score_gap import Choice, ScoreGap, score_gap
from finetooth.slicing.shift import shift_of

SETS, SHIFTED = ("sst2", "tweet_emotion"), "tweet_hate"
TRAIN, HELD, TEST, TARGET = 1_000, 400, 600, 0.05
STRENGTHS = tuple(float(one) for one in np.logspace(-1, 2.5, 8))
Table = tuple[list[str], np.ndarray, tuple[str, ...]]  # texts, labels, their names


def main() -> int:
    """Measure, print the table, and end with one JSON object."""
    asked = parser(__doc__).parse_args()
    runs = 40 if asked.quick else 300
    found = {name: _silent(table, runs) for name, table in _sets(asked.data).items()}
    for name, gaps in found.items():
        print(f"{name:14s} {runs} random splits: {_line(gaps)}", flush=True)
    every = [gap for gaps in found.values() for gap in gaps]
    fired = _shifted(asked.data)
    value = float(np.mean([gap.beyond_noise for gap in every]))
    told = {"name": "shift_gap", "value": round(value, 4), "target": TARGET, "runs": len(every), "fired": fired}
    by_set = {name: round(float(np.mean([gap.beyond_noise for gap in gaps])), 4) for name, gaps in found.items()}
    print(json.dumps({**told, "by_set": by_set, "ok": value <= TARGET and fired is not False}))
    return 0


def _line(gaps: list[ScoreGap]) -> str:
    alarms, without = (np.mean([gap.beyond_noise for gap in gaps]), np.mean([gap.low > 0 for gap in gaps]))
    mean, allowed = np.mean([gap.gap for gap in gaps]), np.mean([gap.allowance for gap in gaps])
    return f"false alarms {alarms:.3f}, without allowance {without:.3f}; mean gap {mean:.4f}, allowed for {allowed:.4f}"


def _silent(table: Table, runs: int) -> list[ScoreGap]:
    texts, labels, names = table
    matrix = _features(texts)
    size, sides = TRAIN + HELD + TEST, []
    share = min(1.0, len(texts) / size)
    cuts = np.cumsum([int(TRAIN * share), int(HELD * share), int(TEST * share)])
    for seed in range(runs):
        order = np.random.default_rng(seed).permutation(len(texts))[: cuts[2]]
        sides.append(_gap(matrix, labels, names, (order[: cuts[0]], order[cuts[0] : cuts[1]], order[cuts[1] :])))
    return [gap for gap, _ in sides]


def _gap(
    matrix: np.ndarray, labels: np.ndarray, names: tuple[str, ...], parts: tuple[np.ndarray, ...]
) -> tuple[ScoreGap, tuple[Predictions, Predictions]]:
    """Teach, keep the best on the held-out rows, and compare."""
    from sklearn.linear_model import LogisticRegression

    from finetooth.metrics.score import value

    train, held, test = parts
    best: tuple[float, Predictions, Predictions] | None = None
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=150).fit(matrix[train], labels[train])
        answers = []
        for rows in (held, test):
            chances = np.zeros((len(rows), len(names)))
            chances[:, model.classes_] = model.predict_proba(matrix[rows])
            answers.append(Predictions(rows, labels[rows], chances, names))
        reached = value("macro_f1", answers[0]) or 0.0
        if best is None or reached > best[0]:
            best = (reached, answers[0], answers[1])
    assert best is not None
    found = score_gap(best[1:], metric_named("macro_f1"), choice=Choice(len(STRENGTHS)))
    assert found is not None
    return found, best[1:]


def _shifted(folder: Path) -> bool | None:
    """Judge the files of the set whose test is drawn otherwise; None where it is not there."""
    names = ("train", "validation", "test")
    paths = [folder / SHIFTED / f"{name}.csv" for name in names]
    if not all(path.is_file() for path in paths):
        return None
    tables = [_read(path).drop_nulls() for path in paths]
    rows = [
        Rows.of({"role": role, **row} for row in part.iter_rows(named=True))
        for role, part in zip(names, tables, strict=True)
    ]
    table = pl.concat(tables)
    classes = tuple(table["label"].unique().sort())
    labels = table["label"].replace_strict(classes, range(len(classes)), return_dtype=pl.Int64).to_numpy()
    ends = np.cumsum([0, *(part.height for part in tables)])
    places = tuple(np.arange(low, high) for low, high in pairwise(ends.tolist()))
    matrix = _features(table["text"].to_list(), places[0])
    gap, both = _gap(matrix, labels, classes, places)
    print(f"{SHIFTED:14s} as it is: held out {gap.held_out:.3f}, test {gap.test:.3f}, gap {gap.gap:.3f} "
          f"({gap.low:.3f} to {gap.high:.3f}), allowed for {gap.allowance:.3f}")  # fmt: skip
    if gap.beyond_noise:
        print(f"{'':14s} {shift_words(shift_of(rows[1], rows[2], Rows.concat(rows[:2]), both, 0))}")
    return gap.beyond_noise


def _sets(folder: Path) -> dict[str, Table]:
    """Return the distinct rows of each set that is there, all its files together."""
    found: dict[str, Table] = {}
    for name in SETS:
        tables = [_read(path) for path in sorted((folder / name).glob("*.csv"))]
        if tables:
            rows = pl.concat(tables).drop_nulls().unique("text", keep="first", maintain_order=True)
            names = tuple(rows["label"].unique().sort())
            found[name] = rows["text"].to_list(), (rows["label"].rank("dense") - 1).to_numpy().astype(np.int64), names
    return found or {"simulated": _own()}


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False).select("text", "label")


def _own() -> Table:
    """Return 4,000 rows of three classes: each says a word of its class, now and then one of another."""
    draw = np.random.default_rng(0)
    words = [f"{first}{last}" for first in ("ba", "ko", "ri", "mu") for last in "lmnprstvz"]
    labels = draw.integers(0, 3, 4_000)
    told = np.where(draw.random(4_000) < 0.75, labels, draw.integers(0, 3, 4_000))
    places = np.hstack([(told * 9 + draw.integers(0, 9, 4_000))[:, None], draw.integers(0, len(words), (4_000, 5))])
    return [" ".join(words[place] for place in row) for row in places], labels, ("a", "b", "c")


def _features(texts: list[str], known: np.ndarray | None = None) -> np.ndarray:
    """Return TF-IDF of words; ``known`` rows alone have a say in what is counted."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    made = TfidfVectorizer(min_df=2, sublinear_tf=True, max_features=20_000)
    made.fit(texts if known is None else [texts[place] for place in known])
    found: np.ndarray = made.transform(texts)
    return found


if __name__ == "__main__":
    sys.exit(main())
