"""After-fix gain: what a model scores on sound test rows when it learns from the original, damaged or mended rows."""

import math
import random
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .learners import Learner, Pairs
from .lessons import (
    LABEL_LOST,
    LABEL_WRONG,
    TEXT_LOST,
    Damage,
    as_pairs,
    labelled,
    mended,
    reviewed,
    standing_fixes,
)
from .plant import Fault, plant, together
from .table import Dataset, write

RESAMPLES = 200
LEAST, ERRORS = 0.98, 2.0  # share of what is reachable; standard errors that mended may lie below damaged
ALL = "all together"
GONE = TEXT_LOST | LABEL_LOST | LABEL_WRONG  # no cleaner gets these rows back


@dataclass(frozen=True)
class Gain:
    """Test macro-F1 by what was learned from, on one set, with one fault or all of them: means over seeds.

    ``spread`` is the standard error of mended minus damaged, over test rows (resampled in pairs) and seeds. ``crash``
    tells why a figure is missing.
    """

    data: str
    fault: str
    rate: float
    scores: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    spread: float = math.nan
    crash: str = ""

    @property
    def reachable(self) -> str:
        """What mended is held against: the original where all of it can be had back, else the oracle."""
        return "oracle" if self.fault == ALL or self.fault in GONE else "original"

    @property
    def gain(self) -> float:
        """Mended minus damaged."""
        return self.scores.get("mended", math.nan) - self.scores.get("damaged", math.nan)

    @property
    def harmless(self) -> bool:
        """Whether mended is not below damaged by more than two standard errors."""
        return self.gain >= -ERRORS * self.spread

    @property
    def ok(self) -> bool:
        """Whether mending did no harm and the mended data give at least 98 % of what is reachable."""
        best = max(self.scores.get(name, 0.0) for name in ("mended", "reviewed"))
        return self.harmless and not self.crash and best >= LEAST * self.scores.get(self.reachable, 1.0)


@dataclass(frozen=True)
class _Lesson:
    """One damaged data set: what a model that learned each version says of the test rows."""

    said: dict[str, list[str]]
    rows: dict[str, int]
    crash: str = ""


def measure(
    data: Dataset,
    faults: list[Fault],
    rates: Sequence[float],
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
    told, found = _remembering(learner), []
    for rate in rates:
        damaging = {fault.name: _alone(data, fault, rate) for fault in teaching if "alone" in modes}
        if "together" in modes:
            damaging[ALL] = _together(data, teaching, rate)
        for name, damage in damaging.items():
            lessons = [_lesson(damage(seed), name, folder / f"{data.name}-gain", model, told) for seed in seeds]
            found.append(_gain(data, name, rate, lessons))
    return found


def _alone(data: Dataset, fault: Fault, rate: float) -> Callable[[int], Damage]:
    def damage(seed: int) -> Damage:
        planted = plant(data, fault, rate if len(fault.rates) > 1 else fault.rates[0], seed)
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
    files = write(damage.damaged, folder)
    learned = {
        "original": labelled(damage.original.train),
        "damaged": labelled(damage.damaged.train),
        "oracle": damage.sound(),
    }
    fixes = {"mended": None, "reviewed": reviewed() if name == ALL else standing_fixes(damage.codes)}
    crash = ""
    for version, fix in fixes.items():
        if fix == []:
            continue
        try:
            rows = mended(damage.damaged, files, fix or "auto", model)
        except Exception as error:  # whatever it is, it is a result of the bench
            crash += f"{version}: {type(error).__name__}: {error}"[:300]
            continue
        learned[version] = as_pairs(rows)
        if name == ALL and version == "mended":
            right = damage.rightly_labelled(rows)
            learned |= {
                "labels right": as_pairs(right),
                "texts right": as_pairs(damage.with_a_text(right)),
                "restored": damage.restorable(),
            }
    texts = [row.text for row in damage.original.test]
    said = {version: learner(pairs, texts) for version, pairs in learned.items()}
    return _Lesson(said, {version: len(pairs) for version, pairs in learned.items()}, crash)


def _gain(data: Dataset, fault: str, rate: float, lessons: list[_Lesson]) -> Gain:
    truth = [row.label for row in data.test]
    names = [name for name in lessons[0].said if all(name in one.said for one in lessons)]
    scores = {name: statistics.fmean(macro_f1(truth, one.said[name]) for one in lessons) for name in names}
    pairs = [(one.said["mended"], one.said["damaged"]) for one in lessons if "mended" in one.said]
    crash = "; ".join(filter(None, (one.crash for one in lessons)))
    return Gain(data.name, fault, rate, scores, lessons[0].rows, _spread(truth, pairs), crash)


def macro_f1(labels: Sequence[str], answers: Sequence[str]) -> float:
    """Return the mean F1 of the classes that the labels hold."""
    truth, said = Counter(labels), Counter(answers)
    right = Counter(label for label, answer in zip(labels, answers, strict=True) if label == answer)
    return sum(2 * right[name] / (truth[name] + said[name]) for name in truth) / len(truth)


def _spread(labels: list[str], pairs: list[tuple[list[str], list[str]]]) -> float:
    """Return the standard error of the mean difference of two macro-F1: of the test rows drawn, and of the seeds."""
    if not pairs:
        return math.nan
    rng, rows, means = random.Random(0), range(len(labels)), []
    for _ in range(RESAMPLES):
        drawn = rng.choices(rows, k=len(labels))
        means.append(statistics.fmean(_difference(labels, one, two, drawn) for one, two in pairs))
    seeds = [_difference(labels, one, two, rows) for one, two in pairs]
    between = statistics.variance(seeds) / len(seeds) if len(seeds) > 1 else 0.0
    return math.sqrt(statistics.variance(means) + between)


def _difference(labels: list[str], one: list[str], two: list[str], drawn: Sequence[int]) -> float:
    truth = [labels[row] for row in drawn]
    return macro_f1(truth, [one[row] for row in drawn]) - macro_f1(truth, [two[row] for row in drawn])
