"""The luck of the best of many trials, as a search tells it and as it turns out: many cheap searches on real sets.

    python bench/optimism.py                  six sets of ../shared/data (or --data DIR), 20 drawings, vectors
    python bench/optimism.py --quick          rows of its own and words, 3 drawings: under a minute
    python bench/optimism.py --sets trec,cr --draws 5

A trial is a logistic regression on frozen vectors with a random strength of regularisation and a random part of the
columns, taught 300 rows (banking77: 1,000). 5 or 20 trials are judged by 60, 150 or 300 validation rows; the product's
own comparison tells how much of the best one's macro-F1 is luck. All other rows, at most 3,000, are the test.

*drop*: the best trial's validation score less its test score. *luck*: how much larger that is than the mean drop of
all trials, which nobody chose; *told*: what the product says of it. *held*: the drop lies within 95 % of what was told,
by the errors of both scores, as `search_efficiency.py` counts it; *beyond the shift*: so does the luck. Macro-F1 of few
rows of many classes is another number than that of many rows, which is no luck of choosing. The last line is one JSON
object: its value is the share that held.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import fmean

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import commands  # noqa: E402 - one thread each, said before anything else is loaded
import numpy as np  # noqa: E402
from extrapolating.rows import FILES, Rows, load, with_vectors  # noqa: E402
from searching.measuring import Z  # noqa: E402

SETS, TARGET, METRIC = ("trec", "banking77", "tweet_emotion", "sst2", "sms_spam", "cr"), 0.9, "macro_f1"
TRIALS, VALIDATION, TAUGHT, MOST_TESTED = (5, 20), (60, 150, 300), {"banking77": 1_000}, 3_000


@dataclass(frozen=True)
class Search:
    """What one search told of its luck, and what came of it."""

    data: str
    trials: int
    rows: int  # of validation
    told: float
    drop: float
    shift: float  # the mean drop of all its trials
    error: float  # of the drop: of both scores together

    @property
    def luck(self) -> float:
        """What the best trial's score owed to its being the best."""
        return self.drop - self.shift

    @property
    def held(self) -> bool:
        """Whether the drop is what was told, as far as anyone can know."""
        return abs(self.drop - self.told) <= Z * self.error

    @property
    def beyond(self) -> bool:
        """Whether it is beyond what all trials lose, chosen or not."""
        return abs(self.luck - self.told) <= Z * self.error


def main() -> int:
    """Search, print the tables, and end with one JSON object."""
    asked = _asked()
    found: list[Search] = []
    for name in asked.sets:
        rows = load(name, asked.data, 6_000)
        rows = with_words(rows) if asked.quick or name == "own" else with_vectors(rows)
        here = [one for draw in range(asked.draws) for one in searches(rows, draw)]
        print(show(name, here), flush=True)
        found += here
    for trials, size in product(TRIALS, VALIDATION):
        print(show(f"{trials} trials, {size} rows", [one for one in found if (one.trials, one.rows) == (trials, size)]))
    print(json.dumps(last(found), allow_nan=False))
    return 0


