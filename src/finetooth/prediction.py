"""Predict: label the rows of a file with a run's model, treated as the training rows were."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from finetooth.comparing.absent import no_run
from finetooth.core.errors import UserError
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows, name_of
from finetooth.new_rows import read_new
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.recipe.sections import Recipe
from finetooth.report.cells import safe_cell

if TYPE_CHECKING:
    from finetooth.answering.answering import Answering
    from finetooth.metrics.said import Said
    from finetooth.sources import Source


def predict(run: Path, file: str, out: Path | None = None, scope: bool = True, sets: Sequence[str] = ()) -> Path:
    """Write a CSV with a line for each record of the file, in order; return its path. Raises UserError.

    Columns: record, prediction (several labels with the separator of the recipe, or `|`, between them; or a number),
    confidence and a probability for each label where there are any, and the problem of a record that was set
    aside, which has no prediction. Probabilities and predictions are as the evaluation of the run calibrated
    and decided them; where it holds unsure answers back, a column ``abstained`` says which. Where its validation set
    a threshold, ``strangeness`` says how unlike the known rows a text is, and ``out_of_scope`` whether it is flagged as
    none of the classes (above 1); without ``scope`` this is left out. ``sets`` say how the file is read where that
    differs from the training file, each `data.KEY=VALUE`.
    """
    recipe = recipe_of_run(run)
    path = out or default_path(file)
    if recipe.task == "sft":
        from finetooth.prediction_sft import answer_file

        return answer_file(run, recipe, file, path, sets)
    from finetooth.answering.columns import columns_of

    found = answers_to(run, recipe, file, sets=sets)
    columns = columns_of(found.said, found.answering, recipe.data.label_separator)
    columns |= _scope_columns(run, recipe, found) if scope else {}
    lines = lines_of(found.said.ids.tolist(), list(columns.values()), found.source.set_aside)
    write_csv(path, ["record", *columns, "problem"], lines)
    return path


@dataclass(frozen=True, eq=False)
class Answered:
    """What a run's model said of the rows of a file: as they were read, and as the model read them."""

    source: "Source"
    rows: Rows
    said: "Said"
    answering: "Answering"


def recipe_of_run(run: Path) -> Recipe:
    """Return the recipe of a run that has a model. Raises UserError where there is none."""
    if not (run / "4-train" / "done.json").is_file():
        raise no_run(run, "this folder holds no finished training")
    return make_recipe(read_yaml(run / "recipe.yaml"), where=str(run / "recipe.yaml"))


def answers_to(run: Path, recipe: Recipe, file: str, labelled: bool = False, sets: Sequence[str] = ()) -> Answered:
    """Answer the rows of a file, treated as the training rows were; ``labelled``: with their labels, where it has any.

    Not for language models.
    """
    from finetooth.stages.predicting import Predictor
    from finetooth.stages.train import NOTES

    folder = run / "4-train"
    source = read_new(run, recipe, file, sets, labelled)
    table = source.rows.table
    labels = tuple(json.loads((folder / "labels.json").read_text("utf-8")))
    notes = json.loads((folder / "model" / NOTES).read_text("utf-8"))
    predictor = Predictor(folder / "model", labels, recipe.trust_remote_code, _answering(run))
    texts = [mended(table[name], notes["mends"]).alias(name) for name in ("text", "pair")]
    rows = Rows(table.with_columns(*texts, label="label" if labelled else None))
    return Answered(source, rows, predictor.predict(rows), predictor.answering)


def _scope_columns(run: Path, recipe: Recipe, found: Answered) -> dict[str, list[Any]]:
    """Return how strange the rows are, where the run can tell; without its base model their doubt tells alone."""
    from finetooth.metrics.predictions import Predictions
    from finetooth.stages.scoping import strangeness_of
    from finetooth.stages.train import NOTES
    from finetooth.training.base_model import locate

    if not isinstance(found.said, Predictions) or not (run / "6-validate" / "done.json").is_file():
        return {}
    notes = json.loads((run / "4-train" / "model" / NOTES).read_text("utf-8"))
    try:
        base = locate(recipe.base_model, recipe.trust_remote_code)
    except UserError:
        base = None
    told = strangeness_of(run / "6-validate", base, found.rows, found.said, notes["max_length"])
    if told is None:
        return {}
    return {"strangeness": told.tolist(), "out_of_scope": ["yes" if one > 1 else "no" for one in told.tolist()]}


def _answering(run: Path) -> "Answering | None":
    """Return how the run makes answers of probabilities; None where it was not evaluated yet."""
    from finetooth.answering.answering import FILE, read_answering

    path = run / "5-evaluate" / FILE
    return read_answering(path) if (run / "5-evaluate" / "done.json").is_file() and path.is_file() else None


def mended(texts: pl.Series, mends: Iterable[str]) -> pl.Series:
    """Return the texts with the mends that training applied."""
    wanted = set(mends)
    for check in all_checks():
        if check.code in wanted and check.mend is not None:
            texts = check.mend(texts)
    return texts.alias("text")


def default_path(file: str) -> Path:
    """Return where predictions of a file go. Raises UserError where something is there already."""
    path = Path(Path(file.split("::")[0]).name).with_suffix(".predictions.csv")
    if path.exists():
        fix = "pass --out FILE to name the file to write; one that exists is then replaced"
        raise UserError("a file of that name is there already, and is not overwritten unasked", str(path), fix)
    return path


def lines_of(ids: list[int], columns: Sequence[Sequence[object]], set_aside: pl.DataFrame) -> list[tuple[object, ...]]:
    """Return the lines of all records by record number, those set aside without a prediction."""
    nothing = [""] * len(columns)
    lines: list[tuple[Any, ...]] = list(zip(ids, *columns, [""] * len(ids), strict=True))
    lines += [(row, *nothing, reason) for row, reason in set_aside.select("row", "reason").rows()]
    lines.sort(key=lambda line: line[0])
    return [(str(name_of(row)).removeprefix("field:"), *cells) for row, *cells in lines]


def write_csv(path: Path, header: list[str], lines: Iterable[tuple[object, ...]]) -> None:
    """Write lines, whole or not at all, with no cell that a spreadsheet would run. Raises UserError."""
    beside = path.with_name(path.name + ".part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([safe_cell(name) for name in header])
            for line in lines:
                writer.writerow([f"{cell:.6f}" if isinstance(cell, float) else safe_cell(str(cell)) for cell in line])
        beside.replace(path)
    except OSError as error:
        raise UserError(
            f"the predictions cannot be written: {error.strerror}", str(path), "choose another --out"
        ) from None
