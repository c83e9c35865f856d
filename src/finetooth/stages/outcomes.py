"""Outcomes: whether rows under a scenario were answered as is expected, and what that is in scores and shares."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from finetooth.core.errors import NotApplicable
from finetooth.core.results import Control, Dose, ScenarioScore
from finetooth.core.rows import Input, Rows
from finetooth.metrics.intervals import paired_drop
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.paired import paired_share
from finetooth.metrics.said import Floats, OfLabels, Said
from finetooth.metrics.sample import single
from finetooth.metrics.score import value
from finetooth.scenarios.scenario import Expects, Scenario

RESAMPLES = 1_000
EXAMPLES, KEPT_ROWS, LONGEST = 5, 200, 2_000
NOTHING = math.nan
OTHERWISE = 0.1  # standard deviations of the answers by which a number must move to be another

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the model said of rows before and after; ``common`` are its answers to the rows others were drawn of."""

    scenario: Scenario
    rows: Rows
    inputs: Sequence[Input]
    before: Said
    after: Said
    partners: list[int]
    common: Said

    @cached_property
    def changed(self) -> Mask:
        """Which rows the scenario really changed."""
        return np.array([old != new for old, new in zip(self.rows.inputs, self.inputs, strict=True)], bool)

    @cached_property
    def counted(self) -> Mask:
        """Which rows count: those changed; where the text is replaced as a whole, each new text once."""
        if self.scenario.expects != "unsure":
            return self.changed
        first = {one: place for place, one in reversed(list(enumerate(self.inputs)))}
        return np.array([first[one] == place for place, one in enumerate(self.inputs)], bool) & self.changed

    @cached_property
    def failed(self) -> Mask:
        """Which of the rows that count were not answered as is expected."""
        return self.counted & ~_MET[self.scenario.expects](self)

    @cached_property
    def flipped(self) -> Mask:
        """Which rows are answered otherwise than before; numbers, by more than a tenth of how far answers spread."""
        if isinstance(self.before, Numbers) and isinstance(self.after, Numbers):
            spread = float(np.std(self.common.values)) if isinstance(self.common, Numbers) else 0.0
            return np.asarray(np.abs(self.after.values - self.before.values) > OTHERWISE * spread)
        return self.before.differs(self.after)


def _same(outcome: Outcome) -> Mask:
    return ~outcome.flipped


def _less(outcome: Outcome) -> Mask:
    """Whether the answer of before has become less probable."""
    before, after = single(outcome.before), single(outcome.after)
    each, said = np.arange(len(outcome.rows)), before.predicted
    fell: Mask = after.probabilities[each, said] < before.probabilities[each, said]
    return fell


def _either(outcome: Outcome) -> Mask:
    """Whether the answer is that to the row or that to the one joined with it."""
    partners = np.array(outcome.partners, np.int64)
    others = single(outcome.common).predicted[partners] if len(outcome.rows) else np.zeros(0)
    joined = partners >= 0
    answer = single(outcome.after).predicted
    met: Mask = (answer == single(outcome.before).predicted) | (joined & (answer == others))
    return met


def _unsure(outcome: Outcome) -> Mask:
    """Whether the model is less sure than it is of half of the real rows."""
    usual = np.median(sureness(outcome.common)) if len(outcome.common) else 1.0
    less: Mask = sureness(outcome.after) < usual
    return less


_MET: dict[Expects, Callable[[Outcome], Mask]] = {"same": _same, "less": _less, "either": _either, "unsure": _unsure}


def scored(
    outcome: Outcome, metric: str, seed: int, doses: tuple[Dose, ...] = (), control: Control | None = None
) -> ScenarioScore:
    """Return what a scenario does; scores before and after only where the same answer is expected."""
    scenario, same = outcome.scenario, outcome.scenario.expects == "same"
    drop, low, high = _drop(outcome, metric, seed) if same else (NOTHING, NOTHING, NOTHING)
    kept = outcome.before.ids[outcome.failed][:KEPT_ROWS].tolist() if scenario.expects != "unsure" else []
    return ScenarioScore(
        name=scenario.name,
        title=scenario.title,
        before=_value(metric, outcome.before) if same else NOTHING,
        after=_value(metric, outcome.after) if same else NOTHING,
        drop=drop,
        low=low,
        high=high,
        flipped=int(outcome.flipped.sum()),
        n=len(outcome.rows),
        changed=int(outcome.counted.sum()),
        examples=_examples(outcome),
        expects=scenario.expects,
        kind=scenario.kind,
        failed=int(outcome.failed.sum()),
        rows=tuple(kept),
        doses=doses,
        dose_of=scenario.dose_of,
        control=control,
    )


def doses_of(outcomes: Sequence[Outcome], metric: str, seed: int) -> tuple[Dose, ...]:
    """Return the curve of drops over the strengths of a scenario."""
    return tuple(
        Dose(
            one.scenario.dose,
            *_drop(one, metric, seed),
            flipped=int(one.flipped.sum()),
            n=len(one.rows),
            changed=int(one.changed.sum()),
        )
        for one in outcomes
        if len(one.rows)
    )


def against_control(outcome: Outcome, control: Outcome, seed: int) -> Control | None:
    """Return how often answers change beside a neutral swap, on the rows that both changed; None without such rows."""
    both = outcome.changed & control.changed
    if not both.any():
        return None
    here, there = outcome.flipped[both], control.flipped[both]
    excess = paired_share(there, here, seed=seed)
    return Control(int(both.sum()), int(here.sum()), int(there.sum()), int((here & ~there).sum()),
                   int((there & ~here).sum()), *excess)  # fmt: skip


def _value(metric: str, said: Said) -> float:
    found = value(metric, said) if len(said) else None
    return NOTHING if found is None else found


def _drop(outcome: Outcome, metric: str, seed: int) -> tuple[float, float, float]:
    try:
        return paired_drop(outcome.before, outcome.after, metric, RESAMPLES, seed)
    except NotApplicable:
        return NOTHING, NOTHING, NOTHING


def _examples(outcome: Outcome) -> tuple[tuple[str, str, str, str], ...]:
    """Return failed rows, those first where the model was most sure of its second answer."""
    sure = sureness(outcome.after)
    places = np.flatnonzero(outcome.failed)
    worst = places[np.argsort(-sure[places], kind="stable")][:EXAMPLES].tolist()
    old, new = outcome.rows.inputs, outcome.inputs
    said, says = outcome.before.texts, outcome.after.texts
    return tuple((readable(old[row]), readable(new[row]), said[row], says[row]) for row in worst)


def sureness(said: Said) -> Floats:
    """Return the probability of what is most probable of each row, float64[n]; 0 where numbers are told."""
    if not isinstance(said, OfLabels):
        return np.zeros(len(said))
    found: Floats = said.probabilities.max(axis=1, initial=0.0)
    return found


def readable(text: Input) -> str:
    """Return a text, or both, as one that is not too long to keep."""
    whole = text if isinstance(text, str) else " | ".join(text)
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]} …"
