"""DAT010: labels that something beside the meaning tells."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.checks.wording import listed, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Statistics
from finetooth.facts.association import alone, as_codes, in_bins
from finetooth.facts.style import StyleProbe
from finetooth.facts.terms import Terms
from finetooth.facts.word_probe import WordProbe

MOST_SHARE = 0.5  # of the gain over chance that all words together reach
_LEAST_GAIN = 0.1  # of balanced accuracy: where words reach less, there is nothing to have a share of
_SURE = 5.0  # standard deviations of the permutations
_PERMUTATIONS = 10
_TOLD = 3  # shortcuts that a message names beside the first
_SURFACE = {
    "the length": pl.col("text").str.len_chars(),
    "the number of words": pl.col("text").str.count_matches(r"\S+"),
    "the number of digits": pl.col("text").str.count_matches(r"\d"),
    "the punctuation": pl.col("text").str.count_matches(r"[\p{P}\p{S}]"),
    "the exclamation and question marks": pl.col("text").str.count_matches("[!?]"),
    "the share of capitals": pl.col("text").str.count_matches(r"\p{Lu}") / pl.col("text").str.len_chars(),
}


@dataclass(frozen=True)
class _Shortcut:
    name: str
    accuracy: float
    balanced: float
    share: float
    remark: bool  # a word of the class may well tell the class, and some classes are a way of writing


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
    (the, of, his) tell it, each class has its own source or writers (after Mosteller & Wallace 1964).
    Fix: collect rows of each class that look alike from the outside, or take the trace out where it comes from the
    collection; then judge on rows where the shortcut does not hold.
    Blind: shortcuts made of several features; whether a feature is a trace of the collection or part of the task: a
    single telling token, and little words that tell, are only a remark. The little words are those of English.
    """

    code = "DAT010"
    fix_class = "never"
    bad = [_messages("555 7"), _messages("!")]
    good = [_messages("")]

    def judge(
        self,
        rows: Rows,
        full_text: pl.Series,
        train_terms: Terms,
        word_probe: WordProbe,
        multi_label: bool,
        seed: int,
        style_probe: StyleProbe | None = None,
    ) -> Finding | Passed:
        """Compare what each plain feature alone reaches with what all words reach."""
        chance = 1 / len(train_terms.classes)
        if multi_label:
            raise NotApplicable("rows have several labels")
        if word_probe.balanced - chance < _LEAST_GAIN:
            raise NotApplicable(
                f"words hardly tell the labels: {percent(word_probe.balanced)} balanced, chance {percent(chance)}"
            )
        table = rows.table.select("id", full_text, "group").join(
            train_terms.ids.to_frame(), on="id", how="right", maintain_order="right"
        )
        measured = [*_surface(table, train_terms, word_probe, seed), *_token(train_terms, word_probe, seed)]
        measured += [_style(style_probe, train_terms, word_probe)] if style_probe else []
        worst = max(measured, key=lambda one: one.share)
        short = [one for one in measured if one.share >= MOST_SHARE]
        looked = f"{train_terms.told}, {len(measured)} plain features beside all words"
        if not short:
            share = f"{percent(max(0.0, worst.share))} of what words reach over chance"
            return Passed(f"{looked}: the most telling, {worst.name}, reaches {share}")
        return _finding(sorted(short, key=lambda one: (one.remark, -one.share)), train_terms, word_probe, looked)


def _surface(table: pl.DataFrame, terms: Terms, probe: WordProbe, seed: int) -> Iterator[_Shortcut]:
    """Yield what each count of signs, and the group, tells alone, where it is more than the permutations tell."""
    features = {name: in_bins(table.select(shape.cast(pl.Float64)).to_series()) for name, shape in _SURFACE.items()}
    if table["group"].n_unique() > 1:
        features["the group"] = as_codes(table["group"])
    for name, (codes, width) in features.items():
        found = alone(codes, width, terms.labels, len(terms.classes), seed, _PERMUTATIONS)
        share = _share(found.balanced, terms, probe) if found.z >= _SURE else 0.0
        yield _Shortcut(name, found.accuracy, found.balanced, share, False)


def _token(terms: Terms, probe: WordProbe, seed: int) -> Iterator[_Shortcut]:
    """Yield the most telling token, where it tells more than the most telling one among permuted labels."""
    sizes = np.bincount(terms.labels, minlength=len(terms.classes))
    reached = _reached(terms, terms.labels, sizes)
    if not len(reached):
        return
    draw = np.random.default_rng(seed)
    by_chance = max(_reached(terms, draw.permutation(terms.labels), sizes).max() for _ in range(_PERMUTATIONS))
    best = int(reached.argmax())
    share = _share(float(reached[best]), terms, probe) if reached[best] > by_chance else 0.0
    has = np.zeros(len(terms.labels), np.int64)
    has[terms.row[terms.term == best]] = 1
    accuracy = alone(has, 2, terms.labels, len(sizes), seed, 0).accuracy
    yield _Shortcut(f"the token {listed([terms.names[best]])}", accuracy, float(reached[best]), share, True)


def _style(style: StyleProbe, terms: Terms, probe: WordProbe) -> _Shortcut:
    """Return what the little words tell together, where it is more than the permutations tell."""
    share = _share(style.balanced, terms, probe) if style.z >= _SURE else 0.0
    name = f"the use of little words such as {listed(style.words)}, a mark of source and writer,"
    return _Shortcut(name, style.accuracy, style.balanced, share, True)


def _reached(terms: Terms, labels: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the balanced accuracy that the presence of each term reaches; Float64[v]."""
    cells = np.bincount(terms.term * len(sizes) + labels[terms.row], minlength=len(terms.names) * len(sizes))
    share = cells.reshape(-1, len(sizes)) / np.maximum(sizes, 1)
    result: np.ndarray = (share.max(axis=1) + (1 - share).max(axis=1)) / len(sizes) if len(share) else np.zeros(0)
    return result


def _share(balanced: float, terms: Terms, probe: WordProbe) -> float:
    chance = 1 / len(terms.classes)
    return (balanced - chance) / (probe.balanced - chance)


def _finding(short: list[_Shortcut], terms: Terms, probe: WordProbe, looked: str) -> Finding:
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
