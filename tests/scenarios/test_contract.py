"""What every scenario must hold to, whoever wrote it."""

from pathlib import Path

import pytest

from finetooth.scenarios import all_scenarios
from finetooth.scenarios.scenario import EXPECTED, Scenario, Surroundings

TEXTS = (Path(__file__).parent / "texts.txt").read_text("utf-8").splitlines()  # those that were looked at by eye
LEAST = {"other_names": 20, "other_spelling": 20, "other_numbers": 20, "other_places": 20}
AROUND = Surroundings(("good", "bad"), tuple(TEXTS), dict.fromkeys(TEXTS, "good"))
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
    assert names == [
        "contractions", "emoji", "fillers", "links", "lower_case", "negated", "neutral_words", "no_accents",
        "no_content", "no_punctuation", "ocr_damage", "other_gender", "other_names", "other_numbers", "other_places",
        "other_spelling", "polite", "prompt_injection", "shorter", "stray_spaces", "stretched_words", "synonyms",
        "two_messages", "typos", "upper_case", "very_long",
    ]  # fmt: skip


@SCENARIOS
def test_it_has_a_title_and_says_what_it_is(scenario: Scenario):
    assert scenario.title
    assert scenario.expects in EXPECTED
    assert "looked at" in " ".join((type(scenario).__doc__ or "").split()), (
        "say how many texts were looked at, and what came of it"
    )


@SCENARIOS
def test_examples_hold(scenario: Scenario):
    assert scenario.examples or scenario.name == "no_content"
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
def test_it_really_changes_texts_that_it_can_touch(scenario: Scenario):
    after = scenario.within(AROUND).apply(TEXTS, 0)
    assert sum(a != b for a, b in zip(TEXTS, after, strict=True)) >= LEAST.get(scenario.name, 28)


@SCENARIOS
def test_it_leaves_something_of_every_row(scenario: Scenario):
    if scenario.expects == "unsure":
        return  # there the text is gone on purpose
    for before, after in zip(ORDINARY + ODD, scenario.apply(ORDINARY + ODD, 0), strict=True):
        assert bool(before.strip()) == bool(after.strip())


@SCENARIOS
def test_a_higher_dose_changes_more(scenario: Scenario):
    if not scenario.doses:
        assert not scenario.dose_of
        return
    assert scenario.dose_of
    assert list(scenario.doses) == sorted(scenario.doses)
    weak, strong = (scenario.at(dose).apply(TEXTS, 0) for dose in (scenario.doses[0], scenario.doses[-1]))
    far = [[sum(x not in old.split() for x in new.split()) + abs(len(old) - len(new))
            for old, new in zip(TEXTS, texts, strict=True)] for texts in (weak, strong)]  # fmt: skip
    assert sum(far[1]) > 1.3 * sum(far[0])
    assert scenario.dose == type(scenario).dose  # the scenario itself stays as it was


@SCENARIOS
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_it_survives_odd_text(scenario: Scenario, text: str):
    assert scenario.apply([text], 3) == scenario.apply([text], 3)


@SCENARIOS
def test_a_row_does_not_depend_on_its_neighbours(scenario: Scenario):
    together = scenario.apply(ORDINARY, 5)
    assert scenario.apply(ORDINARY[::-1], 5) == together[::-1]
    assert [scenario.apply([text], 5)[0] for text in ORDINARY] == together
