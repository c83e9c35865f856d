"""ROUGE-L: the longest common subsequence of words, for answers of some sentences."""

from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric
from finetooth.metrics.text.words import words

_LONG = 12  # words
_MOST = 2_000  # words of a text that are looked at: the work grows with the product of both


class RougeL(TextMetric):
    """F1 of the longest common subsequence, averaged over answers. Source: Lin 2004, "ROUGE".

    Words are those of the other metrics (without articles and punctuation, no stemming), so that it differs a little
    from other implementations.
    """

    name = "rouge_l"
    title = "ROUGE-L"
    rank = 45
    examples = [("red fox runs", "fox runs home", 2 / 3), ("cat", "cat", 1.0), ("dog", "cat", 0.0), ("", "cat", 0.0)]

    def of_row(self, answer: str, reference: str) -> float:
        """Return the F1 of one answer."""
        from rapidfuzz.distance import LCSseq

        said, wanted = words(answer)[:_MOST], words(reference)[:_MOST]
        if not said or not wanted:
            return float(said == wanted)
        return 2 * LCSseq.similarity(said, wanted) / (len(said) + len(wanted))

    def fits(self, references: Sequence[str]) -> bool:
        """Half of the references are long."""
        lengths = sorted(len(words(text)) for text in references)
        return bool(lengths) and lengths[len(lengths) // 2] > _LONG
