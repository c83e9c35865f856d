"""Exact match: the share of answers that are the reference, but for case, articles, punctuation and spaces."""

from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric
from finetooth.metrics.text.words import words

_SHORT = 12  # words: longer answers are hardly ever the same


class ExactMatch(TextMetric):
    """1 where the words that count are the same in the same order, else 0."""

    name = "exact_match"
    title = "Exact match"
    rank = 30
    examples = [("The  cat.", "cat", 1.0), ("a dog", "cat", 0.0), ("", "", 1.0), ("+", "-", 0.0)]

    def of_row(self, answer: str, reference: str) -> float:
        """Return 1 or 0; texts without any word are compared as they are."""
        said, wanted = words(answer), words(reference)
        return float(said == wanted if said or wanted else answer.strip() == reference.strip())

    def fits(self, references: Sequence[str]) -> bool:
        """Half of the references are short."""
        lengths = sorted(len(words(text)) for text in references)
        return bool(lengths) and lengths[len(lengths) // 2] <= _SHORT
