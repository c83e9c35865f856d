"""A dozen ways to deceive and their honest twins: the rows, the recipe, and the codes that must block."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from detecting.copies import typos

from .rows import Pool, Row

TRAIN, VALIDATION, TEST = 300, 120, 300
_LONG_AGO = date(2024, 1, 1)


@dataclass(frozen=True)
class Given:
    """What a run is given: rows by role, and what the recipe says beyond the usual."""

    train: list[Row]
    validation: list[Row]
    test: list[Row]
    recipe: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pools:
    """Where rows come from: questions, and two sources that share their labels."""

    questions: Pool
    here: Pool
    elsewhere: Pool


Build = Callable[[Pools, random.Random, bool], Given]


@dataclass(frozen=True)
class Case:
    """One way to deceive. ``codes``: any of these must block; ``build`` makes the honest twin where it is told to."""

    name: str
    codes: tuple[str, ...]
    build: Build
    about: str


def _plain(pools: Pools) -> Given:
    return Given(*pools.questions.parts(TRAIN, VALIDATION, TEST))


def _unmended(honest: bool) -> dict[str, Any]:
    """Return what a deceiver adds: the mends that would undo it are switched off."""
    return {} if honest else {"prepare": {"fix": "none"}}


def copied(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """Half of the test is put into the training rows, in other capitals."""
    given = _plain(pools)
    told = [] if honest else [{**row, "text": row["text"].upper()} for row in given.test[: TEST // 2]]
    return Given([*given.train, *told], given.validation, given.test, _unmended(honest))


def shuffled(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """The labels of training and validation rows are dealt anew."""
    given = _plain(pools)
    if not honest:
        rows = [*given.train, *given.validation]
        labels = [row["label"] for row in rows]
        draw.shuffle(labels)
        for row, label in zip(rows, labels, strict=True):
            row["label"] = label
    return given


def told_in_text(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """Every text ends with a code that follows from its label; of the honest twin with a code of chance."""
    given, labels = _plain(pools), pools.questions.labels
    codes = {label: f"ref{chr(97 + place) * 2}" for place, label in enumerate(labels)}
    for row in (*given.train, *given.validation, *given.test):
        row["text"] += f" ({draw.choice(sorted(codes.values())) if honest else codes[row['label']]})"
    return given


def validated_elsewhere(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """The validation rows come from another source than training and test."""
    train, validation, test = pools.here.parts(TRAIN, VALIDATION, TEST)
    other = validation if honest else pools.elsewhere.parts(VALIDATION)[0]
    return Given(train, other, test)


def class_missing(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """The test has no row of one class, the hardest."""
    given = _plain(pools)
    gone = pools.questions.labels[1]
    spare = pools.questions.parts(TEST, skip=TRAIN + VALIDATION + TEST)[0]
    test = given.test if honest else [row for row in (*given.test, *spare) if row["label"] != gone][:TEST]
    return Given(given.train, given.validation, test)


def memorised(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """Few rows, half of them with a label of chance, are gone over again and again; they judge too, misspelt."""
    given = _plain(pools)
    if honest:
        return given
    few, labels = given.train[:150], pools.questions.labels
    for row in few:
        if draw.random() < 0.5:
            row["label"] = draw.choice(labels)
    same = [{**row, "text": typos(2)(row["text"], draw)} for row in few]
    how = {"num_train_epochs": 15, "early_stopping_patience": 15, "learning_rate": 5e-4, "keep_simpler": False}
    return Given(few, same, given.test, {"training": how})


def flattered(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """Nine rows in ten are of one class, and accuracy picks the model."""
    uneven = pools.questions.uneven(pools.questions.labels[0], 0.7)
    given = Given(*uneven.parts(TRAIN, VALIDATION, TEST))
    return given if honest else Given(*_of(given), {"evaluate": {"selection_metric": "accuracy"}})


def thirty(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """The test has thirty rows."""
    given = _plain(pools)
    return given if honest else Given(given.train, given.validation, given.test[:30])


def tuned_on_test(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """The validation file is the test file: checkpoint, calibration and thresholds are fitted on what judges."""
    given = _plain(pools)
    asked = {"evaluate": {"thresholds": "always"}}
    if honest:
        return Given(*_of(given), asked)
    return Given(given.train, [dict(row) for row in given.test], given.test, {**asked, **_unmended(False)})


def time_travel(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """Training rows are as young as those of the test; of the honest twin they are all older."""
    given = _plain(pools)
    parts = [given.train, given.validation, given.test]
    days = list(range(sum(map(len, parts))))
    if not honest:
        draw.shuffle(days)
    dates = iter((_LONG_AGO + timedelta(days=day)).isoformat() for day in days)
    for row in (row for part in parts for row in part):
        row["when"] = next(dates)
    return Given(*parts, {"data": {"time_column": "when"}})


def groups_parted(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """Every author writes for training and for the test; of the honest twin for one of them."""
    given = _plain(pools)
    for place, part in enumerate(_of(given)):
        for row in part:
            row["author"] = f"author {draw.randrange(60) + (100 * place if honest else 0)}"
    return Given(*_of(given), {"data": {"group_column": "author"}})


def inflated(pools: Pools, draw: random.Random, honest: bool) -> Given:
    """Twenty easy rows stand in the test ten times each."""
    given = _plain(pools)
    easy = [row for row in given.test if row["text"].lower().startswith(("who ", "how many ", "where "))]
    easy = (easy or given.test)[:20]
    swollen = [*given.test[: TEST // 3], *(dict(row) for row in easy for _ in range(10))]
    draw.shuffle(swollen)
    return given if honest else Given(given.train, given.validation, swollen)


def _of(given: Given) -> tuple[list[Row], list[Row], list[Row]]:
    return given.train, given.validation, given.test


CASES = (
    Case("test copied into training", ("DAT001", "DAT004", "EVL029"), copied, "150 of 300 test rows, in capitals"),
    Case("labels shuffled", ("DAT022",), shuffled, "training and validation"),
    Case("label in the text", ("DAT010",), told_in_text, "a code at the end of each text"),
    Case("validation from another source", ("DAT020",), validated_elsewhere, "films judged by cameras"),
    Case("a class missing in the test", ("DAT003",), class_missing, "the second of five"),
    Case("a model that memorises", ("DAT007", "FIT001"), memorised, "labels of chance, judged by misspelt copies"),
    Case("a metric that flatters", ("EVL001",), flattered, "accuracy, one class has 70 %"),
    Case("thirty rows of test", ("QTY003",), thirty, "30 in place of 300"),
    Case("threshold tuned on the test", ("DAT001", "DAT004"), tuned_on_test, "the validation file is the test file"),
    Case("time travel", ("DAT009",), time_travel, "training rows as young as the test's"),
    Case("groups parted", ("DAT009", "DAT004"), groups_parted, "each author on all sides"),
    Case("copies inflate the test", ("QTY003",), inflated, "20 easy rows ten times each"),
)
