"""QTY007: too few rows of a class on a side that judges."""

from math import sqrt

import polars as pl

from finetooth.checks.wording import counted, listed
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Settings
from finetooth.facts.split_sizes import JudgingSide
from finetooth.problems.problem import CLASSES

FEW = 5  # rows of a class: one of them is a fifth of its recall
WIDE = 0.08  # half the interval of macro-F1: what 100 rows of one class allow (QTY003)
_TYPICAL = 0.8  # the recall for which the interval is stated


class SplitTooSmall(Check):
    """The split leaves too few rows to judge each class by.

    Why: macro-F1 is the mean over classes, so it is as uncertain as its smallest ones: a class with three test rows
    moves by a third with each of them. Its interval is estimated from the rows of each class at a recall of .80.
    Fix: label more rows of the rare classes, merge classes, or set more rows apart (prepare.test_size, and
    prepare.validation_size); read the interval, not the score alone.
    Blind: how hard the classes are; a side that is not drawn yet is judged by the size planned for it.
    """

    code = "QTY007"
    problem_types = CLASSES
    bad = [
        [{"text": f"Order {n} came", "label": "fine"} for n in range(400)]
        + [{"text": f"Order {n} burnt", "label": "fire"} for n in range(12)]
    ]
    good = [
        [{"text": f"Order {n} came", "label": "fine"} for n in range(900)]
        + [{"text": f"Order {n} broke", "label": "broken"} for n in range(900)]
    ]

    def judge(self, judging_sides: tuple[JudgingSide, ...], settings: Settings | None = None) -> Finding | Passed:
        """State how well macro-F1 will be known, and which classes have too few rows to be judged.

        Where folds judge, every training row does, and the validation side is not asked.
        """
        folds = settings.folds if settings is not None else 0
        sides = [side for side in judging_sides if side.counts.height and not (folds and side.name == "validation")]
        crossed = f"validation: {folds} folds judge in its place, each training row once" if folds else ""
        if not sides:
            if folds:
                return Passed(crossed, {"folds": folds})
            raise NotApplicable("there are no labelled rows that judge, and none to set apart")
        widths = {side.name: half_width(side.counts) for side in sides}
        rare = {side.name: side.counts.filter(pl.col("rows") < FEW)["label"].to_list() for side in sides}
        told = "; ".join(filter(None, (_told_of_all(sides, widths, rare), crossed)))
        evidence = {
            "half_width_of_macro_f1": {name: round(width, 4) for name, width in widths.items()},
            "classes_with_few_rows": {name: labels[:20] for name, labels in rare.items() if labels},
            "few": FEW,
            "planned": [side.name for side in sides if side.planned],
            "folds": folds,
        }
        if any(rare.values()) or max(widths.values()) > WIDE:
            return Finding(told, (), evidence)
        return Passed(told, evidence)


def half_width(counts: pl.DataFrame) -> float:
    """Return half the 95 % interval of macro-F1 that so many rows a class allow, each class at a recall of .80."""
    variance = float((_TYPICAL * (1 - _TYPICAL) / counts["rows"].clip(1.0, None)).sum())
    return 1.96 * sqrt(variance) / max(1, counts.height)


def _told_of_all(sides: list[JudgingSide], widths: dict[str, float], rare: dict[str, list[str]]) -> str:
    """Tell of every side; of two that will be drawn alike only once."""
    told = {side.name: _told(side, widths[side.name], rare[side.name]) for side in sides}
    if len(told) > 1 and len(set(told.values())) == 1:
        return f"{' and '.join(told)}: each {next(iter(told.values()))}"
    return "; ".join(f"{name}: {said}" for name, said in told.items())


def _told(side: JudgingSide, width: float, rare: list[str]) -> str:
    about = "about " if side.planned else ""
    told = f"{about}{counted(side.rows, 'row')} for {counted(side.counts.height, 'class', 'classes')}, "
    told += f"so macro-F1 is known to ± {100 * width:.0f} points"
    return told + (f", and fewer than {FEW} rows of {listed(rare, 3)}" if rare else "")
