"""What single scenarios do, where a general rule would not notice."""

from random import Random

import pytest

from finetooth.scenarios.contractions import Contractions
from finetooth.scenarios.negated import Negated
from finetooth.scenarios.no_content import NoContent
from finetooth.scenarios.other_gender import OtherGender
from finetooth.scenarios.other_names import OtherNames
from finetooth.scenarios.other_numbers import OtherNumbers
from finetooth.scenarios.people import _group_of, _groups
from finetooth.scenarios.prompt_injection import PromptInjection
from finetooth.scenarios.scenario import Surroundings
from finetooth.scenarios.two_messages import TwoMessages
from finetooth.scenarios.words import lexicon, swaps


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("I gave her the key.", "I gave him the key."),
        ("I gave her key back.", "I gave his key back."),
        ("That key is his.", "That key is hers."),
        ("HE CAME", "SHE CAME"),
        ("My mother's car", "My father's car"),
        ("The history of mankind, hero", "The history of mankind, hero"),
    ],
)
def test_genders_agree_with_the_grammar(before: str, after: str):
    assert OtherGender().apply([before], 0) == [after]


def test_a_name_stays_of_its_gender_and_is_the_same_throughout():
    (after,) = OtherNames().apply(["Emma called. Emma's phone is old, says Oliver."], 3)
    first, second = after.split()[0], after.split("'")[0].split()[-1]
    assert first == second != "Emma"
    assert _group_of()[first][0] == "female"
    assert _group_of()[after.rstrip(".").split()[-1]][0] == "male"


def test_no_name_is_in_two_groups_and_every_gender_has_each_origin():
    names = [name for group in _groups().values() for name in group]
    assert len(names) == len(set(names))
    assert {origin for _, origin in _groups()} == {origin for gender, origin in _groups() if gender == "male"}


@pytest.mark.parametrize("mark", ["9/10", "4 stars", "80 %", "7 out of 10", "rated 8", "3.5", "19:30", "A4", "1"])
def test_marks_are_no_numbers(mark: str):
    assert OtherNumbers().apply([f"It is {mark}"], 0) == [f"It is {mark}"]


def test_numbers_keep_their_digits_and_years_their_decade():
    for seed in range(30):
        (after,) = OtherNumbers().apply(["order 88231 of 2019, size 52"], seed)
        words = after.replace(",", "").split()
        order, year, size = int(words[1]), int(words[3]), int(words[5])
        assert 10_000 <= order <= 99_999
        assert 2010 <= year <= 2019
        assert year != 2019
        assert 10 <= size <= 99


def test_contractions_go_both_ways():
    there = Contractions().apply(["I do not know; you’re right, I'd guess."], 0)
    assert there == ["I don't know; you are right, I would guess."]


def test_an_injection_asks_for_another_label_than_the_answer():
    around = Surroundings(("spam", "ham"), ("hello",), {"hello": "ham"})
    for seed in range(10):
        (after,) = PromptInjection().within(around).apply(["hello"], seed)
        assert after.startswith("hello ")
        assert "spam" in after
        assert "ham" not in after


def test_two_messages_say_which_was_joined():
    around = Surroundings(("a",), ("first text", "second text", ""))
    scenario = TwoMessages().within(around)
    after, partners = scenario.apply(list(around.texts), 1), scenario.partners(around.texts, 1)
    assert after[0] == "first text second text"
    assert partners[:2] == [1, 0]
    assert (after[2], partners[2]) == ("", -1)


def test_denials_need_labels_of_opinion():
    assert Negated().applies(("positive", "Negative"))
    assert not Negated().applies(("billing", "delivery"))
    assert not Negated().applies(())


def test_messages_without_content_are_several():
    assert len({NoContent().change("x", Random(seed)) for seed in range(200)}) > 10


@pytest.mark.parametrize("name", ["synonyms", "spelling", "genders", "contractions", "places", "names"])
def test_lexicons_hold_no_word_twice(name: str):
    words = [word for line in lexicon(name) for word in line]
    assert len(words) == len(set(words))
    assert all(len(line) > 1 and all(line) for line in lexicon(name))


def test_synonyms_and_spellings_lead_back():
    for name in ("synonyms", "spelling"):
        for word, others in swaps(name).items():
            assert all(word in [x.lower() for x in swaps(name)[other.lower()]] for other in others)
