"""Near duplicates as people mean them are found; siblings and short answers are not among them."""

import random

import polars as pl
import pytest

from finetooth.facts.neighbours import near as module
from finetooth.facts.neighbours.edits import planted
from finetooth.facts.neighbours.near import near_texts
from finetooth.facts.neighbours.verify import compare
from finetooth.facts.neighbours.words import bags_of_words

SUBJECTS = ["parcel", "letter", "lamp", "jacket", "kettle", "ticket", "garden", "engine", "bridge", "violin"]
VERBS = ["arrived", "broke", "vanished", "burned", "froze", "shrank", "leaked", "cracked", "faded", "rattled"]
PLACES = ["lyon", "oslo", "quito", "perth", "turin", "malmo", "cork", "bern", "nantes", "porto", "ghent", "lima"]
TIMES = ["monday", "tuesday", "yesterday", "overnight", "twice", "suddenly", "again", "already", "slowly", "finally"]


def sentences(number: int, seed: int = 1) -> list[str]:
    """Return unlike sentences of 8 to 14 words."""
    draw = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < number:
        words = [draw.choice(part) for part in (SUBJECTS, VERBS, PLACES, TIMES) for _ in range(draw.randint(1, 3))]
        tail = [f"{draw.choice('bdfgklmnprst')}{draw.choice('aeiou')}{draw.choice('lmnrst')}{draw.randrange(300)}x"]
        draw.shuffle(words)
        made[" ".join([*words, *tail, *draw.sample(SUBJECTS, 3)])] = None
    return list(made)


def near(texts: list[str]) -> set[tuple[int, int]]:
    pairs = near_texts(pl.Series(texts)).pairs
    return set(pairs.filter(pl.col("kind") == "near").select("left", "right").iter_rows())


def distance(one: str, two: str, *others: str) -> float:
    words = bags_of_words(pl.Series([one, two, *others, *sentences(40)]))
    table = compare(words, *(pl.Series([place]).to_numpy() for place in (0, 1)))
    return float(table["distance"][0]) if table.height else 1.0


@pytest.mark.parametrize(
    "copy",
    [
        "the old bridge over the river was closed for repairs last winetr",
        "the old bridge over the river was closed for repars last winter",
        "the old bridge over the river was closed for repairs last winter!",
        "old bridge over the river was closed for repairs last winter",
        "the old bridge over the river was closed again for repairs last winter",
        "the old bridge over the river closed was for repairs last winter",
    ],
)
def test_an_edited_copy_is_near(copy: str) -> None:
    texts = [*sentences(150), "the old bridge over the river was closed for repairs last winter", copy]
    assert (150, 151) in near(texts)


def test_other_texts_are_not_near() -> None:
    assert near(sentences(200)) == set()


def test_the_thresholds_find_the_copies_planted_here_and_say_so() -> None:
    calibration = near_texts(pl.Series(sentences(300))).calibration
    assert calibration.is_measured
    assert calibration.planted == 75
    assert calibration.recall >= 0.9
    assert calibration.recall_low < calibration.recall
    assert "75 copies" in calibration.source


def test_few_texts_fall_back_on_what_served_elsewhere() -> None:
    calibration = near_texts(pl.Series(sentences(20))).calibration
    assert not calibration.is_measured
    assert calibration.limits == (0.18, 0.18, 0.12)
    assert "public sets" in calibration.source


def test_texts_of_one_template_are_siblings() -> None:
    cities = [f"what is the fastest way to travel from the airport to {place}?" for place in PLACES]
    texts = [*sentences(150), *cities]
    pairs = near_texts(pl.Series(texts)).pairs.filter(pl.col("right") >= 150)
    assert set(pairs["kind"]) == {"sibling"}
    assert pairs.height > 10


def test_a_misspelt_sibling_is_near_its_original() -> None:
    cities = [f"what is the fastest way to travel from the airport to {place}?" for place in PLACES]
    texts = [*sentences(150), *cities, "what is the fastest way to trvael from the airport to lyon?"]
    assert {pair for pair in near(texts) if pair[1] == len(texts) - 1} == {(150, len(texts) - 1)}


