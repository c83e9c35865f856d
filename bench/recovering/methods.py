"""The ways to a model: finetooth by one command, transformers' Trainer as it comes, and a script tuned by hand."""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from detecting.table import Dataset, Row, write

LONGEST = 256
END, INTERVAL = "macro_f1", 1.96


@dataclass(frozen=True)
class Answered:
    """What a way says of each test row, what it claims for itself on the test file it was given, and what it took."""

    told: list[str]
    claim: tuple[float, float, float]
    tokens: int
    decision: str = ""
    blocks: tuple[str, ...] = ()
    note: str = ""


Method = Callable[[Sequence[Row], Sequence[Row], Sequence[Row], str, int, Path], Answered]
"""From rows to learn from, the test file given, all rows to answer, the base model, a seed, and a folder to work in."""


CHEAP: dict[str, Any] = {
    "tune": {"method": "none"},
    "training": {"num_train_epochs": 3, "max_length": 48, "cross_validation": "none", "final_model": "best"},
    "validate": {"scenarios": ["upper_case"], "max_rows": 40},
}


def cheaply(
    train: Sequence[Row], given: Sequence[Row], test: Sequence[Row], model: str, seed: int, work: Path
) -> Answered:
    """finetooth without a search, three epochs: to see in a minute that all of it works."""
    return finetooth(train, given, test, model, seed, work, CHEAP)


def finetooth(
    train: Sequence[Row],
    given: Sequence[Row],
    test: Sequence[Row],
    model: str,
    seed: int,
    work: Path,
    options: dict[str, Any] | None = None,
) -> Answered:
    """``finetooth run`` with the files, the columns and the model named and nothing else; answers by ``predict``.

    A run that was cut short in the same folder goes on.
    """
    from finetooth.pipeline import run
    from finetooth.prediction import predict
    from finetooth.recipe.files import make_recipe

    files = write(Dataset("rows", tuple(train), tuple(given)), work)
    asked = write(Dataset("asked", tuple(test), ()), work / "asked")
    data = {"train": str(files.train), "test": str(files.test), "text_column": "text", "label_column": "label"}
    done = run(make_recipe({"base_model": model, "seed": seed, "data": data, **(options or {})}), work / "run")
    answers = pl.read_csv(predict(work / "run", str(asked.train), work / "answers.csv"), infer_schema=False)
    tokens = _tokens(work / "run")
    score = done.scores.get(END)
    claim = (score.value, score.low, score.high) if score and score.value is not None else (np.nan,) * 3
    decision = done.decision
    blocks = (*decision.blocking, *decision.uncovered)
    told = "go" if decision.go else "no-go"
    return Answered(answers["prediction"].to_list(), claim, tokens, told, blocks)


def trainer(
    train: Sequence[Row], given: Sequence[Row], test: Sequence[Row], model: str, seed: int, _work: Path
) -> Answered:
    """transformers' Trainer with its defaults: three epochs, 5e-5, batches of 8; scored on the test file given."""
    fitted = _Fit(train, model, seed)
    fitted.train({"save_strategy": "no"})
    return _claimed(fitted, given, test, 3 * fitted.length)


def script(
    train: Sequence[Row], given: Sequence[Row], test: Sequence[Row], model: str, seed: int, _work: Path
) -> Answered:
    """What a good engineer writes in an hour: empty rows and copies dropped, a fifth validates, 10 epochs, 2e-4."""
    from sklearn.model_selection import train_test_split
    from transformers import EarlyStoppingCallback

    kept = list({(row.text.strip(), row.label.strip()): row for row in train if row.text.strip()}.values())
    kept = [Row(row.key, row.text.strip(), row.label.strip()) for row in kept]
    learn, judge = train_test_split(kept, test_size=0.15, random_state=seed)
    fitted = _Fit(learn, model, seed)
    how = {"learning_rate": 2e-4, "num_train_epochs": 10, "per_device_train_batch_size": 16, "warmup_steps": 0.1}
    how |= {"eval_strategy": "epoch", "save_strategy": "epoch", "save_total_limit": 1}
    how |= {"load_best_model_at_end": True, "metric_for_best_model": END, "greater_is_better": True}
    epochs, best = fitted.train(how, judge, [EarlyStoppingCallback(early_stopping_patience=2)])
    found = _claimed(fitted, given, test, round(epochs * fitted.length))
    return Answered(found.told, found.claim, found.tokens, note=f"{epochs:g} epochs, validation {best:.3f}")


