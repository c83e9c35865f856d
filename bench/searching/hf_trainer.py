"""transformers' own ``Trainer.hyperparameter_search`` with the optuna backend, by its docs, on the same rows."""

import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from finetooth.core.tuning import Dimension
from finetooth.stages.watching import watched_of
from finetooth.tasks import classify
from finetooth.training.rules import Watched

from .measuring import Run, Tried
from .problem import Problem

TRAINER = "Trainer.hyperparameter_search"


def searched(problem: Problem, seed: int, trials: int) -> Run:
    """Run it, and train with its best settings once more, as its docs do: that model is the one that is chosen."""
    from optuna.samplers import TPESampler

    with tempfile.TemporaryDirectory() as scratch:
        curves = Curves(sum(len(row["input_ids"]) for row in problem.lesson.train))
        trainer = _trainer(problem, scratch, seed, curves)
        best = trainer.hyperparameter_search(
            hp_space=partial(_suggested, problem.space),
            n_trials=trials,
            direction="maximize",
            backend="optuna",
            sampler=TPESampler(seed=seed),
        )
        tried = curves.trials()
        for name, value in best.hyperparameters.items():
            setattr(trainer.args, name, value)
        trainer.hp_search_backend = None
        trainer.train()
        valued, tested = (_scored(problem, trainer.model, rows) for rows in (problem.lesson.validation, problem.tests))
    later, scores = curves.trials()[-1].spent, (valued.score, valued.error, tested.score, tested.error)
    place = f"{problem.name} {problem.draw}"
    return Run(TRAINER, place, seed, True, tuple(tried), tested.score, *scores, later)


class Curves:
    """The evaluations of one fit after another: a new one begins where the epochs do. Each epoch reads all rows."""

    def __init__(self, tokens: int) -> None:
        self.tokens, self.known = tokens, list[list[tuple[float, float]]]()

    def seen(self, epoch: float, score: float) -> None:
        """Note an evaluation."""
        if not self.known or epoch <= self.known[-1][-1][0]:
            self.known.append([])
        self.known[-1].append((epoch, score))

    def trials(self) -> Sequence[Tried]:
        """Return the fits so far as trials, each scored as its search sees it, by the last evaluation."""
        return [
            Tried(
                {},
                tuple(score for _, score in curve),
                tuple(round(epoch * self.tokens) for epoch, _ in curve),
                curve[-1][1],
            )
            for curve in self.known
        ]


def _suggested(space: Sequence[Dimension], trial: Any) -> dict[str, Any]:
    """Suggest a value for each option, by the calls that the docs show."""
    found = {}
    for part in space:
        if part.values or part.low is None or part.high is None:
            found[part.name] = trial.suggest_categorical(part.name, list(part.values))
        elif isinstance(part.low, int) and isinstance(part.high, int):
            found[part.name] = trial.suggest_int(part.name, part.low, part.high, log=part.log)
        else:
            found[part.name] = trial.suggest_float(part.name, part.low, part.high, log=part.log)
    return found


def _trainer(problem: Problem, scratch: str, seed: int, curves: Curves) -> Any:
    from transformers import AutoModelForSequenceClassification, DataCollatorWithPadding, Trainer, TrainingArguments
    from transformers.trainer_callback import PrinterCallback
    from transformers.utils import logging

    def fresh() -> Any:
        classes = len(problem.lesson.labels)
        return AutoModelForSequenceClassification.from_pretrained(problem.base.location, num_labels=classes)

    def scores(told: Any) -> Mapping[str, float]:
        found = _watched(problem, np.asarray(told.predictions), np.asarray(told.label_ids))
        curves.seen(float(trainer.state.epoch or 0.0), found.score)
        return {"macro_f1": found.score}

    logging.set_verbosity_error()
    told = {"report_to": "none", "disable_tqdm": True, "logging_strategy": "no", "use_cpu": True}
    told["num_train_epochs"] = problem.default.num_train_epochs  # where these are not searched
    arguments = TrainingArguments(scratch, eval_strategy="epoch", save_strategy="no", seed=seed, **told)
    trainer = Trainer(
        args=arguments,
        model_init=fresh,
        data_collator=DataCollatorWithPadding(problem.lesson.tokenizer),
        train_dataset=problem.lesson.train,
        eval_dataset=problem.lesson.validation,
        compute_metrics=scores,
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def _scored(problem: Problem, model: Any, rows: list[dict[str, Any]]) -> Watched:
    logits = classify.logits(model, problem.lesson.tokenizer, rows)
    return _watched(problem, logits, np.array([row["labels"] for row in rows]))


def _watched(problem: Problem, logits: np.ndarray, truth: np.ndarray) -> Watched:
    return watched_of(problem.default.selection_metric, logits.astype(np.float64), truth, problem.lesson.labels)
