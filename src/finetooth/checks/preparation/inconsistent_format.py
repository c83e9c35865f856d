"""PRE024: the way texts are written changes between rows."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.checks.wording import counted, listed, names, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.core.statistics import Partner, Statistics
from finetooth.facts.text import is_blank

FEWEST_ROWS = 40
LEAST_SHARE = 0.02  # a way of writing in fewer rows is a matter of those rows
REMARKED = 0.1  # from here on both ways are worth a remark, whatever the label
STRONG = 0.5  # Cramer's V from which the format alone tells much of the label; intents reach 0.37 by their wording
SURE = 0.01
_PERMUTATIONS = 1_000
_MOST_CLASSES = 200
# Each way: which texts can show it at all, and which do.
WAYS = {
    "all lower case": (r"\p{Latin}\w*\W+\w+\W+\w+", r"^[^\p{Lu}]*$"),
    "all upper case": (r"\p{Latin}\w*\W+\w+\W+\w+", r"^[^\p{Ll}]*$"),
    "spaces before punctuation": (r"\w\s?[,.!?;]", r"\w [,.!?;](?:\s|$)"),
    "no punctuation": (r"(?:\w+\W+){7}\w", r"^[^.,!?;:…。，！？،؟।]*$"),
    "curly quotes": (r"""["“”]|\w['’]\w""", r"[“”]|\w’\w"),
    "Markdown": (r"\S", r"(?m)\[[^\]\n]+\]\(https?://|^#{1,6} \w|\*\*\w[^*\n]*\*\*|^```"),
    "BBCode": (r"\S", r"(?i)\[(b|i|u|url|img|quote|code)(?:=[^\]]*)?\].*\[/(?:b|i|u|url|img|quote|code)\]"),
    "several lines": (r"\S", r"\S\s*\n\s*\S"),
}


class InconsistentFormat(Check):
    """Texts are written in different ways.

    Why: rows of two sources keep the marks of their source (case, spacing, markup); where the classes come from
    different ones, a model reads the mark instead of the text, and fails on rows that are all written alike.
    Fix: bring all rows, and those to come, into one form before training: the form that live texts will have. Where the
    way of writing is part of the task (shouting, questions), waive it.
    Blind: ways of writing that are not listed; an association that is right, as capitals in angry messages. Cramer's V
    without its bias (Bergsma 2013) and a permutation test, corrected for the ways tried (Holm 1979).
    """

    code = "PRE024"
    severity = Severity.INFO
    fix_class = "never"
    bad = [
        [
            *({"text": f"the room on floor {n} was clean , and quiet at night .", "label": "good"} for n in range(40)),
            *({"text": f"The lift to floor {n} was stuck, and nobody came.", "label": "bad"} for n in range(40)),
        ]
    ]
    good = [
        [
            *({"text": f"The room on floor {n} was clean, and quiet at night.", "label": "good"} for n in range(40)),
            *({"text": f"The lift to floor {n} was stuck, and nobody came.", "label": "bad"} for n in range(40)),
        ]
    ]

    def judge(self, train_rows: Rows, seed: int) -> Finding | Passed:
        """Find the ways of writing that only some rows share, and test whether the label goes with them."""
        table = train_rows.table.filter(~is_blank(train_rows.texts))
        if table.height < FEWEST_ROWS:
            raise NotApplicable(f"there are fewer than {FEWEST_ROWS} training rows with text")
        mixed = {way: shown for way in WAYS if (shown := _shown(table["text"], way)) is not None}
        if not mixed:
            return Passed(f"{counted(table.height, 'training row')}, written in one way ({len(WAYS)} ways looked for)")
        told = {way: _told(table["label"], shown, seed) for way, shown in mixed.items()}
        tied = [way for way, one in told.items() if one["cramers_v"] >= STRONG and one["p_value"] * len(told) <= SURE]
        shares = ", ".join(f"{way} in {percent(one['rows'] / one['of'])}" for way, one in told.items())
        message = f"{counted(table.height, 'training row')} are not written in one way: {shares}"
        if not tied and max(min(one["rows"], one["of"] - one["rows"]) / one["of"] for one in told.values()) < REMARKED:
            return Passed(f"{message}; none goes with the label", {"ways": told})
        if not tied:
            return Finding.on(message, (), Severity.INFO, checked=table.height, ways=told)
        worst = max(tied, key=lambda way: float(told[way]["cramers_v"]))
        usual = 2 * told[worst]["rows"] > told[worst]["of"]  # the rows of the rarer way are named
        ids = table["id"].filter((mixed[worst] != usual).fill_null(False))
        effect = float(told[worst]["cramers_v"])
        message = (
            f"{listed(tied)} goes with the label (Cramer's V {effect:.2f}, p {told[worst]['p_value']:.3f}); {message}"
        )
        statistics = Statistics.of(
            table.height,
            len(ids),
            threshold=STRONG,
            calibration=f"Cramer's V; {_PERMUTATIONS:,} permutations of the labels",
            null=told[worst]["null"],
            effect=effect,
        )
        partners = (Partner(row, None, effect) for row in ids.head(100))
        evidence: dict[str, Any] = {"ways": told, "tied": tied, "first": names(ids)}
        return Finding.on(message, ids, Severity.WARNING, statistics=statistics, partners=partners, **evidence)


