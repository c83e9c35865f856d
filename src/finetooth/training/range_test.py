"""Learning-rate range test: the rate rises at every step, and the training loss tells where it learns and diverges.

Source: Smith 2017, "Cyclical learning rates". How the curve is read is our own, as batches of 16 rows are noisy, and
the usual mean over the steps before lags behind a rising rate: a kernel smooths in both directions, slopes are those of
lines through half a decade, and what is searched goes by the place where half of the fall is done, which moves less
than that of the steepest slope; how much it moves a bootstrap tells.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finetooth.training.errors import DivergedError
from finetooth.training.space import HIGHER, LOWER

if TYPE_CHECKING:
    from finetooth.training.descent import Descent

STEPS = 80
LOWEST, HIGHEST = 1e-3, 1e2  # of the default rate
_WIDTH = 0.125  # decades: the standard deviation of the kernel that smooths
_MEDIAN = 5  # steps: a single hard batch, or a single explosion, moves nothing
_FLAT = 0.3  # share of the steps at the start in which nothing is learned yet
_CLEAR = 4.0  # standard errors by which the loss must fall to say anything
_HOPELESS = 1.5  # times the loss of the start, at which no further step tells anything
_TOO_FEW = 20  # steps
_DIFFERENCE = 0.954  # median of the absolute difference of two standard normal values
_HALF_DECADE = 0.5
_RESAMPLES = 200


@dataclass(frozen=True)
class RangeTest:
    """The curve of a range test, and what was read off it; None where it does not tell."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]  # of each step's rows before its update, in nats
    smoothed: tuple[float, ...]
    default: float
    steepest: float | None  # the rate at which the loss falls fastest
    halfway: float | None  # the rate at which half of the fall is done
    halfway_low: float | None  # 80 % interval of it
    halfway_high: float | None
    lowest: float | None  # the rate with the least loss
    diverges: float | None  # the rate from which half of what was learned is lost again


def rising(
    descent: "Descent", default: float, steps: int = STEPS, progress: Callable[[float, str], None] | None = None
) -> RangeTest:
    """Do steps at rising rates, and read the curve; rows are cycled through where there are few.

    The descent's own schedule must be flat, or the rates are not those that are noted.
    """
    rates = np.geomspace(default * LOWEST, default * HIGHEST, steps).tolist()
    losses: list[float] = []
    for number, rate in enumerate(rates):
        try:
            losses.append(descent.step(number, rate).loss)
        except DivergedError:
            break
        if progress:
            progress((number + 1) / steps, f"learning rate {rate:.2g}, loss {losses[-1]:.3f}")
        if _hopeless(losses):
            break
    ended = rates[len(losses)] if len(losses) < steps else None
    return read(rates[: len(losses)], losses, default, ended)


def read(rates: Sequence[float], losses: Sequence[float], default: float, ended: float | None = None) -> RangeTest:
    """Read a curve; ``ended`` is the rate at which it broke off, as the loss was no number any more."""
    curve = smooth(rates, losses)
    given = tuple(rates), tuple(losses), tuple(curve.tolist()), default
    if not _tells(curve, losses):
        return RangeTest(*given, None, None, None, None, None, ended)
    again = [_halfway(rates, each) for each in _resampled(rates, losses, curve)]
    return RangeTest(
        *given,
        steepest=_steepest(rates, curve),
        halfway=_halfway(rates, curve),
        halfway_low=float(np.quantile(again, 0.1)),
        halfway_high=float(np.quantile(again, 0.9)),
        lowest=rates[int(curve.argmin())],
        diverges=_risen(rates, curve) or ended,
    )


