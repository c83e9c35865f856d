"""After-fix gain: what a model scores on sound test rows when it learns from the original, damaged or mended rows."""

import math
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .learners import Learner, Pairs
from .lessons import (
    LABEL_LOST,
    LABEL_WRONG,
    TEXT_LOST,
    Damage,
    Taught,
    as_pairs,
    labelled,
    mended,
    reviewed,
    standing_fixes,
)
from .paired import macro_f1, standard_error
from .plant import MOST_TOGETHER, Fault, plant, together
from .table import Dataset, write

MOST_ROWS = 3000  # to learn from: of more rows, losing a few is worth less than can be measured
RATES = {"alone": (0.05,), "together": (0.005, 0.02)}  # where none are asked for
LEAST, ERRORS = 0.98, 2.0  # share of what is reachable; standard errors that mended may lie below damaged
ALL = "all together"
GONE = TEXT_LOST | LABEL_LOST  # no cleaner gets these rows back


def reference(fault: str) -> str:
    """Return the version of the data that the mended one is held against."""
    return "oracle" if fault == ALL or fault in GONE else "original"


@dataclass(frozen=True)
class Gain:
    """Test macro-F1 by what was learned from, on one set, with one fault or all of them: means over seeds.

    ``spread`` is the standard error of mended minus damaged, ``doubt`` that of mended minus ``reference``: over test
    rows (resampled in pairs) and seeds. ``crash`` tells why a figure is missing.
    """

    data: str
    fault: str
    rate: float
    scores: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    spread: float = math.nan
    doubt: float = 0.0
    crash: str = ""

    @property
    def reference(self) -> str:
        """What mended is held against: the original, but the oracle where rows are gone or all kinds are together."""
        return reference(self.fault)

    @property
    def gain(self) -> float:
        """Mended minus damaged."""
        return self.scores.get("mended", math.nan) - self.scores.get("damaged", math.nan)

    @property
    def harmless(self) -> bool:
        """Whether mended is not below damaged by more than two standard errors, or not below the original.

        Damage may help by chance: rows that leave the largest class for a misspelt one lift the small classes' recall.
        """
        whole = self.scores.get("mended", math.nan) >= self.scores.get("original", math.nan)
        return whole or self.gain >= -ERRORS * self.spread

    @property
    def restored(self) -> bool:
        """Whether mended has at least 98 % of the reference's score.

        Wrong labels stay by rule (no fix relabels, and none drops a row for its label): there nothing is asked.
        """
        return self.fault in LABEL_WRONG or self.share_of(self.reference) >= LEAST

    @property
    def reached(self) -> bool:
        """Whether mending did no harm and gave back what can be had, by the figures as they stand."""
        return self.harmless and self.restored and not self.crash

    @property
    def ok(self) -> bool:
        """Whether it cannot be told from noise that mending failed: one set is small, so doubt counts for it."""
        short = LEAST * self.scores.get(self.reference, math.nan) - self.scores.get("mended", math.nan)
        return self.reached or (self.harmless and not self.crash and short <= ERRORS * self.doubt)

    def share_of(self, version: str) -> float:
        """Return mended as a share of another version's score."""
        return self.scores.get("mended", math.nan) / self.scores.get(version, math.nan)


@dataclass(frozen=True)
class _Lesson:
    """One damaged data set: what a model that learned each version says of the test rows."""

    said: dict[str, list[str]]
    rows: dict[str, int]
    crash: str = ""


def measure(
    data: Dataset,
    faults: list[Fault],
    rates: Sequence[float] | None,
    modes: Sequence[str],
    seeds: range,
    folder: Path,
    model: str | None,
    learner: Learner,
) -> list[Gain]:
    """Damage the training rows with each kind of fault alone, and with all; let prepare mend them; learn from each.

    Leaks are left out: they damage a test, not what is learned, and taking them out costs sound training rows.
    """
    teaching = [fault for fault in faults if not fault.column and fault.part != "test"]
    told, thin, found = _remembering(learner), _thinned(data), []
    for name, rate, damage in _cases(thin, teaching, rates, modes):
        lessons = [_lesson(damage(seed), name, folder / f"{data.name}-gain", model, told) for seed in seeds]
        found.append(_gain(thin, name, rate, lessons))
    return found