class _Fit:
    """A model, its tokenizer and the labels it knows."""

    def __init__(self, rows: Sequence[Row], model: str, seed: int) -> None:
        from transformers import AutoModelForSequenceClassification

        from finetooth.tasks import classify
        from finetooth.training.base_model import locate

        base = locate(model)
        self.labels, self.seed = sorted({row.label for row in rows}), seed
        self.tokenizer = classify.load_tokenizer(base)
        count = len(self.labels)
        self.model = AutoModelForSequenceClassification.from_pretrained(base.location, num_labels=count)
        self.rows = self._encoded(rows)
        self.length = sum(len(row["input_ids"]) for row in self.rows)

    def train(
        self, how: dict[str, Any], judge: Sequence[Row] = (), callbacks: Sequence[Any] = ()
    ) -> tuple[float, float]:
        """Fit, and return after how many epochs it ended and the best validation score."""
        from transformers import DataCollatorWithPadding, Trainer, TrainingArguments

        judged = self._encoded([row for row in judge if row.label in self.labels]) if judge else None
        with tempfile.TemporaryDirectory() as scratch:
            quiet = {"report_to": "none", "disable_tqdm": True, "logging_strategy": "no"}
            done = Trainer(
                self.model,
                TrainingArguments(scratch, seed=self.seed, **quiet, **how),
                data_collator=DataCollatorWithPadding(self.tokenizer),
                train_dataset=self.rows,
                eval_dataset=judged,
                compute_metrics=_metrics if judged else None,
                callbacks=list(callbacks),
            )
            done.train()
        return float(done.state.epoch or 0), float(done.state.best_metric or np.nan)

    def answers(self, rows: Sequence[Row]) -> list[str]:
        """Return the likeliest label of each row."""
        from finetooth.tasks import classify

        encoded = classify.encode([row.text for row in rows], self.tokenizer, LONGEST)
        places = classify.logits(self.model, self.tokenizer, encoded).argmax(axis=1)
        return [self.labels[place] for place in places]

    def _encoded(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        from finetooth.tasks import classify

        places = {label: place for place, label in enumerate(self.labels)}
        texts = [row.text for row in rows]
        return classify.encode(texts, self.tokenizer, LONGEST, [places[row.label] for row in rows])


def _metrics(found: Any) -> dict[str, float]:
    from sklearn.metrics import f1_score

    return {END: float(f1_score(found.label_ids, found.predictions.argmax(axis=1), average="macro", zero_division=0))}


def _claimed(fitted: _Fit, given: Sequence[Row], test: Sequence[Row], tokens: int) -> Answered:
    """Score the test file as everybody does it: macro-F1, and nothing on how sure it is."""
    value = macro_f1([row.label for row in given], fitted.answers(given))
    return Answered(fitted.answers(test), (value, np.nan, np.nan), tokens)


def macro_f1(truth: Sequence[str], told: Sequence[str]) -> float:
    """Return the mean F1 of the classes that are there; an answer that is none of them is wrong."""
    from sklearn.metrics import f1_score

    return float(f1_score(truth, told, average="macro", labels=sorted(set(truth)), zero_division=0))


def _tokens(root: Path) -> int:
    """Add up the tokens that the trials and the final fits of a run were trained on."""
    curve = json.loads((root / "4-train" / "curve.json").read_text("utf-8"))
    told = root / "3-tune" / "trials.jsonl"
    trials = [json.loads(line) for line in told.read_text("utf-8").splitlines()] if told.is_file() else []
    return sum(int(one.get("tokens", 0)) for one in (*curve.get("points", ()), *trials))


METHODS: dict[str, tuple[Method, bool]] = {  # with whether it learns from the damaged rows
    "finetooth, damaged": (finetooth, True),
    "Trainer, damaged": (trainer, True),
    "Trainer, clean": (trainer, False),
    "script, damaged": (script, True),
    "script, clean": (script, False),
    "finetooth cheaply, damaged": (cheaply, True),
}
QUICK = ("finetooth cheaply, damaged", "Trainer, damaged")
USUAL = tuple(name for name in METHODS if name not in QUICK[:1])
