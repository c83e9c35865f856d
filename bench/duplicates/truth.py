"""What is true: all pairs of some texts drawn, by counting common n-grams in plain Python."""

import random
from collections import Counter, defaultdict

THRESHOLD = 0.8  # Jaccard
SEED = 7


def grams(text: str, size: int) -> set[tuple[str, ...]]:
    """Return the word n-grams of a text; a shorter text is one."""
    words = text.split()
    return {tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))} if words else set()


def true_pairs(texts: list[str], size: int, drawn: list[int]) -> set[tuple[int, int]]:
    """Return all pairs at the threshold with one of the texts drawn, by counting common n-grams with every text."""
    sets = {number: grams(texts[number], size) for number in drawn}
    having: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, known in sets.items():
        for gram in known:
            having[gram].append(number)
    found = set()
    for other, text in enumerate(texts):
        own = grams(text, size)
        common = Counter(number for gram in own if gram in having for number in having[gram])
        for number, both in common.items():
            if number != other and both >= THRESHOLD * (len(own) + len(sets[number]) - both) - 1e-9:
                found.add((min(number, other), max(number, other)))
    return found


def precision(texts: list[str], size: int, pairs: list[tuple[int, int]]) -> float:
    """Return the share of reported pairs (20,000 drawn at most) that reach the threshold."""
    shown = random.Random(SEED).sample(pairs, min(20_000, len(pairs)))
    good = 0
    for one, two in shown:
        left, right = grams(texts[one], size), grams(texts[two], size)
        good += len(left & right) >= THRESHOLD * len(left | right) - 1e-9
    return good / max(1, len(shown))
