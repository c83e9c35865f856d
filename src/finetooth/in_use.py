"""A finished run in use: read back from its folder, to be compared with new rows."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter

from finetooth.answering.answering import Answering
from finetooth.core.errors import UserError
from finetooth.core.results import Base, Scores, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.gate.conditions import parse_all
from finetooth.metrics import metric_named
from finetooth.metrics.files import offer_again
from finetooth.metrics.said import Said
from finetooth.metrics.saying import read_said
from finetooth.monitoring.known import repeated
from finetooth.monitoring.results import Ends
from finetooth.monitoring.watching import FEWEST_REFERENCE
from finetooth.prediction import recipe_of_run
from finetooth.recipe.sections import Recipe
from finetooth.training.base_model import locate

_READ = "1-audit/rows.parquet"


@dataclass(frozen=True)
class InUse:
    """What is read back: how it was made, its rows, its answers to held-out and to test rows, and its scores."""

    root: Path
    recipe: Recipe
    settings: Settings
    splits: Splits
    labels: tuple[str, ...]
    held_out: pl.DataFrame | None
    tested: Said
    scores: Scores
    base: Base
    refitted: bool  # whether the model was fitted again on all rows, and never answered the held-out ones unseen

    @property
    def taught(self) -> Rows:
        """The rows the model was made from: those it learned from, and those it was chosen by."""
        return Rows.concat([self.splits.train, self.splits.validation])


def read_run(root: Path) -> InUse:
    """Read a run back to see how it does in use. Raises UserError."""
    recipe = recipe_of_run(root)
    if recipe.task == "sft":
        told = "a language model writes texts: there are no answers by class whose shares could be watched"
        raise UserError(told, str(root), "monitor a run of task text-classification")
    if not (root / "5-evaluate" / "done.json").is_file():
        raise UserError("the run was not evaluated yet", str(root), "finish it with `finetooth run`")
    if not (root / _READ).is_file():
        raise UserError(f"{_READ} of the run is missing", str(root), "take the whole folder of the run along")
    offer_again(root / "recipe.yaml")
    settings: Settings = TypeAdapter(Settings).validate_python(_json(root / "3-tune" / "settings.json"))
    splits = Splits(*(Rows(pl.read_parquet(root / "2-prepare" / f"{name}.parquet")) for name in Splits.__annotations__))
    labels = tuple(_json(root / "4-train" / "labels.json"))
    path = root / "4-train" / "held_out.parquet"
    predictions = pl.read_parquet(root / "5-evaluate" / "predictions.parquet")
    tested = read_said(settings.problem_type, predictions.with_columns(truth=splits.test.labels), labels)
    scores = TypeAdapter(Scores).validate_python(_json(root / "5-evaluate" / "scores.json"))
    held = pl.read_parquet(path) if path.is_file() else None
    refitted = bool(_json(root / "4-train" / "curve.json").get("refitted"))
    return InUse(root, recipe, settings, splits, labels, held, tested, scores, _base(recipe), refitted)


def usual_repeats(root: Path) -> float:
    """Return how often the training rows repeat each other as they were read, before copies were left out."""
    read = pl.read_parquet(root / _READ).filter(pl.col("role") == "train")
    return repeated(Rows(read))


def _base(recipe: Recipe) -> Base:
    """Return the base model, whose vectors tell what texts mean; where it is gone the words have to."""
    try:
        return locate(recipe.base_model, recipe.trust_remote_code)
    except UserError:
        return Base(recipe.base_model or "", "", "")


def held_answers(run: InUse, answering: Answering) -> Said | None:
    """Return answers to rows that the model never saw, one a row, answered as the run answers.

    Where the model was fitted again on all rows they are those to the test rows, if these are enough: the held-out rows
    were answered by the model before it, which may be as right but another hundredth surer.
    """
    if run.refitted and len(run.tested) >= FEWEST_REFERENCE:
        return run.tested
    table = run.held_out
    if table is None or not table.height:
        return None
    once = table.unique("id", keep="first", maintain_order=True).drop("repeat", "fold")
    raw = once.drop("prediction") if "p_0" in once.columns else once
    return answering.told(read_said(run.settings.problem_type, raw, run.labels))


def tested_ends(scores: Scores, metric: str) -> Ends | None:
    """Return the score on the test rows."""
    found = scores.get(metric)
    if found is None or found.value is None or found.low is None or found.high is None:
        return None
    return Ends(metric, found.value, found.low, found.high, found.n)


def floor_of(recipe: Recipe, metric: str) -> float | None:
    """Return what the run's gate asks of the metric over all rows."""
    signs = (">=", ">") if metric_named(metric).higher_is_better else ("<=", "<")
    asked = [
        one.bound
        for one in parse_all(recipe.gate.require)
        if one.metric == metric and one.label is None and one.column is None and one.sign in signs
    ]
    return (max(asked) if signs[0] == ">=" else min(asked)) if asked else None


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
