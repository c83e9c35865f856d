"""DAT022: labels that nothing in the texts tells, neither to quick models nor to the fine-tuned one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Statistics
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.probe import OutOfFoldLabels
from finetooth.problems.problem import SINGLE

FEWEST = 50  # held-out rows: with fewer the interval of kappa tells nothing
NOTHING = 0.15  # Cohen's kappa up to which answers have next to nothing to do with the labels


def _example(right: int) -> dict[str, Any]:
    """Return answers to 200 held-out rows of two labels, of which so many are right."""
    truth = ["late", "paid"] * 100
    other = {"late": "paid", "paid": "late"}
    told = [label if place < right else other[label] for place, label in enumerate(truth)]
    return {"held_out": pl.DataFrame({"id": range(1, 201), "truth": truth, "prediction": told})}


class UnrelatedLabels(Check):
    """The labels have nothing to do with the texts.

    Why: where columns were sorted apart, labels shuffled or joined by the wrong key, every model answers as well as by
    chance; what looks like a hard task is a broken file. Agreement beyond chance is Cohen's kappa (Cohen 1960); what
    the fine-tuned model and quick models show of it is taken together, each weighed by its precision.
    Fix: read twenty rows with their labels; look at how texts and labels were joined.
    Blind: labels of which a part was shuffled (DAT005 counts wrong ones). A task that no model learns from so few rows,
    or a base model that cannot read the language, looks the same: nothing is claimed where quick models or the
    fine-tuned one see anything in the texts.
    """

    code = "DAT022"
    problem_types = (SINGLE,)
    severity = Severity.ERROR
    fix_class = "never"
    bad = [_example(100), _example(92)]
    good = [_example(150), _example(200)]

    def judge(
        self,
        held_out: pl.DataFrame,
        judged_labels: Judged | None = None,
        label_probabilities: OutOfFoldLabels | None = None,
    ) -> Finding | Passed:
        """Ask the fine-tuned models' answers to rows they never saw, and those of the audit's quick models."""
        answers = held_out.unique("id", keep="first", maintain_order=True)
        if answers.height < FEWEST or answers["truth"].n_unique() < 2:
            raise NotApplicable(f"fewer than {FEWEST} held-out rows, or one class among them")
        asked = {"the fine-tuned model": (answers["truth"].to_numpy(), answers["prediction"].to_numpy())}
        if judged_labels is not None and label_probabilities is not None:
            quick = label_probabilities.heard.probabilities.argmax(axis=1)
            asked["quick models"] = (judged_labels.codes, quick)
        found = {name: kappa(*sides) for name, sides in asked.items()}
        told = "; ".join(
            f"{name} {value:.3f} [{low:.3f}, {high:.3f}] on {counted(len(asked[name][0]), 'row')}"
            for name, (value, low, high) in found.items()
        )
        message = f"agreement of labels and answers beyond chance (kappa): {told}"
        evidence = {name: [round(end, 4) for end in ends] for name, ends in found.items()}
        if max(value for value, _, _ in found.values()) > NOTHING or highest(list(found.values())) > NOTHING:
            return Passed(message, evidence)
        value = found["the fine-tuned model"][0]
        statistics = Statistics.of(answers.height, 0, threshold=NOTHING, null=0.0, effect=round(value, 4))
        return Finding(f"nothing in the texts tells the label; {message}", (), evidence, statistics=statistics)


def highest(ends: Sequence[tuple[float, float, float]]) -> float:
    """Return the upper end of the 95 % interval of kappa by all sides together (weights are inverse variances)."""
    precisions = [1 / max(1e-9, high - value) ** 2 for value, _, high in ends]
    pooled = sum(weight * value for weight, (value, _, _) in zip(precisions, ends, strict=True)) / sum(precisions)
    return float(pooled + 1 / np.sqrt(sum(precisions)))


def kappa(truth: np.ndarray, told: np.ndarray) -> tuple[float, float, float]:
    """Return Cohen's kappa with its 95 % interval (the simple large-sample error of Cohen 1960)."""
    agree, names = float((truth == told).mean()), np.unique(np.concatenate([truth, told]))
    chance = sum(float((truth == name).mean() * (told == name).mean()) for name in names)
    left = max(1e-9, 1 - chance)
    value, half = (agree - chance) / left, 1.96 * np.sqrt(agree * (1 - agree) / len(truth)) / left
    return value, float(value - half), float(value + half)
