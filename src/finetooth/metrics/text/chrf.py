"""chrF: shared runs of characters, kind to inflection and spelling."""

from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric


class ChrF(TextMetric):
    """chrF2 of each answer (sacrebleu's), as a share of 1, averaged. Source: Popović 2015."""

    name = "chrf"
    title = "chrF"
    rank = 60
    examples = [("cats", "cats", 1.0), ("zzz", "cats", 0.0), ("", "cats", 0.0), ("", "", 1.0)]

    def of_row(self, answer: str, reference: str) -> float:
        """Return the score of one answer; 1 where both are empty."""
        from sacrebleu.metrics.chrf import CHRF

        if not answer.strip() or not reference.strip():
            return float(not answer.strip() and not reference.strip())
        return float(CHRF().sentence_score(answer, [reference]).score) / 100

    def fits(self, references: Sequence[str]) -> bool:
        """Always: it tells something of any text."""
        return True
