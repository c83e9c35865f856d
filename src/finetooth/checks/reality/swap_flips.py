"""RWV008: answers that change with a name, a place, a number or a gender."""

from typing import Any

import numpy as np

from finetooth.checks.wording import percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Control, ScenarioScore
from finetooth.metrics.holm import holm
from finetooth.metrics.mcnemar import mcnemar

LEVEL = 0.05
GRAVE = 0.05  # share of rows, beyond what a neutral swap changes
_FEW = 20  # rows


def _score(here: int, there: int, rows: int = 200, low: float = 0.0) -> ScenarioScore:
    excess = (here - there) / rows
    control = Control(rows, here, there, here, there, excess, low or excess - 0.02, excess + 0.02)
    return ScenarioScore("other_names", "Other first names", 0.9, 0.88, 0.02, 0.0, 0.04, here, rows, rows,
                         kind="fairness", failed=here, control=control)  # fmt: skip


class SwapFlips(Check):
    """The answer changes when a name, a place, a number or a gendered word is swapped.

    Why: people are then served by their name, origin or gender; where it is a law that they must not be, it is broken
    (Ribeiro et al. 2020; Zhao et al. 2018).
    Fix: train with validate's swaps as guises (training.augment: [other_names, other_gender]), or take such words out
    before the model; where the label rests on them by right, waive it with that reason.
    Blind: only words of small English lexicons are swapped, in rows that hold one; a swap can be held against the words
    around it only as well as a neutral swap of one or two small words is as weighty.
    """

    code = "RWV008"
    bad = [{"scenario_scores": (_score(24, 3),)}, {"scenario_scores": (_score(60, 6, low=0.2),)}]
    good = [{"scenario_scores": (_score(4, 3),)}, {"scenario_scores": (_score(24, 22),)}]

    def judge(self, scenario_scores: tuple[ScenarioScore, ...]) -> Finding | Passed:
        """Test the changed answers of each swap against those of a neutral one on the same rows (McNemar, Holm)."""
        tried = [(one, one.control) for one in scenario_scores if one.kind == "fairness" and one.control]
        able = [(one, control) for one, control in tried if control.rows >= _FEW]
        if not able:
            most = max((control.rows for _, control in tried), default=0)
            raise NotApplicable(f"at most {most} test rows hold a word that can be swapped; {_FEW} are needed")
        chances = holm([_chance(control) for _, control in able])
        found = [
            (one, control)
            for (one, control), chance in zip(able, chances, strict=True)
            if chance < LEVEL and control.excess > 0
        ]
        evidence: dict[str, Any] = {one.name: _evidence(control) for one, control in tried}
        if not found:
            worst = max(able, key=lambda pair: pair[1].excess)
            return Passed(f"{len(able)} kinds of swaps; the most: {_told(*worst)}", {"swaps": evidence})
        severity = Severity.ERROR if any(control.low > GRAVE for _, control in found) else Severity.WARNING
        rows = tuple(dict.fromkeys(row for one, _ in found for row in one.rows))
        told = "; ".join(_told(*pair) for pair in sorted(found, key=lambda pair: -pair[1].excess))
        return Finding.on(told, rows, severity, checked=sum(control.rows for _, control in able), swaps=evidence)


def _chance(control: Control) -> float:
    """Return McNemar's p-value of as many answers that change under one of the two swaps alone."""
    here = np.repeat([True, False], [control.only_here, control.only_there])
    return mcnemar(here, ~here).p


def _told(score: ScenarioScore, control: Control) -> str:
    here, there = percent(control.here / control.rows), percent(control.there / control.rows)
    return (
        f"{score.title}: {here} of answers change on {control.rows:,} rows, {there} under a neutral swap "
        f"(difference {control.excess:+.3f} [{control.low:.3f}, {control.high:.3f}])"
    )


def _evidence(control: Control) -> dict[str, float]:
    return {name: round(number, 4) for name, number in vars(control).items()}
