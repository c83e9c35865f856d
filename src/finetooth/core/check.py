"""Check: what a check is, how one runs, and how its reference page reads."""

import inspect
import re
import traceback
from abc import ABC
from collections.abc import Callable
from typing import Any, ClassVar, Literal

import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import Facts
from finetooth.core.finding import MISTAKES, Finding, FixClass, Outcome, Passed, Severity, Verdict

Example = Any  # a list of row records, or a dict of facts
FixStep = Literal["mend", "drop", "merge"]
FIX_STEPS: tuple[FixStep, ...] = ("mend", "drop", "merge")
SFT = ("sft",)
BOTH = ("text-classification", "sft")
_MEASURED = ("statistics", "partners", "precision", "cost", "fix_class")


class Check(ABC):
    """One kind of fault. Subclass it in one file of ``checks/``: that is all it takes.

    The docstring's first line is the title, then come the paragraphs "Why:", "Fix:" and "Blind:" (what the check
    cannot see). ``judge`` asks for facts by parameter name (one with a default is optional) and returns a Finding or
    Passed. ``bad`` and ``good`` are tests and documentation at once: each is a list of row records, or a dict of facts.
    A check that can mend has ``mend`` (texts in, texts out) or ``edits`` (a table made with core.edits), which prepare
    applies and the ledger records, ordered by ``fix_step``: where ``fix_class`` is "safe" by itself, where it is
    "review" only when the recipe names the check. What ``edits`` would do can be of another class on
    some rows: then the finding says so.
    """

    code: ClassVar[str]
    tasks: ClassVar[tuple[str, ...]] = ("text-classification",)  # whose rows it can judge: core.check.BOTH, SFT
    severity: ClassVar[Severity] = Severity.WARNING
    bad: ClassVar[list[Example]] = []
    good: ClassVar[list[Example]] = []
    fix_step: ClassVar[FixStep] = "drop"
    fix_class: ClassVar[FixClass] = "review"
    problem_types: ClassVar[tuple[str, ...]] = ()  # the kinds of problems it can judge; none: all

    judge: Callable[..., Finding | Passed]
    mend: Callable[[pl.Series], pl.Series] | None = None
    edits: Callable[..., pl.DataFrame] | None = None

    @property
    def aim(self) -> str:
        """What it looks for, as is told while it looks: the title alone would read as a finding."""
        return f"{self.code}, {self.title[:1].lower()}{self.title[1:]}"

    @property
    def title(self) -> str:
        """The first line of the docstring, without its full stop."""
        return _paragraphs(type(self))[0].rstrip(".")

    @property
    def mistake(self) -> str:
        """The name of the mistake this check guards against."""
        return MISTAKES[self.code[:3]]

    @property
    def fixes(self) -> bool:
        """Whether prepare can apply a fix for this check."""
        return self.mend is not None or self.edits is not None

    def part(self, name: str) -> str:
        """Return the paragraph of the docstring that starts with ``Why``, ``Fix`` or ``Blind``."""
        head = f"{name}: "
        return next((text[len(head) :] for text in _paragraphs(type(self)) if text.startswith(head)), "")

    def ready(self, facts: Facts) -> bool:
        """Whether all that ``judge`` asks for is there."""
        return facts.ready(self.judge)

    def roots(self, facts: Facts) -> set[str]:
        """Return the given values that ``judge`` rests on."""
        return facts.roots_of(self.judge)

    def must_apply(self, facts: Facts) -> None:
        """Raise NotApplicable where the rows pose a kind of problem that the check cannot judge."""
        if self.problem_types and facts.available("problem_type"):
            kind = facts.get("problem_type")
            if kind not in self.problem_types:
                raise NotApplicable(f"it is not made for problem_type {kind}")

    def run(self, facts: Facts, stage: str = "") -> Verdict:
        """Judge the facts. A check that raises is ``broken``, never a pass and never the end of the run."""
        try:
            self.must_apply(facts)
            said = facts.call(self.judge)
            if not isinstance(said, Finding | Passed):
                raise TypeError(f"judge returned {type(said).__name__}, not Finding or Passed")
        except NotApplicable as reason:
            return self.verdict(Outcome.NOT_APPLICABLE, str(reason), stage=stage)
        except Exception as error:
            evidence = {"traceback": traceback.format_exc(limit=-3)}
            return self.verdict(Outcome.BROKEN, f"{type(error).__name__}: {error}", evidence=evidence, stage=stage)
        if isinstance(said, Passed):
            return self.verdict(Outcome.PASSED, said.message, evidence=said.evidence, stage=stage)
        told = {name: getattr(said, name) for name in ("rows", "evidence", *_MEASURED)}
        return self.verdict(Outcome.FAILED, said.message, severity=said.severity or self.severity, stage=stage, **told)

    def verdict(self, outcome: Outcome, message: str, **told: Any) -> Verdict:
        """Return a verdict of this check."""
        return Verdict(self.code, self.title, outcome, told.pop("severity", self.severity), message, **told)


def _paragraphs(check: type) -> list[str]:
    parts = re.split(r"\n\n|\n(?=Why: |Fix: |Blind: )", inspect.getdoc(check) or check.__name__)
    return [" ".join(part.split()) for part in parts]
