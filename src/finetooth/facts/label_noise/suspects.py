"""Facts on labels that are probably wrong: who they are, how many there are, and how sure that is."""

from dataclasses import dataclass
from math import ceil

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.label_noise.planting import plant
from finetooth.facts.label_noise.pooling import confusion
from finetooth.facts.label_noise.threshold import Claims, Threshold, choose, most_noise
from finetooth.facts.label_noise.voices import Heard, Material, listen
from finetooth.facts.probe import OutOfFoldLabels

WANTED = 0.9  # precision of the flagged rows
PLANTED_SHARE = 0.05
_ENOUGH_FLIPS, _MOST_ROUNDS = 100, 10
_FALSE_ALARMS, _EVEN = 0.01, 0.5
_SALT = 7_919  # so that no one else's draw with the same seed picks the same rows
BLIND = 0.1  # planted flips found at 1 % false alarms: below this nothing can be seen
HAND_CHECKED = 50

Array = np.ndarray


@dataclass(frozen=True)
class LabelNoise:
    """How many labels are wrong and how well that can be seen.

    ``rate`` is the likeliest share of labels that are mistakes of chance, and ``low`` to ``high`` its 95 % interval;
    ``high`` is no less than planted flips allow.
    ``threshold`` is None where no set of rows is wrong with the precision wanted. ``planted`` flips were tried; the
    share ``found`` (``found_uniform``, ``found_confused`` by shape) scored above 99 % of the labels that are probably
    right.
    """

    rate: float
    low: float
    high: float
    threshold: Threshold | None
    planted: int
    found: float
    found_uniform: float
    found_confused: float


@fact
def label_noise(label_probabilities: OutOfFoldLabels, judged_labels: Judged, seed: int) -> LabelNoise:
    """What flips planted among the user's own labels say of the labels' scores."""
    heard, material = label_probabilities.heard, label_probabilities.material
    rounds = min(_MOST_ROUNDS, ceil(_ENOUGH_FLIPS / (PLANTED_SHARE * len(judged_labels.codes))))
    tried = [_tried(material, heard, judged_labels.codes, seed * _MOST_ROUNDS + number) for number in range(rounds)]
    done = np.concatenate([what for _, what, _ in tried])
    above = np.concatenate([over for _, _, over in tried])
    threshold = choose(_claims(heard), [(claims, what > 0) for claims, what, _ in tried], WANTED)
    found, uniform, confused = (
        float(above[part].mean()) if part.any() else 0.0 for part in (done > 0, done == 1, done == 2)
    )
    high = max(heard.high, min(most_noise(claims.score, what > 0) for claims, what, _ in tried))
    return LabelNoise(heard.noise, heard.low, high, threshold, int((done > 0).sum()), found, uniform, confused)


def _tried(material: Material, heard: Heard, codes: Array, seed: int) -> tuple[Claims, Array, Array]:
    """Return one planted run: its claims, what was done to each row, and which score above 99 % of the right labels."""
    flipped, done = plant(codes, confusion(heard.probabilities), PLANTED_SHARE, _SALT + seed)
    again = listen(material, flipped, heard, interval=False)
    right = (done == 0) & (heard.probably_wrong(heard.noise) < _EVEN)
    usual = np.quantile(again.score[right], 1 - _FALSE_ALARMS) if right.any() else 1.0
    return _claims(again), done, again.score > usual


def _claims(heard: Heard) -> Claims:
    return Claims(heard.score, heard.probably_wrong(heard.noise), heard.probably_wrong(heard.low))


@fact
def label_suspects(
    label_probabilities: OutOfFoldLabels, judged_labels: Judged, label_noise: LabelNoise
) -> pl.DataFrame:
    """Every judged row, worst first: ``id, label, suggested, score, probability_wrong, flagged``.

    ``suggested`` is the likeliest other label: shown, never applied. ``probability_wrong`` holds for mistakes of
    chance; ``flagged`` rows are wrong with the precision that ``label_noise.threshold`` states.
    """
    heard, threshold = label_probabilities.heard, label_noise.threshold
    others = heard.probabilities.copy()
    others[np.arange(len(others)), judged_labels.codes] = -1
    truth = threshold.planted.truth if threshold else 1.0
    flagged = heard.score >= threshold.score if threshold else np.zeros(len(others), bool)
    names = pl.Series(judged_labels.classes, dtype=pl.String)
    table = pl.DataFrame(
        {
            "id": judged_labels.ids,
            "label": names.gather(judged_labels.codes),
            "suggested": names.gather(others.argmax(1)),
            "score": heard.score,
            "probability_wrong": truth * heard.probably_wrong(heard.noise),
            "flagged": flagged,
        }
    )
    return table.sort("score", "id", descending=[True, False])


@fact
def hand_check_sample(train_keys: pl.DataFrame, seed: int) -> pl.Series:
    """Ids of 50 random labelled training rows: what a person finds among them is the unbiased share of wrong labels."""
    labelled = train_keys.filter(pl.col("label").is_not_null())["id"]
    if labelled.is_empty():
        raise NotApplicable("there are no labelled training rows")
    return labelled.sample(min(HAND_CHECKED, len(labelled)), seed=seed).sort()
