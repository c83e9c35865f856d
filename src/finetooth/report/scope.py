"""Scope: what a reader is told of texts that belong to none of the classes."""

from dataclasses import dataclass

from finetooth.core.rows import name_of
from finetooth.report.numbers import percent, plural, three
from finetooth.scope.results import Rate, ScopeLook, Stranger


@dataclass(frozen=True)
class StrangerLine:
    """A row as it is shown."""

    name: str
    text: str
    guess: str
    strangeness: str


@dataclass(frozen=True)
class ScopeWords:
    """All of it: the lead, what it rests on, flagged field rows and rows of no class that went unnoticed."""

    lead: str
    facts: tuple[str, ...]
    strangers: tuple[StrangerLine, ...]
    missed: tuple[StrangerLine, ...]


def scope_words(look: ScopeLook | None) -> ScopeWords | None:
    """Return what is told; None where no threshold was set."""
    if look is None:
        return None
    strangers, missed = (tuple(map(_line, rows)) for rows in (look.strangers, look.missed))
    return ScopeWords(_lead(look), tuple(_facts(look)), strangers, missed)


def _lead(look: ScopeLook) -> str:
    if look.auroc is None or look.recall is None:
        told = "Whether the model notices texts that belong to none of its classes was not measured: no file of such "
        return f"{told}rows was given (data.out_of_scope). A threshold is set all the same, and `predict` tells by it."
    return (
        f"Of {plural(look.recall.rows, 'row')} that belong to none of the classes the model notices "
        f"{percent(look.recall.value)} {_span(look.recall)}. In {percent(look.auroc.value)} of pairs such a row is the "
        f"stranger beside a test row (AUROC {three(look.auroc.value)}, {three(look.auroc.low)} to "
        f"{three(look.auroc.high)}; a half is guessing)."
    )


def _facts(look: ScopeLook) -> list[str]:
    told = f"The threshold was set on {plural(look.held_rows, 'held-out row')} so that {percent(look.asked)} of rows "
    told += f"of the classes are flagged; of the test rows {percent(look.flagged_test.value)} "
    facts = [f"{told}{_span(look.flagged_test)} are."]
    if look.accuracy_kept and look.accuracy_flagged:
        facts.append(
            f"Of the test rows that pass {percent(look.accuracy_kept.value)} are answered right, of the flagged ones "
            f"{percent(look.accuracy_flagged.value)}."
        )
    if look.alarms_at_95:
        found = look.alarms_at_95
        facts.append(
            f"To notice 95 % of them, {percent(found.value)} {_span(found)} of the test rows would be flagged."
        )
    if look.flagged_field:
        found = look.flagged_field
        facts.append(f"Of the field {percent(found.value)} {_span(found)} is out of scope.")
    return facts


def _span(rate: Rate) -> str:
    return f"({percent(rate.low)} to {percent(rate.high)})"


def _line(row: Stranger) -> StrangerLine:
    return StrangerLine(str(name_of(row.row)).removeprefix("field:"), row.text, row.guess, f"{row.strangeness:.2f}")
