"""Perturbing: test rows under every scenario, each changed text predicted once, and nothing that did not change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from finetooth.core.results import ScenarioScore
from finetooth.core.rows import Input, Rows
from finetooth.metrics.said import Said
from finetooth.problems.problem import ORDINAL, SINGLE
from finetooth.scenarios import all_scenarios
from finetooth.scenarios.scenario import Scenario, Surroundings
from finetooth.stages.flips import flips_of, no_flips
from finetooth.stages.outcomes import Outcome, against_control, doses_of, scored
from finetooth.stages.predicting import Predictor
from finetooth.stages.splitting import sample

DOSE_ROWS = 40  # each dose is tried on at most so many
SWAP_ROWS = 150  # so many rows that hold a name, a place, a number or a gender
LOOKED_AT = 5_000  # test rows that are searched for these
FEWEST, BUDGET = 60, 6_000_000  # rows of a scenario, and characters that all of them together may change
CHARACTERS = 5  # of a token, about

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Tried:
    """What became of the scenarios: a score of each, and all rows that were not answered as is expected."""

    scores: tuple[ScenarioScore, ...]
    flips: pl.DataFrame


@dataclass(frozen=True)
class Attempt:
    """Rows under one scenario: what the model then reads, and which other row each was joined with."""

    scenario: Scenario
    rows: Rows
    partners: list[int]  # places in the common sample; -1: none
    seed: int

    @cached_property
    def inputs(self) -> list[Input]:
        """What the model reads; a second text stays as it is."""
        texts = self.rows.texts.fill_null("").to_list()
        changed = self.scenario.apply(texts, self.seed)
        return self.rows.with_column(pl.Series("text", changed, pl.String)).inputs


class Book:
    """What the model says of each text: asked once for all that are new to it, and answered as `predict` answers."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor, self._said = predictor, dict[Input, np.ndarray]()
        self._known = dict[bytes, np.ndarray]()  # by what it reads: many texts differ only where it does not look

    def read(self, inputs: Iterable[Input], progress: Callable[[float], None] | None = None) -> None:
        """Let the model read what it has not read yet."""
        new = list(dict.fromkeys(one for one in inputs if one not in self._said))
        keys = self._predictor.reads(new) if new else []
        unread = {key: text for key, text in zip(keys, new, strict=True) if key not in self._known}
        if unread:
            said = self._predictor.probabilities(list(unread.values()), progress)
            self._known.update(zip(unread, said, strict=True))
        self._said.update((text, self._known[key]) for key, text in zip(keys, new, strict=True))

    def predictions(self, rows: Rows, inputs: Sequence[Input]) -> Said:
        """Return what it said of these texts, beside the truth of the rows that they come from."""
        table = np.array([self._said[one] for one in inputs]).reshape(len(inputs), len(self._predictor.labels))
        return self._predictor.told(rows, table)


def perturbed(
    scenarios: Sequence[Scenario],
    test: Rows,
    predictor: Predictor,
    metric: str,
    most: int,
    seed: int,
    longest: int,
    progress: Progress,
) -> Tried:
    """Try the scenarios on at most ``most`` test rows each; ``longest``: tokens that the model reads of a text."""
    fitting, kind = _fitting(scenarios, predictor), predictor.problem.problem_type
    common = sample(test, affordable(test, most, len(fitting), longest), seed, kind)
    swapped = {one.name: _touched(one, test, min(len(common), SWAP_ROWS), seed, kind) for one in fitting if _swaps(one)}
    book = Book(predictor)
    book.read([one for rows in (common, *swapped.values()) for one in rows.inputs])
    before = book.predictions(common, common.inputs)
    around = _surroundings(common, before)
    known = [scenario.within(around) for scenario in fitting]
    attempts = [_attempt(one, swapped.get(one.name, common), seed, kind) for one in known]
    weak = {
        one.name: [_attempt(one.at(dose), sample(common, DOSE_ROWS, seed, kind), seed, kind) for dose in one.doses]
        for one in known
    }
    control = next((one for one in all_scenarios() if one.kind == "neutral"), None)
    neutral = {name: _attempt(control, rows, seed, kind) for name, rows in swapped.items()} if control else {}
    everything = [*attempts, *(one for many in weak.values() for one in many), *neutral.values()]
    book.read((one for attempt in everything for one in attempt.inputs), lambda done: progress(done, "scenarios"))
    scores, flips = [], [no_flips()]
    for attempt in attempts:
        outcome = _outcome(attempt, book, before)
        doses = doses_of([_outcome(one, book, before) for one in weak[attempt.scenario.name]], metric, seed)
        beside = neutral.get(attempt.scenario.name)
        held = against_control(outcome, _outcome(beside, book, before), seed) if beside and len(beside.rows) else None
        scores.append(scored(outcome, metric, seed, doses, held))
        flips.append(flips_of(outcome))
    return Tried(tuple(scores), pl.concat(flips))


def _fitting(scenarios: Sequence[Scenario], predictor: Predictor) -> list[Scenario]:
    """Return the scenarios that make sense; what is expected of some is told of one label a row alone."""
    one_label = predictor.problem.problem_type in (SINGLE, ORDINAL)
    known = (scenario for scenario in scenarios if one_label or scenario.expects == "same")
    return [scenario for scenario in known if scenario.applies(predictor.labels)]


def affordable(test: Rows, most: int, scenarios: int, longest: int) -> int:
    """Return how many rows each scenario gets: the longer the texts, the fewer; never by the clock."""
    lengths = test.texts.str.len_chars().fill_null(0).clip(upper_bound=longest * CHARACTERS)
    mean = float(lengths.mean() or 1.0)  # type: ignore[arg-type]
    return min(most, max(FEWEST, int(BUDGET / (max(1.0, mean) * max(1, scenarios)))))


def _swaps(scenario: Scenario) -> bool:
    return scenario.kind == "fairness"


def _touched(scenario: Scenario, test: Rows, most: int, seed: int, kind: str) -> Rows:
    """Return rows that a scenario changes, drawn from all test rows: few have a name or a place in them."""
    rows = sample(test, LOOKED_AT, seed, kind)
    texts = rows.texts.fill_null("")
    touched = texts != pl.Series(scenario.apply(texts.to_list(), seed), dtype=pl.String)
    return sample(Rows(rows.table.filter(touched)), most, seed, kind)


def _surroundings(common: Rows, before: Said) -> Surroundings:
    texts = tuple(common.texts.fill_null("").to_list())
    return Surroundings(before.labels, texts, dict(zip(texts, before.texts.to_list(), strict=True)))


def _attempt(scenario: Scenario, rows: Rows, seed: int, kind: str) -> Attempt:
    if scenario.most_rows is not None:
        rows = sample(rows, scenario.most_rows, seed, kind)
    return Attempt(scenario, rows, scenario.partners(rows.texts.fill_null("").to_list(), seed), seed)


def _outcome(attempt: Attempt, book: Book, common: Said) -> Outcome:
    before = book.predictions(attempt.rows, attempt.rows.inputs)
    after = book.predictions(attempt.rows, attempt.inputs)
    return Outcome(attempt.scenario, attempt.rows, attempt.inputs, before, after, attempt.partners, common)
