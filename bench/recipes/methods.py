"""The methods of the bench: each takes the drawn rows and returns a label for each test row."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from detecting.opponents import Opponent, environment

from finetooth.core.events import silent
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.sections import Training
from finetooth.stages.train import Trained, train
from finetooth.stages.tune import default_settings
from finetooth.tasks import classify
from finetooth.tasks.baselines import tfidf_logistic_regression

from .draws import Draw

SETFIT = Opponent("setfit", ("setfit>=1.2", "torch"), {})
LONGEST = 256  # tokens, for all that read tokens
FOLDS = 3


@dataclass(frozen=True)
class Answer:
    """What a method says of the test rows, as places in ``labels``, and what is worth knowing beside."""

    told: np.ndarray
    note: str = ""


def tfidf(rows: Draw, base: Base, seed: int) -> Answer:
    """TF-IDF of words and characters with a logistic regression, as the product's own baseline."""
    labels, targets = _known(rows)
    texts = [part.texts.to_list() for part in (rows.rows, rows.test)]
    return Answer(tfidf_logistic_regression(texts[0], targets, texts[1], len(labels), seed).argmax(axis=1))


def frozen(rows: Draw, base: Base, seed: int) -> Answer:
    """The base model's sentence vectors, of length 1, with a logistic regression; C of 1 or 10, as folds prefer."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score

    _, targets = _known(rows)
    model, tokenizer = classify.load_model(base, ("a", "b"), seed, pooling="mean"), classify.load_tokenizer(base)
    train, test = (
        _unit(classify.features(model, tokenizer, classify.encode(part.texts.to_list(), tokenizer, LONGEST)))
        for part in (rows.rows, rows.test)
    )
    models = [LogisticRegression(C=c, max_iter=500) for c in (1.0, 10.0)]
    folds = min(FOLDS, int(np.bincount(targets).max()))
    scores = [cross_val_score(one, train, targets, cv=folds, scoring="f1_macro").mean() for one in models]
    best = models[int(np.argmax(scores))].fit(train, targets)
    return Answer(best.predict(test), f"C {best.C:g}")


def trainer(rows: Draw, base: Base, seed: int) -> Answer:
    """transformers' Trainer with its defaults: 3 epochs, 5e-5, batches of 8."""
    from transformers import AutoModelForSequenceClassification, DataCollatorWithPadding, Trainer, TrainingArguments

    labels, targets = _known(rows)
    tokenizer = classify.load_tokenizer(base)
    encoded = classify.encode(rows.rows.texts.to_list(), tokenizer, LONGEST, targets.tolist())
    test = classify.encode(rows.test.texts.to_list(), tokenizer, LONGEST)
    with tempfile.TemporaryDirectory() as scratch:
        options = TrainingArguments(
            scratch, seed=seed, save_strategy="no", report_to="none", disable_tqdm=True, logging_strategy="no"
        )
        model = AutoModelForSequenceClassification.from_pretrained(base.location, num_labels=len(labels))
        collator = DataCollatorWithPadding(tokenizer)
        Trainer(model, options, data_collator=collator, train_dataset=encoded).train()
    return Answer(classify.logits(model, tokenizer, test).argmax(axis=1))


def setfit(rows: Draw, base: Base, seed: int) -> Answer | None:
    """SetFit with its defaults, one epoch, in an environment of its own; nothing where that cannot be made."""
    python = environment(SETFIT, may_install=True)
    if python is None:
        return None
    _, targets = _known(rows)
    with tempfile.TemporaryDirectory() as scratch:
        asked, answered = Path(scratch, "asked.json"), Path(scratch, "answered.json")
        given: Mapping[str, Any] = {
            "texts": rows.rows.texts.to_list(),
            "targets": targets.tolist(),
            "test": rows.test.texts.to_list(),
            "model": base.location,
            "seed": seed,
        }
        asked.write_text(json.dumps(given), "utf-8")
        child = Path(__file__).with_name("setfit_child.py")
        done = subprocess.run([str(python), str(child), str(asked), str(answered)], capture_output=True, text=True)
        if done.returncode:
            print(f"setfit failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        return Answer(np.array(json.loads(answered.read_text("utf-8"))))


def finetooth(rows: Draw, base: Base, seed: int) -> Answer:
    """finetooth's default recipe, without a search: it sets its validation rows apart from the same rows."""
    splits = Splits(rows.train, rows.validation, rows.test, Rows(rows.test.table[:0]))
    settings = default_settings(Training(), "auto", seed, base, splits)
    with tempfile.TemporaryDirectory() as scratch:
        work = Work(Path(scratch), "4-train", silent)
        found = train(work, settings, base, splits, (), pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64}))
        model, tokenizer = classify.load_trained(found.model)
    told = classify.logits(model, tokenizer, encoded_tests(rows, tokenizer, settings)).argmax(axis=1)
    places = np.array([_known(rows)[0].index(label) for label in found.labels])
    return Answer(places[told], _account(found))


def encoded_tests(rows: Draw, tokenizer: Any, settings: Settings) -> list[dict[str, Any]]:
    """Tokenise the test rows as the settings had the training rows tokenised."""
    how = {"truncation": settings.truncation, "window_stride": settings.window_stride}
    return classify.encode(rows.test.texts.to_list(), tokenizer, settings.max_length, **how)


def _account(found: Trained) -> str:
    """Say what was kept and what validation rows, or folds, told of it and of what was not."""
    if found.crossed:
        beside = ", ".join(f"{kind} {score:.3f}" for kind, score in found.crossed.beside.items())
        return f"{found.crossed.chosen}, {found.crossed.epochs:g} epochs; {len(found.crossed.folds)} folds: {beside}"
    tuned = max((point.validation_score for point in found.curve.points if point.step), default=float("nan"))
    kept = found.curve.simpler if found.curve.best_step == 0 else "fine-tuned"
    return f"{kept}; validation: {found.curve.simpler or 'none'} {found.curve.simpler_score:.3f}, fit {tuned:.3f}"


METHODS: dict[str, Callable[[Draw, Base, int], Answer | None]] = {
    "tfidf": tfidf,
    "frozen": frozen,
    "trainer": trainer,
    "setfit": setfit,
    "finetooth": finetooth,
}


def truth(rows: Draw) -> np.ndarray:
    """Return the test rows' labels as places in the labels of all training rows."""
    return classify.targets_of(rows.test.labels.to_list(), _known(rows)[0])


def _known(rows: Draw) -> tuple[tuple[str, ...], np.ndarray]:
    labels = classify.labels_of(rows.rows.labels.to_list())
    return labels, classify.targets_of(rows.rows.labels.to_list(), labels)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
