"""Predict: label the rows of a file with a run's model, treated as the training rows were."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.plugins import all_checks
from finetooth.core.recipe import Data
from finetooth.core.recipe_files import make_recipe, read_yaml
from finetooth.core.rows import Rows, name_of


def predict(run: Path, file: str, out: Path | None = None) -> Path:
    """Write a CSV with record, prediction, confidence and a probability for each label; return its path."""
    folder = run / "4-train"
    if not (folder / "done.json").is_file():
        raise UserError(
            "this folder holds no finished training", str(run), "name a run folder that `finetooth run` wrote"
        )
    from finetooth import sources
    from finetooth.stages.predicting import Predictor
    from finetooth.stages.train import NOTES

    recipe = make_recipe(read_yaml(run / "recipe.yaml"), where=str(run / "recipe.yaml"))
    data = _columns_of(run, recipe.data, file)
    rows = sources.read(file, "field", data).rows
    labels = tuple(json.loads((folder / "labels.json").read_text("utf-8")))
    notes = json.loads((folder / "model" / NOTES).read_text("utf-8"))
    predictor = Predictor(folder / "model", labels, recipe.trust_remote_code)
    predictions = predictor.predict(Rows(rows.table.with_columns(mended(rows.texts, notes["mends"]), label=None)))
    path = out or Path(Path(file.split("::")[0]).name).with_suffix(".predictions.csv")
    confidence = predictions.probabilities.max(axis=1)
    records = (str(name_of(row)).removeprefix("field:") for row in rows.ids)
    header = ["record", "prediction", "confidence", *(f"p({label})" for label in labels)]
    lines = zip(records, predictions.texts, confidence, *predictions.probabilities.T, strict=True)
    _write(path, header, lines)
    return path


def mended(texts: pl.Series, mends: Iterable[str]) -> pl.Series:
    """Return the texts with the mends that training applied."""
    wanted = set(mends)
    for check in all_checks():
        if check.code in wanted and check.mend is not None:
            texts = check.mend(texts)
    return texts.alias("text")


def _columns_of(run: Path, data: Data, file: str) -> Data:
    """Return data options that read the text column by the name it had in training; labels are not looked for."""
    trained = json.loads((run / "1-audit" / "sources.json").read_text("utf-8"))[0]
    return data.model_copy(
        update={"field": file, "text_column": trained["text_column"], "label_column": None, "group_column": None}
    )


def _write(path: Path, header: list[str], lines: Iterable[tuple[object, ...]]) -> None:
    beside = path.with_name(path.name + ".part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([_safe(name) for name in header])
            for line in lines:
                writer.writerow([f"{cell:.6f}" if isinstance(cell, float) else _safe(str(cell)) for cell in line])
        beside.replace(path)
    except OSError as error:
        raise UserError(
            f"the predictions cannot be written: {error.strerror}", str(path), "choose another --out"
        ) from None


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