def _cases(
    data: Dataset, faults: list[Fault], rates: Sequence[float] | None, modes: Sequence[str]
) -> Iterator[tuple[str, float, Callable[[int], Damage]]]:
    """Yield the name of the fault, its rate, and what damages the set with a seed; no case twice."""
    for fault in faults if "alone" in modes else ():
        for rate in fault.rates if len(fault.rates) == 1 else rates or RATES["alone"]:
            yield fault.name, rate, _alone(data, fault, rate)
    asked = (rates or RATES["together"]) if "together" in modes and faults else ()
    for rate in dict.fromkeys(min(rate, round(MOST_TOGETHER / len(faults), 4)) for rate in asked):
        yield ALL, rate, _together(data, faults, rate)


def _thinned(data: Dataset) -> Dataset:
    rng = random.Random(f"thin {data.name}")
    chosen = set(rng.sample(range(len(data.train)), min(MOST_ROWS, len(data.train))))
    return replace(data, train=tuple(row for number, row in enumerate(data.train) if number in chosen))


def _alone(data: Dataset, fault: Fault, rate: float) -> Callable[[int], Damage]:
    def damage(seed: int) -> Damage:
        planted = plant(data, fault, rate, seed)
        return Damage(data, planted.data, {fault.name: planted}, fault.codes)

    return damage


def _together(data: Dataset, faults: list[Fault], rate: float) -> Callable[[int], Damage]:
    def damage(seed: int) -> Damage:
        damaged, planted = together(data, faults, rate, seed)
        return Damage(data, damaged, planted)

    return damage


def _remembering(learner: Learner) -> Learner:
    """Return the learner, with the last answers to the same lesson kept: the original is learned once a set."""
    kept: dict[int, list[str]] = {}

    def learn(train: Pairs, texts: list[str]) -> list[str]:
        key = hash((tuple(train), tuple(texts)))
        if key not in kept:
            kept[key] = learner(train, texts)
        return kept[key]

    return learn


def _lesson(damage: Damage, name: str, folder: Path, model: str | None, learner: Learner) -> _Lesson:
    learned = {
        "original": labelled(damage.original.train),
        "damaged": labelled(damage.damaged.train),
        "oracle": damage.sound(),
    }
    files, crash = write(damage.damaged, folder), ""
    fixes: dict[str, str | list[str]] = {"mended": "auto"}
    if by_hand := reviewed() if name == ALL else standing_fixes(damage.codes):
        fixes["reviewed"] = by_hand
    for version, fix in fixes.items():
        try:
            rows = mended(damage.damaged, files, fix, model)
        except Exception as error:  # whatever it is, it is a result of the bench
            crash += f"{version}: {type(error).__name__}: {error}"[:300]
            continue
        learned[version] = as_pairs(rows)
        if name == ALL and version == "mended":
            learned |= _by_cause(damage, rows)
    texts = [row.text for row in damage.original.test]
    said = {version: learner(pairs, texts) for version, pairs in learned.items()}
    return _Lesson(said, {version: len(pairs) for version, pairs in learned.items()}, crash)


def _by_cause(damage: Damage, rows: list[Taught]) -> dict[str, Pairs]:
    """Return the mended rows without what is still wrong with them, and the original ones without what is gone."""
    right = damage.rightly_labelled(rows)
    return {
        "labels right": as_pairs(right),
        "texts right": as_pairs(damage.with_a_text(right)),
        "restored": damage.restorable(),
    }


def _gain(data: Dataset, fault: str, rate: float, lessons: list[_Lesson]) -> Gain:
    truth = [row.label for row in data.test]
    names = [name for name in lessons[0].said if all(name in one.said for one in lessons)]
    scores = {name: statistics.fmean(macro_f1(truth, one.said[name]) for one in lessons) for name in names}
    versions = ("damaged", reference(fault))
    pairs = [[(one.said["mended"], one.said[name]) for one in lessons if "mended" in one.said] for name in versions]
    spread, doubt = (standard_error(truth, members) for members in pairs)
    crash = "; ".join(filter(None, (one.crash for one in lessons)))
    return Gain(data.name, fault, rate, scores, lessons[0].rows, spread, doubt, crash)
