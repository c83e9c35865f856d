"""Judging: what a model says of each text of a suite, held against what is expected of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from finetooth.behaviour.results import EXAMPLES, Behaviour, Failure, TestResult
from finetooth.behaviour.suite import BehaviourTest, Case, Suite

Says = Callable[[Sequence[str]], tuple[np.ndarray, np.ndarray]]  # texts -> probabilities [n, k], answers [n]


@dataclass(frozen=True)
class Judged:
    """How badly a case failed (at most 0: it passed), and how that is told."""

    by: float
    failure: Failure


@dataclass(frozen=True, eq=False)
class Said:
    """The answers to the texts of one case."""

    case: Case
    probabilities: np.ndarray  # [texts, k]
    answers: np.ndarray  # [texts]
    labels: tuple[str, ...]

    def name(self, place: int) -> str:
        """Return the answer to a text."""
        return self.labels[int(self.answers[place])]


def behave(suite: Suite, labels: tuple[str, ...], says: Says, file: str = "") -> Behaviour:
    """Let the model answer every text once, and judge every case."""
    texts = list(dict.fromkeys(text for test in suite.tests for case in test.cases for text in case.texts))
    probabilities, answers = says(texts)
    places = {text: place for place, text in enumerate(texts)}

    def said(case: Case) -> Said:
        mine = [places[text] for text in case.texts]
        return Said(case, probabilities[mine], answers[mine], labels)

    results = tuple(_result(test, [said(case) for case in test.cases]) for test in suite.tests)
    return Behaviour(results, suite.limits, suite.left_out, file)


def _result(test: BehaviourTest, cases: Sequence[Said]) -> TestResult:
    judged = [_JUDGES[test.kind](test, said) for said in cases]
    failed = sorted((one for one in judged if one.by > 0), key=lambda one: -one.by)
    worst = tuple(one.failure for one in failed[:EXAMPLES])
    return TestResult(test.name, test.capability, test.kind, len(cases), len(failed), test.most_failures, worst)


def _functionality(test: BehaviourTest, said: Said) -> Judged:
    """Judge a text by its right answers."""
    answer, sure = said.name(0), float(said.probabilities[0, said.answers[0]])
    wanted = " or ".join(said.case.labels)
    failure = Failure(said.case.texts[0], "", answer, "", f"{wanted} was right; the model was {sure:.0%} sure")
    return Judged(0.0 if answer in said.case.labels else max(sure, 1e-9), failure)


def _invariance(test: BehaviourTest, said: Said) -> Judged:
    """Judge the variant that the answer to the first text lost most by."""
    first = int(said.answers[0])
    fell = said.probabilities[0, first] - said.probabilities[1:, first]
    turned = (said.answers[1:] != first) & (fell >= test.tolerance)
    place = int(np.where(turned, fell, -np.inf).argmax()) + 1
    told = f"{said.name(0)} went from {said.probabilities[0, first]:.0%} to {said.probabilities[place, first]:.0%}"
    failure = Failure(said.case.texts[0], said.case.texts[place], said.name(0), said.name(place), told)
    return Judged(max(float(fell[place - 1]), 1e-9) if turned.any() else 0.0, failure)


def _direction(test: BehaviourTest, said: Said) -> Judged:
    """Judge the variant after which the watched probability went farthest the wrong way."""
    watched = said.labels.index(test.label) if test.label else int(said.answers[0])
    rose = said.probabilities[1:, watched] - said.probabilities[0, watched]
    wrong = {
        "rises": test.tolerance - rose,
        "falls": test.tolerance + rose,
        "not_falls": -rose - test.tolerance,
        "not_rises": rose - test.tolerance,
    }[test.expect]
    strict = wrong >= 0 if test.expect in ("rises", "falls") else wrong > 0
    place = int(wrong.argmax()) + 1
    told = f"{said.labels[watched]} went from {said.probabilities[0, watched]:.0%} to "
    told += f"{said.probabilities[place, watched]:.0%}, expected: {test.expect.replace('_', ' ')}"
    failure = Failure(said.case.texts[0], said.case.texts[place], said.name(0), said.name(place), told)
    return Judged(max(float(wrong[place - 1]), 1e-9) if strict.any() else 0.0, failure)


_JUDGES: dict[str, Callable[[BehaviourTest, Said], Judged]] = {
    "minimum_functionality": _functionality,
    "invariance": _invariance,
    "direction": _direction,
}