def _shown(texts: pl.Series, way: str) -> pl.Series | None:
    """Return where a text is written that way, null where it cannot tell; None where all, or nearly all, agree."""
    able, shows = WAYS[way]
    shown = texts.str.contains(shows)
    if not shown.any():
        return None
    shown = shown.set(~texts.str.contains(able), None)
    share, told = shown.mean(), len(shown) - shown.null_count()
    mixed = told >= FEWEST_ROWS and isinstance(share, float) and LEAST_SHARE <= share <= 1 - LEAST_SHARE
    return shown if mixed else None


def _told(labels: pl.Series, shown: pl.Series, seed: int) -> dict[str, Any]:
    """Return how many rows show it, the association with the label, its null (the 95 % quantile) and its p-value."""
    table = pl.DataFrame({"label": labels, "shown": shown}).drop_nulls()
    codes, written = table["label"].rank("dense").to_numpy() - 1, table["shown"].to_numpy()
    classes = int(codes.max()) + 1 if len(codes) else 0
    found = {"rows": int(written.sum()), "of": len(written), "cramers_v": 0.0, "null": 0.0, "p_value": 1.0}
    if not 2 <= classes <= _MOST_CLASSES or written.all() or not written.any():
        return found
    sizes = np.bincount(codes, minlength=classes)
    seen = np.bincount(codes[written], minlength=classes)
    drawn = np.random.default_rng(seed).multivariate_hypergeometric(
        sizes, int(written.sum()), _PERMUTATIONS, "marginals"
    )
    value, chance = _cramer(seen[None, :], sizes)[0], _cramer(drawn, sizes)
    p_value = (1 + int((chance >= value).sum())) / (1 + _PERMUTATIONS)
    return {
        **found,
        "cramers_v": round(float(value), 4),
        "null": round(float(np.quantile(chance, 0.95)), 4),
        "p_value": p_value,
    }


def _cramer(seen: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return Cramer's V without its bias for tables of two columns: ``seen`` [tables, classes], ``sizes`` [classes]."""
    total, share = sizes.sum(), seen.sum(axis=1, keepdims=True) / sizes.sum()
    expected = sizes * share
    chi2 = ((seen - expected) ** 2 / np.maximum(expected, 1e-12)).sum(axis=1)
    chi2 += ((seen - expected) ** 2 / np.maximum(sizes - expected, 1e-12)).sum(axis=1)
    bias = (len(sizes) - 1) / (total - 1)
    fewest = max(1e-12, min(len(sizes) - bias, 2 - 1 / (total - 1)) - 1)
    return np.asarray(np.sqrt(np.clip(chi2 / total - bias, 0, None) / fewest), np.float64)
