"""BLEU: shared runs of one to four words over all answers together, as translation is scored."""

from collections.abc import Sequence

import numpy as np

from finetooth.metrics.predictions import Floats
from finetooth.metrics.sample import ratio
from finetooth.metrics.text.metric import TextMetric

_ORDERS = 4


class Bleu(TextMetric):
    """Corpus BLEU with sacrebleu's tokens and smoothing, as a share of 1. Source: Papineni et al. 2002, Post 2018.

    A row's statistics are its matching and its possible n-grams for n of 1 to 4, and the lengths of both texts.
    """

    name = "bleu"
    title = "BLEU"
    rank = 70
    examples = [("a red cat sat here", "a red cat sat here", 1.0), ("", "a red cat", 0.0)]

    def of_row(self, answer: str, reference: str) -> float:
        """Return BLEU of one answer alone."""
        return float(self.values(self.statistics([answer], [reference]))[0])

    def statistics(self, answers: Sequence[str], references: Sequence[str]) -> Floats:
        """Return matches [4], totals [4], length and reference length of each row, float64[n, 10]."""
        from sacrebleu.metrics.bleu import BLEU

        metric, rows = BLEU(effective_order=True), []
        for answer, reference in zip(answers, references, strict=True):
            found = metric.sentence_score(answer, [reference])
            rows.append([*found.counts, *found.totals, found.sys_len, found.ref_len])
        return np.array(rows, np.float64).reshape(len(rows), 2 * _ORDERS + 2)

    def values(self, sums: Floats) -> Floats:
        """Return BLEU of sums; an order without a match counts half, then a quarter ... of one (sacrebleu's `exp`)."""
        right, total = sums[:, :_ORDERS], sums[:, _ORDERS : 2 * _ORDERS]
        none = (right == 0) & (total > 0)
        halves = 0.5 ** np.cumsum(none, axis=1)
        precision = ratio(np.where(none, halves, right), total)
        whole = (total > 0).all(axis=1) & (right[:, 0] > 0)
        logs = np.log(np.where(precision > 0, precision, 1.0)).mean(axis=1)
        brevity = np.minimum(0.0, 1 - ratio(sums[:, -1], sums[:, -2]))
        found: Floats = np.where(whole, np.exp(logs + np.nan_to_num(brevity)), 0.0)
        return found
