"""Clean controls: natural faults taken out by plain code that shares nothing with the detectors."""

import html
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations

from .table import Dataset, Row

TAG = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]{2,8});")
ESCAPES = re.compile(r"\\(?:[nrt\"']|u[0-9A-Fa-f]{4})|&#\d+|&[a-z]+ ;")  # left by an export, or by a tokenizer
MOJIBAKE = re.compile("[ÃÂâÐÑ][\x80-\xbf€-™]|\ufffd|Ã.|â€")
ADDRESS, LONG_NUMBER = re.compile(r"(?<=\w)@(?=\w+\.)"), re.compile(r"\+?\d[\d ()-]{6,}\d")
NEARLY_ALL, RARE = 0.8, 3  # copies in free text share so many of their words, and a phrase that few others have
FILLERS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "is",
        "it",
        "i",
        "you",
        "and",
        "or",
        "so",
        "do",
        "did",
        "my",
        "me",
        "we",
        "please",
        "?",
        "!",
        ".",
        ",",
    ]
)
LONGEST, SHORTEST = 4.0, 3  # a row is dropped above four times the 95th percentile, or below three letters


def cleaned(data: Dataset) -> Dataset:
    """Return the data set mended and thinned: of every natural fault that plain code can see, no row is left."""
    train, test = (tuple(replace(row, text=tidy(row.text)) for row in part) for part in (data.train, data.test))
    both = _without_copies((*train, *test))
    longest = LONGEST * _percentile([len(row.text) for row in both], 0.95)
    kept = {row.key for row in both if not _damaged(row, longest)}
    data = replace(data, train=_only(train, kept), test=_only(test, kept))
    both = [*data.train, *data.test]
    kept = kept - _near_copies(both) - (set() if data.siblings else _retold(both))
    return replace(data, train=_only(data.train, kept), test=_only(data.test, kept))


def tidy(text: str) -> str:
    """Return the text in NFC, without addresses, long numbers and characters that print nothing, with single spaces."""
    visible = (
        char if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp") or char in "\u200d\n\t" else " "
        for char in unicodedata.normalize("NFC", text)
    )
    public = ADDRESS.sub(" at ", "".join(visible))
    return " ".join(LONG_NUMBER.sub(lambda found: re.sub(r"\D", "", found[0])[:5], public).split())


def plain(text: str) -> str:
    """Return what two texts must share to be copies: letters and digits, without case."""
    return "".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _damaged(row: Row, longest: float) -> bool:
    short = len(plain(row.text)) < SHORTEST or not row.label.strip()
    return (
        short
        or len(row.text) > longest
        or any(fault.search(row.text) for fault in (TAG, ESCAPES, MOJIBAKE))
        or (html.unescape(row.text) != row.text)
    )


def _without_copies(rows: Iterable[Row]) -> list[Row]:
    """Return the first of each text; none of those that stand under several labels."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[plain(row.text)].append(row)
    return [group[0] for group in groups.values() if len({row.label for row in group}) == 1]


def _near_copies(rows: Iterable[Row]) -> set[int]:
    """Return the keys of rows that differ from an earlier one by a word's order, a filler or a misspelling."""
    seen: dict[tuple[str, ...], list[str]] = {}
    found = set()
    for row in rows:
        words = re.findall(r"\w+|[?!.,]", row.text.casefold())
        keys = {tuple(sorted(words))} | {_hole(words, place) for place in range(len(words)) if len(words) > 3}
        others = (seen[key] for key in keys if key in seen)
        if any(_alike(words, other) for other in others):
            found.add(row.key)
        else:
            seen.update(dict.fromkeys(keys, words))
    return found


def _retold(rows: list[Row]) -> set[int]:
    """Return the keys of rows that share nearly all words, and five in a row, with an earlier one."""
    words = {row.key: re.findall(r"[^\W\d_]+", row.text.casefold()) for row in rows}
    phrases: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, said in words.items():
        for start in range(len(said) - 4):
            phrases[tuple(said[start : start + 5])].append(key)
    found: set[int] = set()
    for keys in phrases.values():
        for one, two in combinations(sorted(set(keys)) if len(keys) <= RARE else [], 2):
            shared = (Counter(words[one]) & Counter(words[two])).total()
            if one not in found and shared >= NEARLY_ALL * max(len(words[one]), len(words[two])):
                found.add(two)
    return found


def _hole(words: list[str], place: int) -> tuple[str, ...]:
    return (
        (*words[:place], "\0", *words[place + 1 :]) if len(words[place]) > 3 else (*words[:place], *words[place + 1 :])
    )


def _alike(words: list[str], other: list[str]) -> bool:
    only, theirs = (list((Counter(a) - Counter(b)).elements()) for a, b in ((words, other), (other, words)))
    if all(word in FILLERS for word in (*only, *theirs)):
        return True
    pairs = zip(sorted(only), sorted(theirs), strict=False)
    return len(only) == len(theirs) == 1 and all(SequenceMatcher(None, a, b).ratio() >= 0.75 for a, b in pairs)


def _only(rows: Iterable[Row], keys: set[int]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.key in keys)


def _percentile(values: list[int], share: float) -> int:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0
