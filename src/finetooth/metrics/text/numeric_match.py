"""Numeric match: whether the number that an answer ends with is that of the reference."""

import re
from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric, share

_NUMBER = re.compile(r"-?(?:\d[\d,]*)?\.?\d+(?:[eE][+-]?\d+)?")
_MARK = re.compile(r"####\s*(.+)")
_MOST = 0.6  # of the references must end in a number for the metric to fit


class NumericMatch(TextMetric):
    """1 where the last number of the answer (that after #### where there is one) equals that of the reference.

    The reading that GSM8K is scored by: Cobbe et al. 2021. A reference without a number leaves its row out.
    """

    name = "numeric_match"
    title = "Numeric match"
    rank = 10
    examples = [
        ("so it is 1,200.", "#### 1200", 1.0),
        ("3 then 4", "4.0", 1.0),
        ("5", "4", 0.0),
        ("none", "4", 0.0),
        ("#### 7 (not 9)", "7", 1.0),
    ]

    def of_row(self, answer: str, reference: str) -> float:
        """Return 1 or 0; NaN where the reference has no number."""
        wanted, said = last_number(reference), last_number(answer)
        if wanted is None:
            return float("nan")
        return float(said is not None and abs(said - wanted) <= 1e-9 * max(1.0, abs(wanted)))

    def fits(self, references: Sequence[str]) -> bool:
        """Most references are a number, or end in one after a mark."""
        return share(references, [_ends_in_one(text) for text in references]) >= _MOST


def last_number(text: str) -> float | None:
    """Return the number that a text ends with, the first after #### where there is such a mark."""
    marked = _MARK.findall(text)
    found = _NUMBER.findall(marked[-1])[:1] if marked else _NUMBER.findall(text)[-1:]
    try:
        return float(found[0].replace(",", "")) if found else None
    except ValueError:
        return None


def _ends_in_one(text: str) -> bool:
    return bool(_MARK.search(text)) or _NUMBER.fullmatch(text.strip().rstrip(".")) is not None
