"""The tables of the after-fix gain, and where the loss that mending leaves comes from."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence

from .gain import ALL, Gain
from .show import table

VERSIONS = ("original", "damaged", "mended", "reviewed", "oracle")
POINTS = 100


def gain_table(gains: Iterable[Gain]) -> str:
    """Return the tables: each kind of fault alone, as means over the sets; all together; the lines that fall short."""
    alone = [one for one in gains if one.fault != ALL]
    everything = [one for one in gains if one.fault == ALL]
    told = []
    if alone:
        title = "GAIN, each kind of fault alone: test macro-F1 of one small model, means over the sets"
        told.append(_scores(title, [pooled(members) for members in by_fault(alone)]))
        if short := [one for one in alone if not one.reached]:
            told.append(_scores("of these, the sets that fall short", short))
    if everything:
        told += [_scores("GAIN, all kinds together: test macro-F1 of one small model", everything), _losses(everything)]
    return "\n".join(told)


def pooled(gains: Sequence[Gain]) -> Gain:
    """Return the mean over sets of one fault at one rate; scores that not all of them have are left out."""
    names = [name for name in gains[0].scores if all(name in one.scores for one in gains)]
    scores = {name: statistics.fmean(one.scores[name] for one in gains) for name in names}
    spread, doubt = (
        math.sqrt(sum(error**2 for error in errors)) / len(gains)
        for errors in ([one.spread for one in gains], [one.doubt for one in gains])
    )
    crash = "; ".join(filter(None, (one.crash for one in gains)))
    data = gains[0].data if len(gains) == 1 else f"{len(gains)} sets"
    return Gain(data, gains[0].fault, gains[0].rate, scores, {}, spread, doubt, crash)


def by_fault(gains: Iterable[Gain]) -> list[list[Gain]]:
    """Return the gains of each fault and rate, whatever the set."""
    groups: dict[tuple[str, float], list[Gain]] = defaultdict(list)
    for one in gains:
        groups[one.fault, one.rate].append(one)
    return list(groups.values())


def _scores(title: str, gains: Iterable[Gain]) -> str:
    rows = [
        (
            one.fault,
            one.data,
            one.rate,
            *(_score(one, version) for version in VERSIONS),
            f"{POINTS * one.gain:+.1f} +- {POINTS * one.spread:.1f}",
            f"{one.share_of('original'):.3f}",
            f"{one.share_of('oracle'):.3f}",
            "yes" if one.reached else "no: harm" if not one.harmless else "within noise" if one.ok else "no",
            one.crash[:60],
        )
        for one in gains
    ]
    head = ("fault", "set", "rate", *VERSIONS, "gain, points", "of original", "of oracle", "ok", "crash")
    return table(title, head, rows)


def _score(one: Gain, version: str) -> str:
    if version not in one.scores:
        return "-"
    rows = f" ({one.rows[version]})" if version in one.rows else ""
    return f"{one.scores[version]:.3f}{rows}"


def losses(one: Gain) -> dict[str, float]:
    """Return where the points between original and mended went, in macro-F1: the four parts add up to the whole.

    ``gone``: rows whose text or label was replaced, which no cleaner gets back. ``labels``: rows left with a wrong
    label. ``texts``: rows left with a replaced text. ``rest``: what else keeps mended below the rows that could be had
    back.
    """
    scores = one.scores
    return {
        "gone": scores["original"] - scores["restored"],
        "labels": scores["labels right"] - scores["mended"],
        "texts": scores["texts right"] - scores["labels right"],
        "rest": scores["restored"] - scores["texts right"],
    }


def _losses(gains: Iterable[Gain]) -> str:
    rows = []
    for one in gains:
        if "restored" in one.scores and "mended" in one.scores:
            parts = [f"{POINTS * value:+.1f}" for value in losses(one).values()]
            whole = f"{POINTS * (one.scores['original'] - one.scores['mended']):+.1f}"
            rows.append((one.data, one.rate, whole, *parts))
    head = ("set", "rate", "loss", "rows gone for good", "wrong labels stay", "replaced texts stay", "rest")
    return table("where the points between original and mended went", head, rows)
