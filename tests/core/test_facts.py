"""Facts: derived when asked for, once, by name; and dropped when what they rest on changes."""

from collections import Counter

import pytest

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import Facts, fact, needs

CALLS: Counter[str] = Counter()


@fact
def spam_doubled(spam: int) -> int:
    CALLS["spam_doubled"] += 1
    return spam * 2


@fact
def spam_and_eggs(spam_doubled: int, eggs: int) -> int:
    CALLS["spam_and_eggs"] += 1
    return spam_doubled + eggs


@fact
def spam_refused(spam: int) -> int:
    CALLS["spam_refused"] += 1
    raise NotApplicable(f"no spam today, only {spam}")


@fact
def beyond_refused(spam_refused: int) -> int:
    return spam_refused + 1


@fact
def resting_on_nothing() -> int:
    return 7


@pytest.fixture(autouse=True)
def _fresh() -> None:
    CALLS.clear()


def test_a_fact_is_derived_when_asked_for_and_only_once() -> None:
    facts = Facts({"spam": 2, "eggs": 1})
    assert CALLS == {}
    assert facts.get("spam_and_eggs") == 5
    assert facts.get("spam_and_eggs") == 5
    assert facts.get("spam_doubled") == 4
    assert CALLS == {"spam_doubled": 1, "spam_and_eggs": 1}


def test_what_is_given_stands_before_what_can_be_derived() -> None:
    assert Facts({"spam_doubled": 100, "eggs": 1}).get("spam_and_eggs") == 101
    assert CALLS == {"spam_and_eggs": 1}


def test_what_cannot_exist_says_why_for_all_that_ask_for_it_and_is_tried_once() -> None:
    facts = Facts({"spam": 2})
    for _ in range(2):
        with pytest.raises(NotApplicable, match="no spam today, only 2"):
            facts.get("beyond_refused")
    assert CALLS == {"spam_refused": 1}


def test_a_fact_that_nobody_gave_or_derives_is_not_applicable() -> None:
    with pytest.raises(NotApplicable, match="there is no field sample"):
        Facts({}).get("field_sample")
    with pytest.raises(NotApplicable, match="there is no eggs"):
        Facts({"spam": 1}).get("spam_and_eggs")


def test_available_asks_without_deriving() -> None:
    facts = Facts({"spam": 2})
    assert facts.available("spam_doubled")
    assert facts.available("resting_on_nothing")
    assert not facts.available("spam_and_eggs")
    assert not facts.available("unheard_of")
    assert CALLS == {}


def test_roots_are_the_given_or_missing_values_below() -> None:
    facts = Facts({"spam": 2})
    assert facts.roots("spam_and_eggs") == {"spam", "eggs"}
    assert facts.roots("spam") == {"spam"}
    assert facts.roots("resting_on_nothing") == set()


def test_more_values_keep_what_was_derived_from_others() -> None:
    facts = Facts({"spam": 2})
    facts.get("spam_doubled")
    assert facts.with_(eggs=1).get("spam_and_eggs") == 5
    assert CALLS["spam_doubled"] == 1


def test_a_changed_value_drops_what_rests_on_it() -> None:
    facts = Facts({"spam": 2, "eggs": 1})
    facts.get("spam_and_eggs")
    changed = facts.with_(spam=3)
    assert changed.get("spam_and_eggs") == 7
    assert facts.get("spam_and_eggs") == 5
    same = facts.with_(spam=2)
    assert same.get("spam_and_eggs") == 5
    assert CALLS == {"spam_doubled": 2, "spam_and_eggs": 2}


def test_giving_what_was_derived_before_drops_what_rested_on_it() -> None:
    facts = Facts({"spam": 2, "eggs": 1})
    assert facts.get("spam_and_eggs") == 5
    assert facts.with_(spam_doubled=10).get("spam_and_eggs") == 11


def test_giving_nothing_for_what_was_missing_is_given_too() -> None:
    facts = Facts({"eggs": 1})
    with pytest.raises(NotApplicable):
        facts.get("spam_refused")
    with pytest.raises(NotApplicable, match="only None"):
        facts.with_(spam=None).get("spam_refused")


def test_needs_are_the_names_of_the_parameters() -> None:
    class Asking:
        def judge(self, spam: int, eggs: int) -> int:
            return spam + eggs

    assert needs(Asking().judge) == ("spam", "eggs")
    assert needs(Asking.judge) == ("spam", "eggs")
    assert Facts({"spam": 1, "eggs": 2}).call(Asking().judge) == 3


def test_one_name_for_two_facts_is_refused() -> None:
    def spam_doubled(spam: int) -> int:
        return spam

    spam_doubled.__module__ = "somewhere.else"
    with pytest.raises(ValueError, match="the fact spam_doubled is defined twice"):
        fact(spam_doubled)
