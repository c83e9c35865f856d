"""The predicted score: what a model scores on field rows without labels, and how sure that is."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.field.answers import Floats, Integers, calibrated
from finetooth.field.choosing import Tried, depth, held_side, tried
from finetooth.field.decay import Decay
from finetooth.field.expecting import adjusted, expected_macro_f1, macro_f1
from finetooth.field.methods import METHODS, Side, field_scores, label_mix
from finetooth.field.nearness import Mask, Vectors, Wording, foreign, similarity
from finetooth.field.results import FieldEstimate, Predicted, Share, Told
from finetooth.field.shifts import MOST_ROWS, shifts

FEWEST_HELD, FEWEST_FIELD = 50, 20
CERTAINTY = 0.9
_Z = 1.645  # of that certainty
_LEFT_OF_FOREIGN = 0.25  # of what a model knows more than by guessing; English MiniLM on seven other languages: .2
_SHARPNESS = 4  # weights go by this power of the mean squared error
_LEAST_ERROR = 0.005
_AXES = 32


@dataclass(frozen=True)
class Known:
    """Rows with labels that the model never saw: probabilities [n, k], true classes (-1: unknown), vectors, texts.

    ``predicted`` are the answers, where they are not the most probable class.
    """

    probabilities: Floats
    truth: Integers
    vectors: Vectors
    texts: pl.Series
    predicted: Integers | None = None

    def at(self, rows: Integers) -> "Known":
        """Return these rows."""
        answers = None if self.predicted is None else self.predicted[rows]
        return Known(self.probabilities[rows], self.truth[rows], self.vectors[rows], self.texts.gather(rows), answers)


@dataclass(frozen=True)
class Unknown:
    """Field rows: as in ``Known``, without the truth."""

    probabilities: Floats
    vectors: Vectors
    texts: pl.Series
    predicted: Integers | None = None


@dataclass(frozen=True)
class Estimated:
    """The estimate; the chance that each field row's answer is right, float64[m]; and the rows' novelty, [m, 2]."""

    estimate: FieldEstimate
    chances: Floats
    novelty: Floats
    foreign: Mask
    spread: float  # the standard error of the mean chance


def estimate(known: Known, field: Unknown, labels: tuple[str, ...], seed: int) -> Estimated:
    """Predict accuracy and macro-F1 of the field rows. Raises NotApplicable where there are too few rows.

    Seven methods are tried on shifts that are simulated from the known rows; what each was off there weighs what it
    says of the field, and the interval is the errors' 90 % with what sampling adds. It grows with the square root of
    how much farther the field is than the simulated shifts were.
    """
    if len(known.truth) < FEWEST_HELD or len(field.texts) < FEWEST_FIELD or len(labels) < 2:
        raise NotApplicable(f"fewer than {FEWEST_HELD} held-out rows or {FEWEST_FIELD} field rows")
    sides, found, fade = _material(known, field, seed)
    held, out = sides
    away = foreign(field.texts, known.texts)
    chances = _abroad(fade(out.confidence, out.novelty), away, len(labels))
    said = np.array([_told(name, held, out, fade, away, len(labels)) for name in METHODS])
    errors, weights = _weighed(found)
    value = float(np.clip((weights * said).sum(), 0.0, 1.0))
    accuracy, spread = _interval(value, found, weights, held, out)
    chances = adjusted(chances, value)
    told = tuple(Told(*one) for one in zip(METHODS, said.tolist(), errors.tolist(), weights.tolist(), strict=True))
    scores = accuracy, _macro_f1(accuracy, chances, held, out)
    about = depth(held.novelty, out.novelty), float(found.depth.max(initial=0.0)), float(away.mean())
    mix = _mix(held, out, labels)
    result = FieldEstimate(len(away), len(known.truth), *scores, told, len(found.true), *about, mix)
    return Estimated(result, chances, out.novelty, away, spread)


def _material(known: Known, field: Unknown, seed: int) -> tuple[tuple[Side, Side], Tried, Decay]:
    """Return both sides as the methods take them, what the methods said of simulated shifts, and the fading."""
    scale = calibrated(known.probabilities, known.truth)
    some = np.sort(np.random.default_rng(seed).permutation(len(known.truth))[:MOST_ROWS])
    part = known.at(some)
    wording = Wording(pl.concat([part.texts.rename("text"), field.texts.rename("text")]))
    axes, field_axes = _axes(part.vectors, field.vectors)
    likeness = field_scores(axes, field_axes)[0]
    classes = known.probabilities.shape[1]
    made = shifts(part.vectors, part.truth, classes, wording, likeness, seed)
    found, fade = tried(made, part.truth, axes)
    own = held_side(made, part.truth, axes).novelty
    held = Side(scale(part.probabilities), _answers(part), own, axes, part.truth)
    here = wording.among(np.ones(len(some), bool))
    novelty = np.column_stack([-similarity(field.vectors, part.vectors), wording.unknown(~here, here)])
    return (held, Side(scale(field.probabilities), _answers(field), novelty, field_axes)), found, fade


def _answers(rows: Known | Unknown) -> Integers:
    best = rows.probabilities.argmax(axis=1) if rows.predicted is None else rows.predicted
    return np.asarray(best, np.int64)


def _axes(one: Vectors, other: Vectors) -> tuple[Floats, Floats]:
    """Return both in the directions in which they spread most together."""
    both = np.vstack([one, other]).astype(np.float64)
    centred = both - both.mean(axis=0)
    turned = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -_AXES:]
    return turned[: len(one)], turned[len(one) :]


def _told(name: str, held: Side, out: Side, fade: Decay, away: Mask, classes: int) -> float:
    """Return what a method says, once foreign rows are counted as little better than guessed."""
    said, guess = METHODS[name](held, out, fade), 1 / classes
    if name == "fading with novelty":
        return float(_abroad(fade(out.confidence, out.novelty), away, classes).mean())
    return said - max(0.0, said - guess) * (1 - _LEFT_OF_FOREIGN) * float(away.mean())


def _abroad(chances: Floats, away: Mask, classes: int) -> Floats:
    return np.where(away, 1 / classes + (chances - 1 / classes) * _LEFT_OF_FOREIGN, chances)


def _weighed(found: Tried) -> tuple[Floats, Floats]:
    """Return each method's error on the simulated shifts, and its weight. Without shifts: the mean confidence's."""
    if not len(found.true):
        return np.full(len(METHODS), np.nan), np.array([float(name == "mean confidence") for name in METHODS])
    mass = np.sqrt(found.rows) / np.sqrt(found.rows).sum()
    errors = np.sqrt((mass[:, None] * (found.said - found.true[:, None]) ** 2).sum(axis=0))
    weights = np.maximum(errors, _LEAST_ERROR) ** (-2.0 * _SHARPNESS)
    return errors, weights / weights.sum()


def _interval(value: float, found: Tried, weights: Floats, held: Side, out: Side) -> tuple[Predicted, float]:
    """Return the predicted accuracy with its interval, and its standard error."""
    right = float(held.right.mean())
    inner = min(max(value, 0.05), 0.95)
    sampling = _Z * float(np.sqrt(inner * (1 - inner) * (1 / len(held.predicted) + 1 / len(out.predicted))))
    missed = np.abs(found.said @ weights - found.true) if len(found.true) else np.array([0.1])
    error = float(np.quantile(missed, CERTAINTY))
    usual = max(0.2, float(found.depth.mean())) if len(found.depth) else 1.0
    farther = max(1.0, float(np.sqrt(depth(held.novelty, out.novelty) / usual)))
    half, near = float(np.hypot(error * farther, sampling)), float(np.hypot(error, sampling))
    guess = 1 / held.logs.shape[1]
    low = max(0.0, value - half, min(value, guess) - near)
    high = min(1.0, value + half, max(value, right) + near)
    return Predicted("accuracy", value, low, high, right), half / _Z


def _macro_f1(accuracy: Predicted, chances: Floats, held: Side, out: Side) -> Predicted:
    """Return the macro-F1 that goes with the accuracy, and with the ends of its interval.

    Expected counts are smoother than real ones: what they miss on the held rows is made up for.
    """
    assert held.truth is not None  # noqa: S101 - of held rows
    own = macro_f1(held.truth, held.predicted, held.logs.shape[1])
    ends = [min(max(end, 1e-4), 1 - 1e-4) for end in (accuracy.held, accuracy.value, accuracy.low, accuracy.high)]
    expected = expected_macro_f1(adjusted(held.confidence, ends[0]), held.logs, held.predicted)
    scale = own / max(expected, 1e-6)
    value, low, high = (
        min(1.0, scale * expected_macro_f1(adjusted(chances, end), out.logs, out.predicted)) for end in ends[1:]
    )
    return Predicted("macro_f1", value, min(low, value), max(high, value), own)


def _mix(held: Side, out: Side, labels: tuple[str, ...]) -> tuple[Share, ...]:
    mix, prior = label_mix(held, out)
    answered = np.bincount(out.predicted, minlength=len(labels)) / len(out.predicted)
    return tuple(Share(*one) for one in zip(labels, prior.tolist(), answered.tolist(), mix.tolist(), strict=True))
