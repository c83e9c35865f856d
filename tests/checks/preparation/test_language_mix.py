"""PRE022."""

import pytest

from finetooth.checks.preparation.language_mix import LanguageMix
from finetooth.core.finding import Outcome, Severity

THINGS = ("lift", "garden", "kitchen", "street outside", "swimming pool", "breakfast room")
SAID = ("was noisy all night long", "could be cleaner than that", "made our stay a pleasure", "has seen better days")
ENGLISH = [{"text": f"The {thing} {said}, and I told them so.", "label": "a"} for thing in THINGS for said in SAID] * 4
OTHERS = [
    "Das Zimmer war sehr laut und leider nicht besonders sauber.",
    "La chambre était très bruyante et le petit déjeuner était froid.",
    "La habitación estaba muy sucia y nadie nos quiso ayudar.",
    "Il bagno era sporco e la colazione non era buona per niente.",
    "O quarto era pequeno, mas o café da manhã foi muito bom.",
    "Номер был шумный, а завтрак холодный.",
    "كانت الغرفة نظيفة والإفطار لذيذ",
    "部屋はとても静かでした",
    "방이 너무 시끄러웠어요",
    "यह कमरा बहुत साफ था",
]


@pytest.mark.parametrize("text", OTHERS)
def test_another_language_is_found(judge, text: str) -> None:
    verdict = judge(LanguageMix, [*ENGLISH, {"text": text, "label": "b"}])
    assert verdict.rows == (97,)
    assert verdict.evidence["main"] == "en"
    assert verdict.precision.low <= verdict.precision.value <= 1


@pytest.mark.parametrize(
    "text",
    [
        "@user http://a.example/b #hashtag 12345",
        "Ja!",
        "yay yay yay yay yay yay yay yay",
        "I had a café au lait at the Champs-Élysées with Françoise.",
        "ok",
        "😀😀😀",
        "Ｔｈｅ ｒｏｏｍ ｗａｓ ｃｌｅａｎ ａｎｄ ｑｕｉｅｔ",
    ],
)
def test_what_tells_no_language_is_left_alone(judge, text: str) -> None:
    assert judge(LanguageMix, [*ENGLISH, {"text": text, "label": "b"}]).outcome is Outcome.PASSED


def test_the_main_language_comes_from_the_data(judge) -> None:
    verdict = judge(LanguageMix, [*({"text": OTHERS[0] + f" Nummer {n}", "label": "a"} for n in range(40)), ENGLISH[0]])
    assert verdict.evidence["main"] == "de"
    assert verdict.rows == (41,)


def test_a_mix_is_a_remark_without_rows_and_nothing_is_dropped(judge, fix) -> None:
    rows = [*ENGLISH[:60], *({"text": OTHERS[n % 3], "label": "a"} for n in range(45))]
    verdict = judge(LanguageMix, rows)
    assert (verdict.severity, verdict.rows) == (Severity.INFO, ())
    assert len(fix(LanguageMix, rows)) == 105


def test_strangers_are_dropped_after_review(fix) -> None:
    assert len(fix(LanguageMix, [*ENGLISH, {"text": OTHERS[0], "label": "b"}])) == 96
    assert LanguageMix.fix_class == "review"


def test_the_budget_makes_a_sample_that_is_told(judge) -> None:
    recipe = {"audit": {"budget": 0.02}}
    verdict = judge(LanguageMix, {"rows": ENGLISH, "recipe": recipe})
    assert "sample of 40" in verdict.message
    assert judge(LanguageMix, {"rows": ENGLISH, "recipe": recipe}) == verdict


def test_few_rows_cannot_be_judged(judge) -> None:
    assert judge(LanguageMix, ENGLISH[:10]).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("text", ["row 1", "same same same same words", "x" * 40])
def test_rows_without_enough_words_cannot_be_judged(judge, text: str) -> None:
    assert judge(LanguageMix, [{"text": text, "label": "a"}] * 50).outcome is Outcome.NOT_APPLICABLE


def test_a_few_odd_rows_of_one_language_are_no_finding(judge) -> None:
    """Names and slips read like another language; there are as many as their tail foretells."""
    odd = ["ma nah lah dah sah", "ja ja nein ok lol", "el nino de la hoya"]
    verdict = judge(
        LanguageMix,
        [*ENGLISH * 5, *({"text": f"{one} said the {thing}", "label": "a"} for one in odd for thing in THINGS)],
    )
    assert verdict.outcome is Outcome.PASSED or verdict.precision.value >= 0.25


def test_words_that_no_other_row_knows_tell_a_stranger_whose_letters_do_not(judge) -> None:
    stranger = {"text": "Sab kuch theek ho jayega", "label": "b"}  # romanised Hindi: langid hardly doubts it
    assert judge(LanguageMix, [*ENGLISH, stranger]).outcome is Outcome.PASSED
    assert judge(LanguageMix, [*ENGLISH * 3, stranger]).rows == (289,)
