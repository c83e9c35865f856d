"""After-fix gain: what a model scores on sound test rows when it learns from the original, damaged or mended rows."""

import math
import random
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .learners import Learner, Pairs
from .plant import Fault, together
from .show import table
from .table import Dataset, Files, write

RELEVANT = ("train", "validation")  # what prepare leaves to learn from: the bench has test rows of its own
RESAMPLES = 200
LEAST = 0.98  # of the original data's score


@dataclass(frozen=True)
class Gain:
    """Test macro-F1 by what was learned from, on one set at one rate: means over seeds.

    ``spread`` is the standard error of mended minus damaged, by resampling the test rows in pairs. ``crash`` tells why
    a figure is missing.
    """

    data: str
    rate: float
    scores: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    spread: float = math.nan
    crash: str = ""

    @property
    def ok(self) -> bool:
        """Whether the data mended by default scores at least 98 % of the original and no less than the damaged."""
        mended, original = self.scores.get("mended", 0.0), self.scores.get("original", 1.0)
        return mended >= LEAST * original and mended >= self.scores.get("damaged", 1.0)


def measure(
    data: Dataset,
    faults: list[Fault],
    rate: float,
    seeds: range,
    folder: Path,
    model: str | None,
    learner: Learner,
) -> Gain:
    """Return the means over seeds."""
    each = [_measure(data, faults, rate, seed, folder, model, learner) for seed in seeds]
    names = [name for name in each[0].scores if all(name in one.scores for one in each)]
    scores = {name: sum(one.scores[name] for one in each) / len(each) for name in names}
    spread = math.sqrt(sum(one.spread**2 for one in each)) / len(each)
    return Gain(data.name, rate, scores, each[0].rows, spread, "; ".join(filter(None, (one.crash for one in each))))


def _measure(
    data: Dataset, faults: list[Fault], rate: float, seed: int, folder: Path, model: str | None, learner: Learner
) -> Gain:
    """Damage the training rows with all kinds of fault, let prepare mend them, and learn from each.

    Leaks are left out: they damage a test, not what is learned, and taking them out costs sound training rows.
    """
    teaching = [fault for fault in faults if not fault.column and fault.part != "test"]
    damaged, _ = together(data, teaching, rate, seed)
    files = write(damaged, folder / f"{data.name}-gain")
    learned = {
        "original": [(row.text, row.label) for row in data.train],
        "damaged": [(row.text, row.label) for row in damaged.train if row.label.strip()],
    }
    crash = ""
    for name, fix in (("mended", "auto"), ("mended and reviewed", reviewed())):
        try:
            learned[name] = mended(files, fix, model)
        except Exception as error:  # whatever it is, it is a result of the bench
            crash += f"{name}: {type(error).__name__}: {error}"[:300]
    labels = [row.label for row in data.test]
    said = {name: learner(pairs, [row.text for row in data.test]) for name, pairs in learned.items()}
    scores = {name: macro_f1(labels, answers) for name, answers in said.items()}
    spread = _spread(labels, said["mended"], said["damaged"]) if "mended" in said else math.nan
    return Gain(data.name, rate, scores, {name: len(pairs) for name, pairs in learned.items()}, spread, crash)


def reviewed() -> list[str]:
    """Return the codes of all fixes a person may apply: all but those that are never applied."""
    from finetooth.core.plugins import all_checks

    return [check.code for check in all_checks() if check.fixes and getattr(check, "fix_class", "review") != "never"]


def mended(files: Files, fix: str | list[str], model: str | None) -> Pairs:
    """Return the texts and labels that the stages audit and prepare leave to learn from."""
    from finetooth.core.recipe import Recipe

    data = {"train": str(files.train), "test": str(files.test), "text_column": "text", "label_column": "label"}
    recipe = Recipe.model_validate({"data": data, "base_model": model, "prepare": {"fix": fix}})
    with tempfile.TemporaryDirectory() as folder:
        splits = _prepared(recipe, Path(folder)).splits
    tables = [getattr(splits, part).table for part in RELEVANT]
    return [(text or "", label) for table in tables for text, label in table.select("text", "label").iter_rows()]


def _prepared(recipe: Any, folder: Path) -> Any:
    """Run the first two stages as the pipeline does, without judging the rows between them."""
    from finetooth.core.events import silent
    from finetooth.core.run import Run
    from finetooth.selection import wanted_mending
    from finetooth.stages.audit import audit, contents
    from finetooth.stages.known import Known
    from finetooth.stages.prepare import prepare
    from finetooth.training.base_model import locate

    base = locate(recipe.base_model, False) if recipe.base_model else None
    run = Run(folder, (), {"recipe": recipe}, silent)
    read = run.stage(audit, recipe.data, contents(recipe.data), recipe.seed)
    known = Known.of(recipe, base)
    return run.stage(prepare, wanted_mending(recipe), read.rows, read.columns, read.ledger, known, False)


def macro_f1(labels: Sequence[str], answers: Sequence[str]) -> float:
    """Return the mean F1 of the classes that the labels hold."""
    truth, said = Counter(labels), Counter(answers)
    right = Counter(label for label, answer in zip(labels, answers, strict=True) if label == answer)
    return sum(2 * right[name] / (truth[name] + said[name]) for name in truth) / len(truth)


def _spread(labels: list[str], one: list[str], two: list[str]) -> float:
    """Return the standard error of the difference of two macro-F1, by resampling rows in pairs."""
    rng, rows, differences = random.Random(0), range(len(labels)), []
    for _ in range(RESAMPLES):
        drawn = rng.choices(rows, k=len(labels))
        truth = [labels[row] for row in drawn]
        differences.append(macro_f1(truth, [one[row] for row in drawn]) - macro_f1(truth, [two[row] for row in drawn]))
    return statistics.stdev(differences)


def gain_table(gains: Iterable[Gain]) -> str:
    """Return the table of what the repair is worth."""
    names = ("original", "damaged", "mended", "mended and reviewed")
    rows = [
        (
            one.data,
            one.rate,
            *(f"{one.scores.get(name, math.nan):.3f} ({one.rows.get(name, 0)})" for name in names),
            f"{one.scores.get('mended', math.nan) - one.scores['damaged']:+.3f} +- {one.spread:.3f}",
            "yes" if one.ok else "no",
            one.crash[:80],
        )
        for one in gains
    ]
    title = "GAIN: test macro-F1 (rows learned from) of one small model; ok: >= 98 % of original and >= damaged"
    return table(title, ("set", "rate of each", *names, "gain", "ok", "crash"), rows)
