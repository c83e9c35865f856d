"""Problems: the kinds of labels that can be learned, one file each; the one place that knows them apart."""

from collections.abc import Sequence

from finetooth.problems.multi_label import MultiLabel
from finetooth.problems.ordinal import Ordinal
from finetooth.problems.problem import Problem
from finetooth.problems.regression import Regression
from finetooth.problems.single_label import SingleLabel

KINDS: dict[str, type[Problem]] = {kind.problem_type: kind for kind in (SingleLabel, MultiLabel, Ordinal, Regression)}


def taught_by(problem_type: str, labels: Sequence[str | None]) -> Problem:
    """Return the problem that training rows with these labels pose."""
    return KINDS[problem_type].of(labels)


def known_as(problem_type: str, labels: tuple[str, ...]) -> Problem:
    """Return the problem of a model with these outputs, in the user's unit."""
    return KINDS[problem_type](labels)


def as_problem(given: Problem | tuple[str, ...]) -> Problem:
    """Return a problem as it is; labels alone are those of a single-label classification."""
    return given if isinstance(given, Problem) else SingleLabel(given)
