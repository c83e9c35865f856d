"""The data sets of the bench: real ones where their folder is there, and two that it writes itself."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from .grammar import own_free, own_questions
from .table import Dataset, Row, read

OWN: dict[str, Callable[[int, int], Dataset]] = {"own_free": own_free, "own_questions": own_questions}


@dataclass(frozen=True)
class Source:
    """Files of a real data set below the data folder; ``test`` is null where a part of the rows is set apart."""

    train: str
    test: str | None = None
    siblings: bool = False


REAL: dict[str, Source] = {
    "sst2": Source("sst2/train.csv", "sst2/test.csv"),
    "trec": Source("trec/train.csv", "trec/test.csv", siblings=True),
    "banking77": Source("banking77/train.csv", "banking77/test.csv", siblings=True),
    "sms_spam": Source("sms_spam/data.csv"),
    "tweet_emotion": Source("tweet_emotion/train.csv", "tweet_emotion/test.csv"),
    "subj": Source("subj/data.csv"),
    "clinc150": Source("clinc150/train.csv", "clinc150/test.csv", siblings=True),
    "reuters_r8": Source("reuters_r8/train.csv", "reuters_r8/test.csv"),
}
DEFAULT = ("sst2", "trec", "banking77", "sms_spam", *OWN)
QUICK = ("trec", "sms_spam")
SHARE_SET_APART = 5  # one row in five is the test where a set has no split of its own


def names(data: Path, quick: bool) -> tuple[str, ...]:
    """Return the sets to use where none are named: real ones that are there, else those the bench writes."""
    there = tuple(name for name in (QUICK if quick else DEFAULT) if name in OWN or (data / REAL[name].train).is_file())
    return there or tuple(OWN)


def load(name: str, data: Path, most: int | None) -> Dataset:
    """Return a set with at most ``most`` training rows and a third as many test rows, drawn at random."""
    if name in OWN:
        return OWN[name](most or 3000, (most or 3000) // 3)
    source, rng = REAL[name], random.Random(f"draw {name}")
    train = list(read(data / source.train))
    if source.test:
        test = list(read(data / source.test, first_key=len(train)))
    else:
        rng.shuffle(train)
        cut = len(train) // SHARE_SET_APART
        test, train = train[:cut], train[cut:]
    return Dataset(name, _draw(train, most, rng), _draw(test, most and most // 3, rng), source.siblings)


def _draw(rows: list[Row], most: int | None, rng: random.Random) -> tuple[Row, ...]:
    if most is None or len(rows) <= most:
        return tuple(rows)
    chosen = set(rng.sample(range(len(rows)), most))
    return tuple(row for number, row in enumerate(rows) if number in chosen)


def with_ids(data: Dataset) -> Dataset:
    """Return the set with a column of long ids, as an export of any platform has it."""
    rng = random.Random(f"ids {data.name}")
    rows = {
        row.key: replace(row, extra={**row.extra, "record_id": str(rng.randrange(10**17, 10**18))})
        for row in (*data.train, *data.test)
    }
    return data.edited(rows)
