"""A lesson: rows to learn from and rows to watch, tokenised once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from finetooth.core.results import Base
from finetooth.core.rows import Rows
from finetooth.problems import as_problem
from finetooth.problems.problem import Problem
from finetooth.problems.single_label import SingleLabel
from finetooth.tasks import classify
from finetooth.training.collate import target_and_weight

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class Lesson:
    """Rows to learn from and rows to watch, one entry a text, tokenised once for however many fits."""

    base: Base
    labels: tuple[str, ...]
    tokenizer: "PreTrainedTokenizerBase"
    train: list[dict[str, Any]]
    validation: list[dict[str, Any]]
    guises: tuple[list[dict[str, Any]], ...] = ()  # the training rows under each scenario of `training.augment`
    posed: Problem | None = None  # what the labels say; None: one of them is right

    @property
    def problem(self) -> Problem:
        """What the labels say."""
        return self.posed or SingleLabel(self.labels)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """All rows whose labels are known here."""
        return [*self.train, *self.validation]

    def part(self, taught: Sequence[int], watched: Sequence[int]) -> "Lesson":
        """Return a lesson of some of the rows to learn from: these to learn, those to watch."""
        held = [self.train[row] for row in watched]
        return replace(
            self,
            train=[self.train[row] for row in taught],
            validation=[{**row, "labels": target_and_weight(row)[0]} for row in held],
            guises=tuple([guise[row] for row in taught] for guise in self.guises),
        )

    @classmethod
    def of(
        cls,
        base: Base,
        labels: tuple[str, ...] | Problem,
        train: Rows,
        validation: Rows,
        max_length: int,
        weights: pl.DataFrame | None = None,
        truncation: str = "head",
        window_stride: int | None = None,
    ) -> "Lesson":
        """Tokenise both sets of rows. Validation rows with a label the model cannot know are left to the test.

        ``labels`` alone are those of a single-label classification.
        """
        tokenizer, problem = classify.load_tokenizer(base), as_problem(labels)
        known = known_rows(validation, problem)
        how = max_length, truncation, window_stride
        taught, watched = (encode(part, problem, tokenizer, *how) for part in (train, known))
        if weights is not None and weights.height:
            taught = _weighted(taught, train, weights)
        return cls(base, problem.labels, tokenizer, taught, watched, posed=problem)


def known_rows(rows: Rows, problem: Problem) -> Rows:
    """Return the rows whose label the model can know."""
    return Rows(rows.table.filter(problem.knows(rows.labels)))


def encode(
    rows: Rows,
    problem: Problem,
    tokenizer: "PreTrainedTokenizerBase",
    max_length: int,
    truncation: str = "head",
    window_stride: int | None = None,
) -> list[dict[str, Any]]:
    """Tokenise rows with their targets."""
    found = problem.targets(rows.labels.to_list())
    targets = found.tolist() if found.ndim == 1 else [tuple(row) for row in found.tolist()]
    return classify.encode(rows.inputs, tokenizer, max_length, targets, truncation, window_stride)


def _weighted(encoded: list[dict[str, Any]], rows: Rows, weights: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with [target, weight] in place of their target; a row that is not named weighs 1."""
    table = rows.table.select("id").join(weights, on="id", how="left", maintain_order="left")
    values = table["weight"].fill_null(1.0).to_list()
    return [{**row, "labels": [row["labels"], value]} for row, value in zip(encoded, values, strict=True)]