def test_short_answers_repeat_by_nature() -> None:
    assert not near([*sentences(60), "thanks!", "thanks.", "yes please", "yes, please", "no thanks", "ok", "ok!"])


def test_scripts_without_spaces_are_compared_by_letter() -> None:
    texts = [*sentences(60), "我昨天在商店里买了一件蓝色的外套但是太小了", "我昨天在商店里买了一件蓝色的外套但是太小"]
    assert near(texts) == {(60, 61)}


def test_a_misspelling_costs_less_than_another_word() -> None:
    one = "the violin in the window costs forty crowns"
    assert distance(one, one.replace("window", "widnow")) < 0.5 * distance(one, one.replace("window", "attic"))


def test_numbers_are_never_misspellings() -> None:
    one = "the violin in the window costs 1990 crowns"
    assert distance(one, one.replace("1990", "1991")) > distance(one, one.replace("crowns", "corwns"))


def test_two_known_words_a_letter_apart_are_two_words() -> None:
    others = [f"{word} {place} {time}" for word in ("hour", "four", "lamb") for place in PLACES for time in TIMES[:3]]
    one = "the violin plays for one hour at noon"
    other_word = distance(one, one.replace("hour", "lamb"), *others)
    assert distance(one, one.replace("hour", "four"), *others) == pytest.approx(other_word, rel=0.1)
    assert distance(one, one.replace("hour", "hoxr"), *others) < other_word


def test_words_that_moved_far_make_texts_differ() -> None:
    one = "president bush compared saddam hussein to whom in that speech"
    assert distance(one, "saddam hussein was compared to whom by president bush in that speech") > 0.2
    assert distance(one, one.replace("to whom", "whom to")) == pytest.approx(0)


def test_same_seed_same_answer_and_the_order_of_planting_does_not_leak() -> None:
    texts = pl.Series(sentences(120))
    assert near_texts(texts, 3).pairs.equals(near_texts(texts, 3).pairs)
    assert near_texts(texts, 3).pairs["right"].max() in (None, *range(120))


def test_large_sets_are_searched_by_pairs_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BY_GRAMS", 100)
    texts = [*sentences(150), "the old bridge over the river was closed for repairs last winter"]
    found = near_texts(pl.Series([*texts, texts[-1].replace("closed ", "")]))
    assert (150, 151) in set(found.pairs.select("left", "right").iter_rows())
    assert "neighbouring words" in found.method


def test_planted_copies_differ_and_come_from_long_enough_texts() -> None:
    texts = pl.Series([*sentences(100), "one two three"])
    copies = planted(texts, 60, 5)
    assert copies.height == 60
    assert not set(copies["text"]) & set(texts)
    assert 100 not in copies["place"]
    assert copies.equals(planted(texts, 60, 5))
    assert not copies.equals(planted(texts, 60, 6))


def kinds(texts: list[str]) -> dict[tuple[int, int], str]:
    pairs = near_texts(pl.Series([*texts, *sentences(150)])).pairs
    return {(left, right): kind for left, right, kind in pairs.select("left", "right", "kind").iter_rows()}


def test_the_same_letters_are_near_after_another_tokenisation() -> None:
    told = kinds(["zelda's film isn't zorro's best.", "zelda 's film is n't zorro 's best ."])
    assert told == {(0, 1): "near"}


def test_a_short_text_with_other_spaces_is_near_and_with_other_signs_a_kind_of_its_own() -> None:
    told = kinds(["dull fun .", "dull fun.", "dull fun!", "eh .", "eh."])
    assert told == {(0, 1): "near", (0, 2): "signs", (1, 2): "signs", (3, 4): "near"}


def test_the_same_letters_are_near_beyond_the_search_by_grams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BY_GRAMS", 100)
    assert kinds(["a so-so, well-made film", "a so so , well made film"])[0, 1] == "near"
