"""QTY005: rows that hardly differ from each other."""

import random

from finetooth.checks.wording import percent
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed
from finetooth.core.statistics import Statistics
from finetooth.facts.diversity import Diversity

LEAST_NEW = 0.25  # half of the least of eleven public sets that people wrote, two of them narrow intents: .54 to .93
LEAST_CLUSTERS = 12.0  # a quarter of the least of six of them: 48 to 144

_PLACES, _THINGS = ("Rome", "Oslo", "Lima", "Cairo", "Delhi", "Perth"), ("lamp", "sofa", "desk", "shelf", "bench")
_COLOURS = ("red", "blue", "green", "white", "black", "brown", "grey", "pink")
_WORDS = ("the", "my", "old", "new", "lamp", "sofa", "desk", "came", "broke", "stood", "left", "was", "and", "in", "on")
_DRAW = random.Random(5)  # noqa: S311 - no secret


class LowDiversity(Check):
    """The rows hardly differ from each other.

    Why: rows made from a few templates, by a program or a language model, teach the templates; the model looks good on
    its like and fails on what people write. Measured by how many three-word sequences of a further row would be new
    (Good 1953) beside the same words dealt at random, and by the effective number of clusters of the vectors (Vendi
    score, Friedman & Dieng 2022).
    Fix: gather rows from other sources and people; of rows made by one template keep a few.
    Blind: diversity of subjects that are all worded alike, and rows in languages written without spaces of which the
    vectors of the base model know nothing. Short commands are alike by nature: judge by what users will send.
    """

    code = "QTY005"
    bad = [
        [
            {"text": f"Please send the {colour} {thing} to {place} today", "label": thing}
            for colour in _COLOURS
            for thing in _THINGS
            for place in _PLACES
        ]
    ]
    good = [[{"text": " ".join(_DRAW.choices(_WORDS, k=9)), "label": "a"} for _ in range(300)]]

    def judge(self, diversity: Diversity) -> Finding | Passed:
        """Compare the sequences with those of shuffled words, and count clusters."""
        told = (
            f"{percent(diversity.new)} of the three-word sequences in one row more would be new to these "
            f"{diversity.rows:,} rows ({percent(diversity.shuffled)} if words stood in random order)"
        )
        if diversity.clusters is not None:
            told += f"; {diversity.vectors:,} vectors make {diversity.clusters:.0f} effective clusters"
        evidence = {
            "new_sequences": round(diversity.new, 4),
            "shuffled": round(diversity.shuffled, 4),
            "effective_clusters": None if diversity.clusters is None else round(diversity.clusters, 2),
        }
        few_clusters = diversity.clusters is not None and diversity.clusters < LEAST_CLUSTERS
        if diversity.share >= LEAST_NEW and not few_clusters:
            return Passed(told, evidence)
        told = f"the rows repeat themselves: only {told}"
        how = "half of the least share that eleven public sets of human writing show"
        statistics = Statistics.of(
            diversity.rows,
            0,
            threshold=LEAST_NEW,
            calibration=how,
            null=diversity.shuffled,
            effect=diversity.new,
        )
        return Finding(told, (), evidence, statistics=statistics)