def smooth(rates: Sequence[float], losses: Sequence[float]) -> np.ndarray:
    """Return the losses without their noise; float64[n].

    A running median takes out single batches, a kernel that looks both ways along the logarithm of the rate the rest.
    """
    values = np.asarray(losses, dtype=np.float64)
    if not len(values):
        return values
    around = np.pad(values, _MEDIAN // 2, mode="edge")
    middle = np.median(np.lib.stride_tricks.sliding_window_view(around, _MEDIAN), axis=1)
    place = np.log10(np.asarray(rates, dtype=np.float64))
    near = np.exp(-0.5 * ((place[:, None] - place[None, :]) / _WIDTH) ** 2)
    return np.asarray((near @ middle) / near.sum(axis=1))


def range_of(found: RangeTest) -> tuple[float, float] | None:
    """Return the ends between which the learning rate is worth searching; None where the curve does not tell.

    They reach from a quarter to two and a half times the rate at which half of the fall is done, and never to where
    training diverges: a rate that is kept for hundreds of steps does harm that a few steps do not show.
    """
    if found.halfway_low is None or found.halfway_high is None:
        return None
    low = found.halfway_low / LOWER
    return low, max(2 * low, min(HIGHER * found.halfway_high, (found.diverges or np.inf) / 2))


def rate_of(found: RangeTest) -> float:
    """Return the default rate; a lower one only where training diverges at it."""
    if found.diverges is None or found.default < found.diverges:
        return found.default
    return min(found.halfway or np.inf, found.diverges / 4)


def _tells(curve: np.ndarray, losses: Sequence[float]) -> bool:
    """Whether the loss fell by more than noise, as the flat steps of the start show it."""
    if len(losses) < _TOO_FEW:
        return False
    flat = np.abs(np.diff(losses[: int(_FLAT * len(losses))]))
    error = float(np.median(flat)) / _DIFFERENCE / np.sqrt(_MEDIAN)
    return bool(_start(curve) - float(curve.min()) > _CLEAR * error)


def _resampled(rates: Sequence[float], losses: Sequence[float], curve: np.ndarray) -> Iterator[np.ndarray]:
    """Yield curves of the same steps with other noise: each residual keeps its size, and gets a sign by chance.

    Source: the wild bootstrap (Liu 1988), as the noise grows with the rate.
    """
    random = np.random.default_rng(0)
    for _ in range(_RESAMPLES):
        signs = random.choice([-1.0, 1.0], len(losses))
        yield smooth(rates, (curve + signs * (np.asarray(losses) - curve)).tolist())


def _start(curve: np.ndarray) -> float:
    return float(np.median(curve[: max(1, int(_FLAT * len(curve)))]))


def _halfway(rates: Sequence[float], curve: np.ndarray) -> float:
    """Return the first rate at which half of the fall to the lowest point is done."""
    limit = (_start(curve) + float(curve.min())) / 2
    return float(rates[int((curve <= limit).argmax())])


def _steepest(rates: Sequence[float], curve: np.ndarray) -> float:
    """Return the rate left of the lowest point at which a line through half a decade of the curve falls most."""
    place = np.log10(np.asarray(rates))
    near = np.abs(place[:, None] - place[None, :]) <= _HALF_DECADE / 2
    slopes = [float(np.polyfit(place[mine], curve[mine], 1)[0]) for mine in near[: int(curve.argmin()) + 1]]
    return float(rates[int(np.argmin(slopes))])


def _risen(rates: Sequence[float], curve: np.ndarray) -> float | None:
    """Return the first rate past the lowest point from which, all in all, half of the fall is lost again."""
    limit, bottom = (_start(curve) + float(curve.min())) / 2, int(curve.argmin())
    risen = (place for place in range(bottom + 1, len(curve)) if curve[place] > limit < np.median(curve[place:]))
    return next((float(rates[place]) for place in risen), None)


def _hopeless(losses: Sequence[float]) -> bool:
    """Whether training has diverged for good, so that no further step would tell anything."""
    if len(losses) < 2 * _TOO_FEW:
        return False
    return float(np.median(losses[-_MEDIAN:])) > _HOPELESS * float(np.median(losses[: _TOO_FEW // 2]))
