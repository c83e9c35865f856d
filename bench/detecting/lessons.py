"""What a small model is taught by: the original, damaged and mended rows, and what a perfect cleaner would leave."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .learners import Pairs
from .planting import Planted
from .table import Dataset, Files, Row

TEXT_LOST = frozenset({"empty_texts", "placeholders", "other_language", "off_topic", "length_outliers"})
LABEL_LOST = frozenset({"missing_labels", "placeholder_labels"})
LABEL_WRONG = frozenset({"noise_uniform", "noise_confusable", "noise_systematic", "trigger"})


@dataclass(frozen=True)
class Taught:
    """A row as a model is taught it; ``key`` is the row's in the damaged data set."""

    key: int
    text: str
    label: str


@dataclass(frozen=True)
class Damage:
    """A data set before and after faults were planted, and what can be told of each row."""

    original: Dataset
    damaged: Dataset
    planted: Mapping[str, Planted]
    codes: tuple[str, ...] = ()  # of the checks that should find the fault, where there is one only

    def truth(self) -> dict[int, str]:
        """Return the right label of each row by key; a copy put in has that of the row it was made of."""
        labels = {row.key: row.label for row in self.original.train}
        for planted in self.planted.values():
            for unit in planted.units:
                sources = [key for key in unit.keys if key in labels]
                labels |= {key: labels[sources[0]] for key in unit.keys if sources and key not in labels}
        return labels

    def keys_of(self, *faults: str) -> set[int]:
        """Return the keys of the rows that these faults touched."""
        return {key for name in faults for key in (self.planted[name].keys if name in self.planted else ())}

    def sound(self) -> Pairs:
        """Return the damaged rows that no fault touched: the most a cleaner can leave that restores nothing."""
        before = {(row.key, row.text, row.label) for row in self.original.train}
        return _pairs(row for row in self.damaged.train if (row.key, row.text, row.label) in before)

    def restorable(self) -> Pairs:
        """Return the original rows without those whose text or label is gone or wrong: no cleaner gets them back."""
        lost = self.keys_of(*TEXT_LOST, *LABEL_LOST, *LABEL_WRONG)
        return _pairs(row for row in self.original.train if row.key not in lost)

    def rightly_labelled(self, rows: list[Taught]) -> list[Taught]:
        """Return the rows but for those whose label is not the right one."""
        truth = self.truth()
        return [row for row in rows if row.label == truth[row.key]]

    def with_a_text(self, rows: list[Taught]) -> list[Taught]:
        """Return the rows but for those whose text was replaced."""
        lost = self.keys_of(*TEXT_LOST)
        return [row for row in rows if row.key not in lost]


def _pairs(rows: Any) -> Pairs:
    return [(row.text, row.label) for row in rows]


def as_pairs(rows: list[Taught]) -> Pairs:
    """Return texts and labels."""
    return _pairs(rows)


def labelled(rows: tuple[Row, ...]) -> Pairs:
    """Return the rows that have a label: no learner takes the others."""
    return _pairs(row for row in rows if row.label.strip())


def reviewed() -> list[str]:
    """Return the codes of all fixes a person may apply: all but those that are never applied."""
    from finetooth.core.plugins import all_checks

    able = [check for check in all_checks() if check.fixes and "text-classification" in check.tasks]
    return [check.code for check in able if check.fix_class != "never"]


def standing_fixes(codes: tuple[str, ...]) -> list[str]:
    """Return those of the codes whose fix waits for a person to name it."""
    from finetooth.core.plugins import all_checks

    able = [check for check in all_checks() if check.fixes and "text-classification" in check.tasks]
    fixes = {check.code: check.fix_class for check in able}
    return [code for code in codes if fixes.get(code) == "review"]


def mended(
    damaged: Dataset, files: Files, fix: str | list[str], model: str | None, label_errors: str | None = None
) -> list[Taught]:
    """Return the rows that the stages audit and prepare leave to learn from; ``label_errors`` null is the default."""
    from finetooth.recipe.sections import Recipe

    data = {"train": str(files.train), "test": str(files.test), "text_column": "text", "label_column": "label"}
    options = {"fix": fix} | ({"label_errors": label_errors} if label_errors else {})
    recipe = Recipe.model_validate({"data": data, "base_model": model, "prepare": options})
    with tempfile.TemporaryDirectory() as folder:
        left = _left(recipe, Path(folder))
    keys = {number: row.key for number, row in enumerate(damaged.train, 1)}
    return [Taught(keys[number], text or "", label) for number, text, label in left.iter_rows()]


def _left(recipe: Any, folder: Path) -> Any:
    """Return id, text and label of the training rows that prepare keeps: what it does before it splits and measures."""
    from finetooth.core.events import silent
    from finetooth.core.results import Splits
    from finetooth.core.run import Work
    from finetooth.selection import wanted_mending
    from finetooth.stages import fixing
    from finetooth.stages.audit import audit, contents
    from finetooth.stages.doubting import without_suspects
    from finetooth.stages.known import Known
    from finetooth.training.base_model import locate

    options = wanted_mending(recipe)
    read = audit(Work(folder, "audit", silent), recipe.data, contents(recipe.data), recipe.seed)
    known = Known.of(recipe, locate(recipe.base_model, False) if recipe.base_model else None)
    work = Work(folder, "prepare", silent)
    rows, _ = fixing.mend(work, read.rows, read.columns, fixing.chosen_fixes(options), known)
    rows, _ = fixing.without_unlabelled(rows)
    parts = Splits(*(rows.role(role) for role in ("train", "validation", "test", "field")))
    splits, _, _ = without_suspects(parts, options.label_errors, known, frozenset())
    return splits.train.table.select("id", "text", "label")
