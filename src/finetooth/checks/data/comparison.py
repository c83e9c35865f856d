"""How the training rows compare with those of another file, and how that is told: for the gap checks."""

from dataclasses import dataclass

import polars as pl

from finetooth.checks.wording import counted, listed, percent
from finetooth.core.finding import Severity
from finetooth.core.statistics import Partner, Statistics
from finetooth.facts.budget import affordable
from finetooth.facts.drift import MOST_ROWS, Gap, PriorGap, gap, prior_gap

TOLD_APART = (
    0.75  # how often a row of the other file is told from a training row, from where it is another kind of text
)
OTHER_MIX = 0.1  # of the rows would need another label
QUITE_ANOTHER_MIX = 0.25  # up to here a moved mix of labels is only a remark: many test files are balanced on purpose
LEAST_ROWS = 30
_SURE = 4.0  # standard deviations of the permutations
_ROWS_A_SECOND = 1_500
_CALIBRATION = "AUC of a cross-fitted domain classifier, above all of 30 permutations of the sides"


@dataclass(frozen=True)
class Comparison:
    """The rows of one role beside the training rows: the texts' gap, and the labels' where both have them."""

    role: str
    ids: pl.Series  # the rows of that role that were looked at
    train: int
    texts: Gap
    labels: PriorGap | None

    @property
    def other_texts(self) -> bool:
        """Whether these are another kind of text."""
        return self.texts.auc >= TOLD_APART and self.texts.auc > self.texts.highest and self.texts.z >= _SURE

    @property
    def other_labels(self) -> bool:
        """Whether the mix of labels is another one."""
        return self.labels is not None and self.labels.share >= OTHER_MIX and self.labels.share > self.labels.highest

    @property
    def severity(self) -> Severity | None:
        """A remark where only the mix of labels moved, and not far; else what the check says."""
        moved_far = self.labels is not None and self.labels.share >= QUITE_ANOTHER_MIX
        return None if self.other_texts or moved_far else Severity.INFO

    @property
    def told(self) -> str:
        """What was measured, for a person."""
        texts = self.texts
        said = (
            f"{counted(len(self.ids), f'{self.role} row')} and {counted(self.train, 'training row')} are told apart "
            f"with AUC {texts.auc:.2f} (chance {texts.null:.2f}, at most {texts.highest:.2f})"
        )
        if self.other_texts:
            said += f", by words such as {listed(texts.words_of_second, 3)} against {listed(texts.words_of_first, 3)}"
        if self.labels is not None and self.other_labels:
            was, now = self.labels.shares
            said += (
                f"; the mix of labels moved by {percent(self.labels.share)} (chance at most "
                f"{percent(self.labels.highest)}), {listed([self.labels.label])} from {percent(was)} to {percent(now)}"
            )
        return said

    @property
    def statistics(self) -> Statistics:
        """The AUC beside its null."""
        null, effect = round(self.texts.null, 4), round(self.texts.auc, 4)
        return Statistics.of(len(self.ids), 0, threshold=TOLD_APART, calibration=_CALIBRATION, null=null, effect=effect)

    @property
    def measured(self) -> dict[str, float | list[str]]:
        """The figures, for the evidence."""
        texts = self.texts
        figures: dict[str, float | list[str]] = {"auc": round(texts.auc, 4), "null": round(texts.null, 4)}
        figures |= {"z": round(texts.z, 2), "words_here": texts.words_of_second, "words_in_train": texts.words_of_first}
        return figures if self.labels is None else {**figures, "label_gap": round(self.labels.share, 4)}

    def least_covered(self, most: int) -> list[Partner]:
        """Return the rows that look least like the training rows, with how much they do."""
        order = self.texts.likeness.argsort(kind="stable")[:most]
        return [Partner(int(self.ids[int(row)]), None, round(float(self.texts.likeness[row]), 3)) for row in order]


def compare(table: pl.DataFrame, role: str, budget: float, seed: int) -> Comparison | None:
    """Compare the rows of a role with those of train; None where either has too few rows with text.

    ``table`` has id, role, label and the whole text.
    """
    most = min(MOST_ROWS, affordable(budget, _ROWS_A_SECOND, 0.15))
    sides = [table.filter((pl.col("role") == one) & (pl.col("text").fill_null("") != "")) for one in ("train", role)]
    if min(side.height for side in sides) < LEAST_ROWS:
        return None
    train, other = (side.sample(most, seed=seed).sort("id") if side.height > most else side for side in sides)
    labels = prior_gap(sides[0]["label"], sides[1]["label"], seed)
    return Comparison(role, other["id"], train.height, gap(train["text"], other["text"], seed), labels)
