"""Scope: from which strangeness on a text is flagged as none of the classes; kept as JSON beside the known vectors."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import TypeAdapter

from finetooth.core.store import write_json
from finetooth.scope.strangeness import Floats, Integers, Known, Vectors, entropy, farness

FILE, VECTORS = "scope.json", "scope.safetensors"
_TINY = 1e-9
_SPREADS = (0.05, 0.01)  # nats and cosine, the least that count: a model may be surer than that by the luck of its fit
_ROOM = 0.5  # spreads between what is usual and the threshold, at least


@dataclass(frozen=True)
class Yardstick:
    """What is usual on held-out rows: mean and spread of each part, the median of their sum, and the threshold."""

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    median: float
    threshold: float

    def measure(self, parts: tuple[Floats, ...]) -> Floats:
        """Return the strangeness: 0 is the median of held-out rows, above 1 a row is flagged; float64[n]."""
        return (_summed(parts, self.means, self.spreads) - self.median) / (self.threshold - self.median)


@dataclass(frozen=True)
class Scope:
    """How rows that belong to no class are told. ``whole`` goes by doubt and distance, ``alone`` by doubt only.

    ``false_alarms``: the share of rows of the classes that is flagged, as it was asked for; ``rows`` held-out rows set
    the thresholds.
    """

    labels: tuple[str, ...]
    false_alarms: float
    rows: int
    whole: Yardstick | None
    alone: Yardstick
    base: str = ""  # the content of the model whose vectors distances go by

    def strangeness(
        self,
        probabilities: Floats,
        vectors: Vectors | None = None,
        known: Known | None = None,
        ids: Integers | None = None,
    ) -> Floats:
        """Return how strange rows are: 0 is usual, above 1 they are flagged. Without vectors their doubt tells alone.

        ``ids`` are given where rows may be known ones: they do not count for themselves.
        """
        doubt = entropy(probabilities)
        if self.whole is None or vectors is None or known is None:
            return self.alone.measure((doubt,))
        return self.whole.measure((doubt, farness(vectors, probabilities, known, ids)))


class Held(NamedTuple):
    """Rows that the model had not seen: ids [n], probabilities [n, k] and, where there are any, vectors [n, d]."""

    ids: Integers
    probabilities: Floats
    vectors: Vectors | None


def fewest(false_alarms: float) -> int:
    """Return how many held-out rows a threshold needs."""
    return math.ceil(1 / false_alarms) - 1


def fit_scope(
    labels: tuple[str, ...], held: Held, known: Known | None, false_alarms: float, base: str = ""
) -> Scope | None:
    """Set the thresholds so that of rows like the held-out ones at most such a share is flagged, in expectation.

    The threshold is the conformal one: the value that ceil((n + 1) · (1 - share)) of n rows do not exceed (Vovk,
    Gammerman & Shafer 2005). None where there are too few rows.
    """
    if len(held.ids) < fewest(false_alarms):
        return None
    doubt, whole = entropy(held.probabilities), None
    if held.vectors is not None and known is not None:
        far = farness(held.vectors, held.probabilities, known, held.ids)
        whole = _yardstick((doubt, far), false_alarms)
    return Scope(labels, false_alarms, len(held.ids), whole, _yardstick((doubt,), false_alarms), base)


def _yardstick(parts: tuple[Floats, ...], false_alarms: float) -> Yardstick:
    means = tuple(float(part.mean()) for part in parts)
    spreads = tuple(max(float(part.std()), least) for part, least in zip(parts, _SPREADS, strict=False))
    total = np.sort(_summed(parts, means, spreads))
    place = min(len(total), math.ceil((len(total) + 1) * (1 - false_alarms) - _TINY)) - 1
    median = float(np.median(total))
    return Yardstick(means, spreads, median, max(float(total[place]), median + _ROOM))


def _summed(parts: tuple[Floats, ...], means: tuple[float, ...], spreads: tuple[float, ...]) -> Floats:
    each = zip(parts, means, spreads, strict=True)
    return np.asarray(sum((part - mean) / spread for part, mean, spread in each), np.float64)


def write_scope(folder: Path, scope: Scope, known: Known | None) -> None:
    """Write both files; vectors as half-precision numbers."""
    from safetensors.numpy import save_file

    write_json(folder / FILE, asdict(scope))
    if known is not None:
        tensors = {"ids": known.ids, "classes": known.classes, "vectors": known.vectors.astype(np.float16)}
        save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, folder / VECTORS)


def read_scope(folder: Path) -> tuple[Scope, Known | None] | None:
    """Read what ``write_scope`` wrote; None where a run has none."""
    if not (folder / FILE).is_file():
        return None
    scope = TypeAdapter(Scope).validate_python(json.loads((folder / FILE).read_text("utf-8")))
    if not (folder / VECTORS).is_file():
        return scope, None
    from safetensors.numpy import load_file

    found = load_file(folder / VECTORS)
    return scope, Known(found["ids"], found["vectors"].astype(np.float32), found["classes"])
