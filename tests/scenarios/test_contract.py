"""What every scenario must hold to, whoever wrote it."""

import pytest

from finetooth.scenarios import all_scenarios
from finetooth.scenarios.scenario import Scenario

SCENARIOS = pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda scenario: scenario.name)
ORDINARY = [
    "The kettle arrived quickly, but its handle was loose.",
    "I've asked twice for a refund; nobody answers my letters!",
    "Great value, I would certainly buy this lamp again.",
    "Can you tell me when the next train to Lyon leaves?",
    "After two weeks the screen went dark. Very annoying.",
    "Nothing to complain about: friendly staff, clean rooms.",
    "Please change my delivery address before Friday.",
    "The second season isn't nearly as funny as the first.",
]
ODD = [
    "",
    " ",
    "\n\t\r\n",
    "🙂🙃👩‍👩‍👧‍👦",
    "שלום, מה שלומך היום?",
    "مرحبا، كيف حالك اليوم؟",
    "今天天气很好，我们去公园吧。",
    "İstanbul ǅ ﬁ ß ŉ",
    "!?.,;:-_()[]{}<>\"'`«»„“",
    "a\x00b\u200b\u202edc",
    "\ud800 a lone surrogate",
    "<b>bold</b> &amp; http://example.org/a?b=c",
    "word " * 2000,
    "x" * 10_000,
    "." * 10_000,
]


def test_all_scenarios_are_found_by_name():
    names = [scenario.name for scenario in all_scenarios()]
    assert names == ["lower_case", "no_punctuation", "shorter", "typos", "upper_case"]


@SCENARIOS
def test_it_has_a_title_and_says_what_it_is(scenario: Scenario):
    assert scenario.title
    assert type(scenario).__doc__


@SCENARIOS
def test_examples_hold(scenario: Scenario):
    assert scenario.examples
    for before, after in scenario.examples:
        assert scenario.apply([before], 0) == [after]


@SCENARIOS
def test_it_is_deterministic(scenario: Scenario):
    assert scenario.apply(ORDINARY, 7) == scenario.apply(list(ORDINARY), 7) == type(scenario)().apply(ORDINARY, 7)


@SCENARIOS
def test_it_gives_one_text_for_each_text(scenario: Scenario):
    after = scenario.apply(ORDINARY + ODD, 0)
    assert len(after) == len(ORDINARY + ODD)
    assert all(isinstance(text, str) for text in after)
    assert scenario.apply([], 0) == []


@SCENARIOS
def test_it_really_changes_most_ordinary_rows(scenario: Scenario):
    after = scenario.apply(ORDINARY, 0)
    assert sum(a != b for a, b in zip(ORDINARY, after, strict=True)) >= len(ORDINARY) - 1


@SCENARIOS
def test_it_leaves_something_of_every_row(scenario: Scenario):
    for before, after in zip(ORDINARY + ODD, scenario.apply(ORDINARY + ODD, 0), strict=True):
        assert bool(before.strip()) == bool(after.strip())


@SCENARIOS
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_it_survives_odd_text(scenario: Scenario, text: str):
    assert scenario.apply([text], 3) == scenario.apply([text], 3)


@SCENARIOS
def test_a_row_does_not_depend_on_its_neighbours(scenario: Scenario):
    together = scenario.apply(ORDINARY, 5)
    assert scenario.apply(ORDINARY[::-1], 5) == together[::-1]
    assert [scenario.apply([text], 5)[0] for text in ORDINARY] == together
