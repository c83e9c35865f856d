"""Spoken answers: what a language model said to its test prompts, read back from a run, and matched by content."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from finetooth.comparing.answers import Answers, line_of, read_answers
from finetooth.core.errors import UserError
from finetooth.core.fingerprint import fingerprint
from finetooth.metrics.text import all_text_metrics
from finetooth.metrics.text.metric import TextMetric

ASKED = ("prompt", "reference")  # by these, rows of two runs are matched
_FIX = "compare runs with the same test file: name it as data.test in both recipes"


@dataclass(frozen=True, eq=False)
class Spoken:
    """What one language model said to its test prompts.

    ``rows``: id, prompt, reference, group; of those that were answered: answer, ended, loss (nats a token); of those
    that were read: loss_sum (nats), weight (tokens). ``metrics`` are those it was scored by, the most telling first.
    """

    name: str
    rows: pl.DataFrame
    metrics: tuple[str, ...]
    metric: str
    base: str = ""
    root: Path | None = None

    @classmethod
    def of(
        cls,
        name: str,
        test: pl.DataFrame,
        answers: pl.DataFrame,
        losses: pl.DataFrame | None,
        metrics: Iterable[str],
        metric: str,
        base: str = "",
        root: Path | None = None,
    ) -> "Spoken":
        """Gather what the evaluation found; runs from before losses were kept have none."""
        rows = test.select("id", pl.col("text").alias("prompt"), pl.col("pair").alias("reference"), "group")
        said = answers.select("id", answer="tuned", ended="tuned_ended", loss="tuned_loss")
        nothing = pl.DataFrame(schema={"id": pl.Int64, "loss_sum": pl.Float64, "weight": pl.Float64})
        read = nothing if losses is None else losses.select("id", loss_sum="tuned_loss", weight="tokens")
        for told in (said, read):
            rows = rows.join(told, on="id", how="left", maintain_order="left")
        names = {one.name for one in all_text_metrics()}
        return cls(name, rows, tuple(one for one in metrics if one in names), metric, base, root)

    @classmethod
    def foreseen(cls, test: pl.DataFrame) -> "Spoken":
        """Return the answers of a model that is yet to be trained, none: to look at what will be compared."""
        kinds = {"id": pl.Int64, "tuned": pl.String, "tuned_ended": pl.Boolean, "tuned_loss": pl.Float64}
        return cls.of("this run", test, pl.DataFrame(schema=kinds), None, (), "")

    def __len__(self) -> int:
        return self.rows.height

    def fingerprint(self) -> str:
        """Return what the test rows are: the same for the same prompts and references, in whatever order and file."""
        return fingerprint(self.rows.select(*ASKED).sort(*ASKED, nulls_last=True))

    @property
    def answered(self) -> pl.DataFrame:
        """The rows that were answered."""
        return self.rows.filter(pl.col("answer").is_not_null())


Tested = Answers | Spoken  # what a run's model said of its test rows, of either kind


def read_tested(root: Path) -> Tested:
    """Return what a run's model said, of whichever kind it is. Raises UserError where no finished run lies there."""
    return read_spoken(root) if is_spoken(root) else read_answers(root)


def other_kind(first: Tested, second: Tested) -> UserError:
    """Say that one is a classifier and the other a language model."""
    kinds = [
        f"{one.name} is a {'language model' if isinstance(one, Spoken) else 'classifier'}" for one in (first, second)
    ]
    told = f"models of two kinds cannot be compared: {', '.join(kinds)}"
    return UserError(told, f"{first.root} and {second.root}", "name two runs with task: sft, or two without")


def is_spoken(root: Path) -> bool:
    """Whether a run made a language model."""
    return (root / "5-evaluate" / "answers.parquet").is_file()


def read_spoken(root: Path) -> Spoken:
    """Return what a run's language model said. Raises UserError where no such run lies there."""
    if not is_spoken(root):
        told = "no finished run of a language model lies here" if root.is_dir() else "there is no such run folder"
        if (root / "5-evaluate" / "predictions.parquet").is_file():
            told = "models of two kinds cannot be compared: this run made a classifier, the other a language model"
        raise UserError(told, str(root), "name two finished runs with task: sft, or two without")
    try:
        return _read(root)
    except (OSError, ValueError, KeyError, TypeError, IndexError, pl.exceptions.PolarsError) as error:
        fix = "give the command that made it again: stages whose files were altered are done anew"
        raise UserError(f"the run cannot be read: {line_of(error)}", str(root), fix) from None


def paired_rows(first: Spoken, second: Spoken) -> pl.DataFrame:
    """Return the rows of the first with what the second said, `_second`. Raises UserError on other rows."""
    one, other = (_numbered(told.rows) for told in (first, second))
    pairs = one.join(other, on=[*ASKED, "copy"], how="full", nulls_equal=True, suffix="_second", maintain_order="left")
    left, right = pairs.filter(pl.col("id_second").is_null()), pairs.filter(pl.col("id").is_null())
    if left.height or right.height:
        shared = pairs.height - left.height - right.height
        told = f"{left.height:,} only in {first.name}; {right.height:,} only in {second.name}; {shared:,} in both"
        raise UserError(f"the runs have different test prompts: {told}", f"{first.root} and {second.root}", _FIX)
    return pairs


def metric_of(name: str) -> TextMetric:
    """Return the metric of answers with this name. Raises UserError where it is not known here."""
    found = next((one for one in all_text_metrics() if one.name == name), None)
    if found is None:
        raise UserError(f"no metric of answers is named {name!r} here", "5-evaluate/scores.json", "install its package")
    return found


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Number the rows with the same prompt and reference; those that were answered come first."""
    ordered = rows.sort(pl.col("answer").is_null(), maintain_order=True)
    return ordered.with_columns(pl.int_range(pl.len()).over(*ASKED).alias("copy"))


def _read(root: Path) -> Spoken:
    scored, about = root / "5-evaluate", root / "run.json"
    kept, scores = scored / "losses.parquet", _json(scored / "scores.json")
    return Spoken.of(
        root.resolve().name,
        pl.read_parquet(root / "2-prepare" / "test.parquet"),
        pl.read_parquet(scored / "answers.parquet"),
        pl.read_parquet(kept) if kept.is_file() else None,
        [one["metric"] for one in scores["model"]],
        scores["selection_metric"],
        (_json(about).get("base_model") or {}).get("name", "") if about.is_file() else "",
        root,
    )


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
