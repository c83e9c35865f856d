"""The seven mistakes as seven cards: what was looked at, what was found, and what nobody could see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import plural
from finetooth.report.verdicts import Checks, VerdictView, view

Show = Callable[[Verdict], VerdictView]
_GRAVITY = ("bad", "warn", "note", "quiet", "good")


@dataclass(frozen=True)
class MistakeCard:
    """One mistake: its standing in a word, and its verdicts by kind."""

    code: str
    name: str
    tone: str
    standing: str
    counts: str
    open: tuple[VerdictView, ...]  # failed, broken or waived
    mended: tuple[VerdictView, ...]
    passed: tuple[VerdictView, ...]
    silent: tuple[VerdictView, ...]  # not applicable

    @property
    def number(self) -> int:
        """Its place among the seven."""
        return list(MISTAKES).index(self.code) + 1


def cards(evidence: Evidence, checks: Checks) -> tuple[MistakeCard, ...]:
    """Return the seven cards, always all seven, in their fixed order."""
    return cards_of(evidence.verdicts, lambda verdict: view(verdict, evidence, checks))


def cards_of(verdicts: Iterable[Verdict], show: Show) -> tuple[MistakeCard, ...]:
    """Return a card for each of the seven mistakes, with these verdicts as ``show`` makes them."""
    kept = list(verdicts)
    return tuple(_card(code, name, kept, show) for code, name in MISTAKES.items())


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


def _card(code: str, name: str, verdicts: Iterable[Verdict], show: Show) -> MistakeCard:
    mine = [verdict for verdict in verdicts if verdict.mistake == code]
    views = {outcome: [show(verdict) for verdict in mine if verdict.outcome is outcome] for outcome in Outcome}
    found = views[Outcome.FAILED] + views[Outcome.BROKEN] + views[Outcome.WAIVED]
    found.sort(key=lambda shown: (not shown.blocks, -shown.points, _GRAVITY.index(shown.tone), shown.code))
    mended = [shown for shown in views[Outcome.PASSED] if shown.mended]
    passed = [shown for shown in views[Outcome.PASSED] if not shown.mended]
    looked = any(verdict.is_evidence for verdict in mine)
    tone, standing = _standing(found, looked)
    counts = _counts({outcome: len(shown) for outcome, shown in views.items()}, len(mended))
    silent = views[Outcome.NOT_APPLICABLE]
    return MistakeCard(code, name, tone, standing, counts, tuple(found), tuple(mended), tuple(passed), tuple(silent))


def _standing(found: list[VerdictView], looked: bool) -> tuple[str, str]:
    if any(shown.blocks for shown in found):
        return "bad", "Blocks the model"
    if not looked:
        return "quiet", "No evidence"
    tones = {shown.tone for shown in found}
    if "bad" in tones:
        return "bad", "Errors found"
    if "warn" in tones:
        return "warn", "Needs a look"
    if "note" in tones:
        return "note", "Remarks only"
    return ("quiet", "Waived findings") if found else ("good", "Clean")


def _counts(counts: dict[Outcome, int], mended: int) -> str:
    order = (Outcome.FAILED, Outcome.BROKEN, Outcome.WAIVED, Outcome.PASSED, Outcome.NOT_APPLICABLE)
    said = [f"{counts[outcome]} {outcome}" for outcome in order if counts[outcome]]
    return ", ".join(said) + (f" ({mended} after mending)" if mended else "") if said else "no check"