def searches(rows: Rows, draw: int) -> Iterator[Search]:
    """Yield the searches of one drawing: the fewer trials are the first of the more, and the fewer rows too."""
    if rows.vectors is None:
        raise ValueError(f"{rows.name}: trials need vectors")
    random = np.random.default_rng([draw, len(rows.classes)])
    order = random.permutation(len(rows.classes))
    taught, rest = np.split(order, [min(TAUGHT.get(rows.name, 300), len(order) // 3)])
    judging, tests = np.split(rest, [max(VALIDATION)])
    tests, classes = tests[:MOST_TESTED], int(rows.classes.max()) + 1
    both = np.concatenate([judging, tests])
    told = [_told(rows, taught, both, classes, random) for _ in range(max(TRIALS))]
    for trials, size in product(TRIALS, VALIDATION):
        known = [(one[:size], one[max(VALIDATION) :]) for one in told[:trials]]
        yield searched(rows.name, known, rows.classes[judging[:size]], rows.classes[tests], draw)


def _told(rows: Rows, taught: np.ndarray, asked: np.ndarray, classes: int, random: np.random.Generator) -> np.ndarray:
    """Return what a random trial says of the rows asked, float64[rows, classes]."""
    from sklearn.linear_model import LogisticRegression

    assert rows.vectors is not None
    width = rows.vectors.shape[1]
    columns = random.permutation(width)[: max(2, int(width * random.uniform(0.1, 1.0)))]
    model = LogisticRegression(C=10 ** random.uniform(-2, 3), max_iter=200)
    model.fit(rows.vectors[np.ix_(taught, columns)], rows.classes[taught])
    found = np.zeros((len(asked), classes))
    found[:, model.classes_] = model.predict_proba(rows.vectors[np.ix_(asked, columns)])
    return found


def searched(
    name: str, trials: Sequence[tuple[np.ndarray, np.ndarray]], judging: np.ndarray, tests: np.ndarray, seed: int
) -> Search:
    """Choose the best of what trials said of the judging and of the test rows, and tell what its luck was."""
    from finetooth.core.tuning import Trial
    from finetooth.metrics.error import standard_error
    from finetooth.metrics.predictions import Predictions
    from finetooth.metrics.score import value
    from finetooth.stages.selecting import compared

    labels = tuple(str(number) for number in range(trials[0][0].shape[1]))

    def said(told: np.ndarray, truth: np.ndarray) -> Predictions:
        return Predictions(np.arange(len(truth)), truth, told, labels)

    answers = {number: said(told, judging) for number, (told, _) in enumerate(trials)}
    later = {number: said(told, tests) for number, (_, told) in enumerate(trials)}
    scores = {number: value(METRIC, one) or 0.0 for number, one in answers.items()}
    drops = {number: score - (value(METRIC, later[number]) or 0.0) for number, score in scores.items()}
    comparison = compared(
        [Trial(number, {}, score, 1.0, 1.0) for number, score in scores.items()], answers, METRIC, seed
    )
    assert comparison is not None
    best = comparison.best.number
    error = float(np.hypot(standard_error(METRIC, answers[best]), standard_error(METRIC, later[best])))
    shift = fmean(drops.values())
    return Search(name, len(trials), len(judging), comparison.optimism, drops[best], shift, error)


def with_words(rows: Rows) -> Rows:
    """Return the rows with counts of their words brought down to 64 columns, in place of a model's vectors."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    counted = TfidfVectorizer(min_df=2, sublinear_tf=True).fit_transform(rows.texts.to_list())
    return Rows(rows.name, rows.texts, rows.classes, TruncatedSVD(64, random_state=0).fit_transform(counted))


def show(name: str, found: Sequence[Search]) -> str:
    """Return a line in points: what was told, what came, how often it held."""
    told, luck = (100 * np.array([getattr(one, what) for one in found]) for what in ("told", "luck"))
    return (
        f"{name:22} {len(found):4} searches   told {told.mean():5.2f}   luck {luck.mean():5.2f} ± "
        f"{luck.std() / np.sqrt(len(luck)):.2f}   drop {100 * fmean(one.drop for one in found):5.2f}   "
        f"held {100 * fmean(one.held for one in found):3.0f} %, beyond the shift "
        f"{100 * fmean(one.beyond for one in found):3.0f} %"
    )


def last(found: Sequence[Search]) -> dict[str, object]:
    """Return the last line."""
    held = fmean(one.held for one in found)
    line: dict[str, object] = {"name": "optimism", "value": round(held, 3), "target": TARGET, "ok": held >= TARGET}
    for what in ("told", "luck", "drop"):
        line[what] = round(100 * fmean(getattr(one, what) for one in found), 2)
    line["beyond_the_shift"] = round(fmean(one.beyond for one in found), 3)
    names, sizes = sorted({one.data for one in found}), sorted({one.rows for one in found})
    line["by_set"] = {name: round(fmean(one.held for one in found if one.data == name), 3) for name in names}
    line["by_rows"] = {size: round(fmean(one.held for one in found if one.rows == size), 3) for size in sizes}
    return line | {"searches": len(found)}


def _asked() -> argparse.Namespace:
    parser = commands.parser(__doc__)
    parser.add_argument("--sets", help=f"of {', '.join(FILES)}")
    parser.add_argument("--draws", type=int)
    asked = parser.parse_args()
    wanted = asked.sets.split(",") if asked.sets else list(SETS)
    known = [name for name in wanted if (asked.data / FILES[name][0]).is_file()]
    asked.sets = known if known and not asked.quick else ["own"]
    asked.draws = asked.draws or (3 if asked.quick else 20)
    return asked


if __name__ == "__main__":
    sys.exit(main())
