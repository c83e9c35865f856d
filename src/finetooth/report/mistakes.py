"""The seven mistakes as seven cards: what was looked at, what was found, and what nobody could see."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from finetooth.core.finding import MISTAKES, Outcome, Severity, Verdict
from finetooth.report.evidence import Evidence
from finetooth.report.measured import by_severity, worth_first
from finetooth.report.numbers import plural
from finetooth.report.verdicts import Checks, VerdictView, view

Show = Callable[[Verdict], VerdictView]
_OPEN = (Outcome.FAILED, Outcome.BROKEN, Outcome.WAIVED)


@dataclass(frozen=True)
class MistakeCard:
    """One mistake: its standing in a word, and its verdicts by kind, each kind with those first that are worth most."""

    code: str
    name: str
    tone: str
    standing: str
    counts: str
    gist: str  # the counts of what was found and mended; where that is nothing, all of them
    open: tuple[VerdictView, ...]  # failed, broken or waived
    mended: tuple[VerdictView, ...]
    passed: tuple[VerdictView, ...]
    silent: tuple[VerdictView, ...]  # not applicable
    first: bool = False  # whether the finding that is worth most of all is among them

    @property
    def number(self) -> int:
        """Its place among the seven."""
        return list(MISTAKES).index(self.code) + 1

    @property
    def top(self) -> VerdictView | None:
        """What to read of it before all else: what stands, or what was mended."""
        return next(iter((*self.open, *self.mended)), None)


def cards(evidence: Evidence, checks: Checks) -> tuple[MistakeCard, ...]:
    """Return the seven cards, always all seven, in their fixed order."""
    decision = evidence.decision
    return cards_of(
        evidence.verdicts,
        lambda verdict: view(verdict, evidence, checks),
        blocking=decision.blocking,
        uncovered=decision.uncovered,
    )


def cards_of(
    verdicts: Iterable[Verdict], show: Show, blocking: Collection[str] = (), uncovered: Collection[str] = ()
) -> tuple[MistakeCard, ...]:
    """Return a card for each of the seven mistakes, with these verdicts as ``show`` makes them."""
    kept = list(verdicts)
    found = worth_first((verdict for verdict in kept if verdict.outcome in _OPEN), blocking)
    kept = [*found, *(verdict for verdict in kept if verdict.outcome not in _OPEN)]
    standing = (verdict.mistake for verdict in found if verdict.outcome is not Outcome.WAIVED)
    first = "" if uncovered and not blocking else next(standing, "")
    made = (_card(code, name, kept, show, code in uncovered) for code, name in MISTAKES.items())
    return tuple(_marked(card) if card.code == first else card for card in made)


def summary(cards: tuple[MistakeCard, ...]) -> str:
    """Say in one sentence what all checks came to."""
    totals = [sum(len(part) for part in parts) for parts in zip(*(_parts(card) for card in cards), strict=True)]
    found, mended, passed, silent = totals
    said = [plural(passed + mended + found, "check") + " looked"]
    said += [f"{found} found something" if found else "none found anything"]
    said += [f"{mended} found faults that were mended"] if mended else []
    end = f" {plural(silent, 'check')} could not look, which is no evidence either way." if silent else ""
    return ", ".join(said) + "." + end


def _parts(card: MistakeCard) -> tuple[tuple[VerdictView, ...], ...]:
    return card.open, card.mended, card.passed, card.silent


def _card(code: str, name: str, verdicts: Iterable[Verdict], show: Show, stops: bool) -> MistakeCard:
    mine = [(verdict, show(verdict)) for verdict in verdicts if verdict.mistake == code]
    found = tuple(shown for verdict, shown in mine if verdict.outcome in _OPEN)
    fine = [shown for verdict, shown in mine if verdict.outcome is Outcome.PASSED]
    mended = tuple(shown for shown in fine if shown.mended)
    passed = tuple(shown for shown in fine if not shown.mended)
    silent = tuple(shown for verdict, shown in mine if verdict.outcome is Outcome.NOT_APPLICABLE)
    if any(verdict.is_evidence or verdict.outcome is Outcome.BROKEN for verdict, _ in mine):
        tone, standing = _standing([verdict for verdict, _ in mine], found, bool(mended))
    else:
        tone, standing = ("bad", "Not judged: blocks") if stops else ("quiet", "Not judged")
    told = _found([verdict for verdict, _ in mine], len(mended))
    rest = [f"{len(passed)} passed"] if passed else []
    rest += [f"{len(silent)} not applicable"] if silent else []
    counts, gist = (", ".join(parts) or "no check" for parts in (told + rest, told or rest))
    return MistakeCard(code, name, tone, standing, counts, gist, found, mended, passed, silent)


def _standing(verdicts: list[Verdict], found: tuple[VerdictView, ...], mended: bool) -> tuple[str, str]:
    """Return the tone and the word of what was looked at; a waiver or a remark is never called clean."""
    if any(shown.blocks for shown in found):
        return "bad", "Blocks the model"
    failed = {verdict.severity for verdict in verdicts if verdict.outcome is Outcome.FAILED}
    if Severity.ERROR in failed:
        return "bad", "Errors found"
    if Severity.WARNING in failed:
        return "warn", "Worth reading"
    if any(verdict.outcome is Outcome.BROKEN for verdict in verdicts):
        return "warn", "A check broke"
    if failed:
        return "note", "Remarks only"
    if found:
        return "quiet", "Waived findings"
    return "good", "Found and mended" if mended else "Clean"


def _marked(card: MistakeCard) -> MistakeCard:
    """Return the card as the one to begin with."""
    blocks = any(shown.blocks for shown in card.open)
    errors = "Errors, read first" if card.tone == "bad" else "Read first"
    return replace(card, first=True, standing="Blocks, mend first" if blocks else errors)


def _found(verdicts: list[Verdict], mended: int) -> list[str]:
    """Return `2 warnings`, `1 remark`, `3 mended`; what is none is left out."""
    other = [(outcome, sum(one.outcome is outcome for one in verdicts)) for outcome in (Outcome.BROKEN, Outcome.WAIVED)]
    return by_severity(verdicts) + [f"{number} {word}" for word, number in (*other, ("mended", mended)) if number]
