"""One label of several, given or not: how surely each row has it wrong, by voices that never saw the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from finetooth.facts.label_noise.naive_bayes import left_out_scores
from finetooth.facts.label_noise.pooling import Group, logs, pool, temperature
from finetooth.facts.label_noise.softmax import OutOfFold, softmax
from finetooth.facts.label_noise.threshold import Claims, Threshold, choose
from finetooth.facts.label_noise.voices import AGAIN, Material

Array = np.ndarray
_MOST_ROUNDS = 4
_ITERATIONS, _STEPS = 12, 60
_PLANTED_SHARE, _FEWEST_PLANTED, _ENOUGH_FLIPS = 0.05, 3, 100
_FALSE_ALARMS, _EVEN = 0.01, 0.5
_FIRST_RATE, _MOST_RATE = 0.01, 0.5
_SALT = 104_729  # so that no one else's draw with the same seed picks the same rows


@dataclass(frozen=True)
class Doubt:
    """What is known of one label's assignments: ``score`` float[n] how little the given value is believed, ``wrong``
    float[n] how probably it is wrong, where ``given`` Boolean[n] tells whether the row carries the label.

    ``threshold`` is None where no set of rows is wrong with the precision wanted; of ``planted`` flips the share
    ``found`` scores above 99 % of the values that are probably right.
    """

    given: Array
    score: Array
    wrong: Array
    threshold: Threshold | None
    planted: int
    found: float

    @property
    def flagged(self) -> Array:
        """Where the value is probably wrong; Boolean[n]."""
        return np.asarray(self.score >= self.threshold.score) if self.threshold else np.zeros(len(self.score), bool)


@dataclass(frozen=True)
class _Heard:
    score: Array
    claims: Claims
    fits: tuple[OutOfFold, ...]


def doubt(material: Material, given: Array, wanted: float, seed: int) -> Doubt:
    """Look for rows that carry a label they should not, or lack it; flips planted among them tell how sure that is."""
    heard = _hear(material, given)
    planted = _planted_a_round(given)
    rounds = min(_MOST_ROUNDS, ceil(_ENOUGH_FLIPS / (2 * planted)))
    tried, above = [], []
    for number in range(rounds):
        flips = plant_both_ways(given, planted, _SALT + seed * _MOST_ROUNDS + number)
        again = _hear(material, given ^ flips, heard.fits)
        right = ~flips & (heard.claims.wrong < _EVEN)
        usual = np.quantile(again.score[right], 1 - _FALSE_ALARMS) if right.any() else 1.0
        above.append(again.score[flips] > usual)
        tried.append((again.claims, flips))
    threshold = choose(heard.claims, tried, wanted)
    truth = threshold.planted.truth if threshold else 1.0
    found = np.concatenate(above)
    return Doubt(given, heard.score, truth * heard.claims.wrong, threshold, len(found), float(found.mean()))


def plant_both_ways(given: Array, count: int, seed: int) -> Array:
    """Return where a label is flipped, Boolean[n]: on ``count`` rows that carry it and on as many that do not.

    Mistakes dealt to all rows alike would drown a rare label in rows that never had it.
    """
    draw, flips = np.random.default_rng(seed), np.zeros(len(given), bool)
    for side in (given, ~given):
        places = np.flatnonzero(side)
        flips[draw.permutation(places)[: min(count, len(places) // 2)]] = True
    return flips


def _planted_a_round(given: Array) -> int:
    fewer = min(int(given.sum()), int((~given).sum()))
    return max(_FEWEST_PLANTED, round(_PLANTED_SHARE * fewer))


def _hear(material: Material, given: Array, before: Sequence[OutOfFold] = ()) -> _Heard:
    """Let every voice speak, the label's share among them, and pool them."""
    codes = given.astype(np.int64)
    share = np.clip(given.mean(), 1e-6, 1 - 1e-6)
    usual = np.tile(np.log(np.array([1 - share, share], np.float32)), (len(codes), 1))
    voices = [usual, *(_bayes(material, number, codes) for number in range(len(material.sparse)))]
    fits = []
    for number, (folded, rows) in enumerate(material.dense):
        start, iterations = (before[number].weights, AGAIN) if before else (None, _ITERATIONS)
        fits.append(folded.run(codes[rows], iterations, start))
    places, groups = _groups(voices, fits, material, codes)
    pooled = pool(groups, interval=not before)
    told = np.empty(len(codes))
    for place, said in zip(places, pooled.probabilities, strict=True):
        told[place] = said[:, 1]
    score = np.where(given, 1 - told, told)
    least = pooled.low / pooled.noise if pooled.noise > 0 and not before else 0.0
    return _Heard(score, _claims(told, given, score, least), tuple(fits))


def _bayes(material: Material, number: int, codes: Array) -> Array:
    scores = left_out_scores(material.sparse[number], codes, 2, material.copies)
    return logs(softmax(scores * np.float32(temperature(scores, codes))))


def _groups(
    voices: list[Array], fits: list[OutOfFold], material: Material, codes: Array
) -> tuple[list[Array], list[Group]]:
    """Return rows with vectors apart from those without, as other voices speak of them: positions and voices."""
    has = material.has_vector
    places = [place for place in (np.flatnonzero(has), np.flatnonzero(~has)) if len(place)]
    groups = []
    for place in places:
        heard = [voice[place] for voice in voices]
        for fit, (_, rows) in zip(fits, material.dense, strict=True):
            if rows[place].all():
                heard.append(logs(fit.probabilities)[np.cumsum(rows)[place] - 1])
        groups.append(Group(np.stack(heard), codes[place]))
    return places, groups


def _claims(told: Array, given: Array, score: Array, least: float) -> Claims:
    """Return how probably each value is wrong, by the shares of mistakes on either side that make the values likeliest.

    ``told`` float[n]: how probably a row has the label. Found by expectation maximisation (Dempster et al. 1977); a
    rare label's rows and all others have shares of their own.
    """
    lacking = added = _FIRST_RATE
    for _ in range(_STEPS):
        wrong = _wrong(told, given, lacking, added)
        has = np.where(given, 1 - wrong, wrong)
        lacking = min(_MOST_RATE, float(wrong[~given].sum() / max(has.sum(), 1e-9)))
        added = min(_MOST_RATE, float(wrong[given].sum() / max((1 - has).sum(), 1e-9)))
    wrong_low = _wrong(told, given, lacking * least, added * least)
    return Claims(score, _wrong(told, given, lacking, added), wrong_low)


def _wrong(told: Array, given: Array, lacking: float, added: float) -> Array:
    mistaken = np.where(given, added * (1 - told), lacking * told)
    right = np.where(given, (1 - lacking) * told, (1 - added) * (1 - told))
    return np.asarray(mistaken / np.maximum(right + mistaken, 1e-30))
