"""DAT010: labels that something beside the meaning tells."""

import numpy as np
import polars as pl

from finetooth.checks.data.plain_features import (
    LEAST_GAIN,
    MOST_SHARE,
    Shortcut,
    style,
    surface,
    surface_features,
    token,
)
from finetooth.checks.data.shortcuts_by_label import judge_by_label
from finetooth.checks.data.written_labels import told, written_labels
from finetooth.checks.wording import percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Statistics
from finetooth.facts.association_by_label import label_terms
from finetooth.facts.style import StyleProbe
from finetooth.facts.terms import Terms
from finetooth.facts.word_probe import WordProbe
from finetooth.facts.word_probe import word_probe as probed
from finetooth.problems.problem import CLASSES

_TOLD = 3  # shortcuts that a message names beside the first
_DEEDS = ("meet", "call", "send", "keep", "find", "take", "bring", "show", "hold", "lend")
_ABOUT = {"ham": ("home", "soon", "love", "mum"), "spam": ("win", "prize", "claim", "cash")}


def _messages(trace: str) -> list[dict[str, str]]:
    """Return messages that their words tell apart; those that are spam end with the trace."""
    rows = []
    for n in range(200):
        label = "spam" if n % 2 else "ham"
        text = f"{_DEEDS[n % 10]} {_DEEDS[n // 10 % 10]} {_ABOUT[label][n // 2 % 4]}"
        rows.append({"text": f"{text} {trace}".strip() if n % 2 else text, "label": label})
    return rows


class Shortcuts(Check):
    """Something beside the meaning tells the label.

    Why: a model takes the easiest way to the label, here the length, the punctuation, the source or one token, and
    fails where that way is closed (Geirhos et al. 2020, Shortcut learning; Gururangan et al. 2018). Where little words
    (the, of, his) tell it, each class has its own source or writers (after Mosteller & Wallace 1964). Where each class
    has a token of its own in nearly all of its rows and in no others, the label itself is in the text: that blocks.
    Fix: collect rows of each class that look alike from the outside, or take the trace out where it comes from the
    collection; then judge on rows where the shortcut does not hold.
    Blind: shortcuts made of several features; whether a feature is a trace of the collection or part of the task: a
    single telling token, and little words that tell, are only a remark. The little words are those of English.
    Of several labels the 20 most frequent are looked at, each by itself and without the little words.
    """

    code = "DAT010"
    problem_types = CLASSES
    fix_class = "never"
    bad = [_messages("555 7"), _messages("!")]
    good = [_messages("")]

    def judge(
        self,
        rows: Rows,
        full_text: pl.Series,
        train_terms: Terms,
        multi_label: bool,
        budget: float,
        seed: int,
        word_probe: WordProbe | None = None,
        style_probe: StyleProbe | None = None,
    ) -> Finding | Passed:
        """Compare what each plain feature alone reaches with what all words reach; several labels each by itself."""
        table = rows.table.select("id", full_text, "group").join(
            train_terms.ids.to_frame(), on="id", how="right", maintain_order="right"
        )
        if multi_label:
            return judge_by_label(table, label_terms(train_terms, budget), seed)
        probe = word_probe or probed(train_terms, seed)  # which says why there is none
        return _judged(table, train_terms, probe, style_probe, seed)


def _judged(
    table: pl.DataFrame, terms: Terms, probe: WordProbe, said: StyleProbe | None, seed: int
) -> Finding | Passed:
    chance = 1 / len(terms.classes)
    if probe.balanced - chance < LEAST_GAIN:
        reason = f"words hardly tell the labels: {percent(probe.balanced)} balanced, chance {percent(chance)}"
        raise NotApplicable(reason)
    measured = [*surface(surface_features(table), terms, probe, seed), *token(terms, probe, seed)]
    measured += [style(said, terms, probe)] if said else []
    worst = max(measured, key=lambda one: one.share)
    short = [one for one in measured if one.share >= MOST_SHARE]
    if written := written_labels(terms):
        tokens = {one.label: [one.token, round(one.recall, 4), round(one.precision, 4)] for one in written}
        return Finding.on(told(written), (), Severity.ERROR, checked=len(terms.ids), tokens=tokens)
    looked = f"{terms.told}, {len(measured)} plain features beside all words"
    if not short:
        share = f"{percent(max(0.0, worst.share))} of what words reach over chance"
        return Passed(f"{looked}: the most telling, {worst.name}, reaches {share}")
    return _finding(sorted(short, key=lambda one: (one.remark, -one.share)), terms, probe, looked)


def _finding(short: list[Shortcut], terms: Terms, probe: WordProbe, looked: str) -> Finding:
    majority = float(np.bincount(terms.labels).max() / len(terms.labels))
    first, *others = short
    more = ", ".join(f"{one.name} ({percent(one.balanced)})" for one in others[:_TOLD])
    message = (
        f"{first.name} alone tells the label: a balanced accuracy of {percent(first.balanced)}, where all words reach "
        f"{percent(probe.balanced)} and chance is {percent(1 / len(terms.classes))}"
        + (f"; so does {more}" if more else "")
    )
    evidence = {
        one.name: {"share": round(one.share, 3), "balanced": round(one.balanced, 4), "accuracy": round(one.accuracy, 4)}
        for one in short
    }
    statistics = Statistics.of(
        len(terms.ids),
        0,
        threshold=MOST_SHARE,
        calibration="share of the words' gain over chance; only features above label permutations count",
        null=round(1 / len(terms.classes), 4),
        effect=round(short[0].balanced, 4),
    )
    severity = Severity.INFO if all(one.remark for one in short) else None
    return Finding.on(
        message,
        (),
        severity,
        statistics=statistics,
        shortcuts=evidence,
        majority=round(majority, 4),
        words=round(probe.accuracy, 4),
        looked=looked,
    )
