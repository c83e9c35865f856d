"""The options that verbs share, each written once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

GO, NO_GO, INTERRUPTED = 0, 1, 130


class Format(StrEnum):
    """How an audit is written: for people, for scripts, for a pull request, for code scanning, or as a page."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    HTML = "html"


class Threshold(StrEnum):
    """The least severity that makes an audit end with exit code 1."""

    ERROR = "error"
    WARNING = "warning"


RecipeName = Annotated[str | None, typer.Argument(metavar="RECIPE.yaml", help="A recipe; or name --data and --model.")]
DataName = Annotated[
    str | None, typer.Option("--data", metavar="FILE", help="Training rows: CSV, JSONL, Parquet, hf://NAME.")
]
ModelName = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="Base model: hub id, folder, or package:NAME.")
]
TestName = Annotated[str | None, typer.Option("--test", metavar="FILE", help="Test rows; else a part is set apart.")]
FieldName = Annotated[
    str | None, typer.Option("--field", metavar="FILE", help="Rows from production, to try the model on.")
]
TextColumn = Annotated[str | None, typer.Option("--text-column", metavar="NAME", help="The column with the text.")]
LabelColumn = Annotated[str | None, typer.Option("--label-column", metavar="NAME", help="The column with the label.")]
GroupColumn = Annotated[
    str | None, typer.Option("--group-column", metavar="NAME", help="The column that says whose a row is.")
]
TimeColumn = Annotated[
    str | None, typer.Option("--time-column", metavar="NAME", help="The column that says when a row came about.")
]
Sets = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Any key of the recipe; may be repeated.")
]
FileSets = Annotated[
    list[str] | None, typer.Option("--set", metavar="data.KEY=VALUE", help="How FILE is read, e.g. its text_column.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The run folder; one that exists is resumed.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Begin unfinished stages anew; finished ones are kept.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the last line only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="All rows, how each was judged, what it cannot see.")]
Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="CODE[,CODE]", help="Look with these only: PRE013, or PRE.")
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="CODE[=REASON]", help="Leave this out; may be repeated.")
]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]


FLAGS = {
    "data.train": "--data",
    "base_model": "--model",
    "data.test": "--test",
    "data.field": "--field",
    "data.text_column": "--text-column",
    "data.label_column": "--label-column",
    "data.group_column": "--group-column",
    "data.time_column": "--time-column",
}


def keyed(*given: str | None) -> dict[str, str | None]:
    """Return the values of options by recipe key; they are given in the order of ``FLAGS``."""
    return dict(zip(FLAGS, given, strict=True))
