import io
from pathlib import Path

import pytest
from rich.console import Console

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.results import Decision, Score, Scores
from finetooth.screen.decision import Ending


@pytest.fixture
def printed():
    """Return a function that renders something as a terminal of a given width without colours would show it."""

    def show(thing, width=100):
        out = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False, color_system=None)
        out.print(thing)
        return out.file.getvalue()

    return show


@pytest.fixture
def verdict():
    """Return a function that makes a verdict from its code, outcome and what else is given."""

    def make(code, outcome=Outcome.FAILED, severity=Severity.ERROR, message="", rows=(), evidence=None):
        return Verdict(code, f"Title of {code}", outcome, severity, message or f"{code} said so", rows, evidence or {})

    return make


@pytest.fixture
def ending():
    """Return a function that makes the ending of a run with a decision."""

    def make(decision=None, root=Path("runs/tea"), verdicts=()):
        def f1(value, low, high):
            return (Score("macro_f1", value, low, high, 40),)

        scores = Scores(
            f1(0.812, 0.78, 0.842),
            {"majority": f1(0.1, 0.09, 0.11), "tfidf_logistic_regression": f1(0.79, 0.76, 0.82)},
        )
        return Ending(decision or Decision(True), verdicts, scores, root, root / "7-report" / "report.html")

    return make
