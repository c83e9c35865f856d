"""Token F1: how much of the words two answers share, in whatever order."""

from collections import Counter
from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric
from finetooth.metrics.text.words import words


class TokenF1(TextMetric):
    """The harmonic mean of precision and recall of words, averaged over answers. Source: Rajpurkar et al. 2016."""

    name = "token_f1"
    title = "Token F1"
    rank = 50
    examples = [("the red cat", "a cat", 2 / 3), ("cat", "cat", 1.0), ("dog", "cat", 0.0), ("", "", 1.0)]

    def of_row(self, answer: str, reference: str) -> float:
        """Return the F1 of one answer; 1 where both are without a word."""
        said, wanted = Counter(words(answer)), Counter(words(reference))
        if not said or not wanted:
            return float(said == wanted)
        both = (said & wanted).total()
        return 2 * both / (said.total() + wanted.total())

    def fits(self, references: Sequence[str]) -> bool:
        """Always: it tells something of any text."""
        return True
