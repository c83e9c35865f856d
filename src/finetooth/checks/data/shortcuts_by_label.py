"""What DAT010 says where rows have several labels: which label a plain feature tells."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.checks.data.plain_features import LEAST_GAIN, MOST_SHARE, Shortcut, surface, surface_features, token
from finetooth.checks.wording import counted, listed, percent
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Statistics
from finetooth.facts.association_by_label import FEWEST_OF_SIDE, LabelTerms
from finetooth.facts.label_noise.pairs import benjamini_hochberg
from finetooth.facts.word_probe import WordProbe, word_probe

_MOST_Q = 0.05
_TOLD, _LISTED = 3, 40  # shortcuts that a message names beside the first, and those of the evidence
_CHANCE = 0.5


@dataclass(frozen=True)
class _OfLabel:
    label: str
    feature: Shortcut
    words: WordProbe


def judge_by_label(table: pl.DataFrame, said: LabelTerms, seed: int) -> Finding | Passed:
    """Look for shortcuts to each label; over all labels and features at most one in 20 found is by chance."""
    features, looks, told = surface_features(table), [], 0
    if not said.names:
        reason = f"rows have several labels, and none of {said.labels:,} has {FEWEST_OF_SIDE} rows with and without it"
        raise NotApplicable(reason)
    for name, terms in said.each():
        words = word_probe(terms, seed)
        if words.balanced - _CHANCE < LEAST_GAIN:
            continue
        told += 1
        measured = [*surface(features, terms, words, seed), *token(terms, words, seed)]
        looks += [_OfLabel(name, feature, words) for feature in measured]
    if not looks:
        raise NotApplicable(f"words hardly tell any of {said.told}")
    q = benjamini_hochberg(np.array([look.feature.p for look in looks]), len(looks))
    short = [look for look, value in zip(looks, q, strict=True) if _counts(look.feature, value)]
    looked = f"{said.told}; words tell {counted(told, 'label')}, {counted(len(looks), 'look')} at a plain feature"
    if not short:
        worst = max(looks, key=lambda look: look.feature.share)
        share = f"{percent(max(0.0, worst.feature.share))} of what words reach over chance"
        return Passed(f"{looked}: the most telling, {worst.feature.name} for {listed([worst.label])}, reaches {share}")
    return _finding(sorted(short, key=lambda one: (one.feature.remark, -one.feature.share)), said, looked, len(looks))


def _counts(feature: Shortcut, q: float) -> bool:
    return feature.share >= MOST_SHARE and q <= _MOST_Q


def _finding(short: list[_OfLabel], said: LabelTerms, looked: str, looks: int) -> Finding:
    first, *others = short
    rest = [f"{one.feature.name} for {listed([one.label])}" for one in others[:_TOLD]]
    if len(others) > _TOLD:
        rest.append(f"{len(others) - _TOLD:,} more of this kind")
    message = (
        f"{first.feature.name} alone tells the label {listed([first.label])}: a balanced accuracy of "
        f"{percent(first.feature.balanced)}, where all words reach {percent(first.words.balanced)} and chance is "
        f"{percent(_CHANCE)}{'; so does ' if rest else ''}{', '.join(rest)} ({looked})"
    )
    statistics = Statistics.of(
        len(said.terms.ids),
        0,
        threshold=MOST_SHARE,
        calibration=f"share of the words' gain over chance; {looks:,} looks by Benjamini-Hochberg at 5 %",
        null=_CHANCE,
        effect=round(first.feature.balanced, 4),
    )
    severity = Severity.INFO if all(one.feature.remark for one in short) else None
    shown = [_shown(one) for one in short[:_LISTED]]
    return Finding.on(message, (), severity, statistics=statistics, shortcuts=shown, looked=looked)


def _shown(one: _OfLabel) -> dict[str, object]:
    return {
        "label": one.label,
        "feature": one.feature.name,
        "share": round(one.feature.share, 3),
        "balanced": round(one.feature.balanced, 4),
        "accuracy": round(one.feature.accuracy, 4),
        "words": round(one.words.balanced, 4),
    }
