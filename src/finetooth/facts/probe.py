"""The frozen probe: out-of-fold probabilities of the training labels."""

from dataclasses import dataclass

from finetooth.core.facts import fact
from finetooth.facts.embeddings import Embedded
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.label_noise.vectors import vectors_of
from finetooth.facts.label_noise.voices import Heard, Material, gather, listen


@dataclass(frozen=True)
class OutOfFoldLabels:
    """What models that never saw a row say of its label; ``heard`` is aligned with ``judged_labels``.

    ``material`` is what they heard, so that they can be asked again with other labels.
    """

    heard: Heard
    material: Material


@fact
def label_probabilities(judged_labels: Judged, seed: int, embeddings: Embedded | None = None) -> OutOfFoldLabels:
    """Out-of-fold probabilities of every judged row, by naive Bayes and softmax on TF-IDF and, where given, vectors."""
    vectors, rows = vectors_of(judged_labels.ids, embeddings)
    classes = len(judged_labels.classes)
    material = gather(judged_labels.texts, judged_labels.codes, classes, seed, vectors, rows)
    return OutOfFoldLabels(listen(material, judged_labels.codes), material)
