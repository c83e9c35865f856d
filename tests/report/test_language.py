"""What report and card say of a language model: both models side by side, the worst first, nothing of labels."""

from dataclasses import replace

import polars as pl
import pytest

from finetooth.core.language import Change, Ending, Recital
from finetooth.metrics.paired import Difference
from finetooth.report.card import card
from finetooth.report.language import Language, answer_lines, besides, difference_lines, field_lines
from finetooth.report.page import page

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def language() -> Language:
    answers = pl.DataFrame(
        {
            "id": [1, 2, 3],
            "prompt": ["one", HOSTILE, "three"],
            "reference": ["1", "2", "3"],
            "base": ["a", "b", "c"],
            "tuned": ["1", "9", "3"],
            "base_ended": [True, False, True],
            "tuned_ended": [True, False, True],
            "base_loss": [2.0, 2.0, 2.0],
            "tuned_loss": [0.1, 1.5, None],
        }
    )
    general = pl.DataFrame({"prompt": ["Is it day?"], "reference": ["Yes."], "base": ["Yes."], "tuned": ["No."]})
    field = pl.DataFrame({"id": [9], "prompt": ["new"], "reference": [None], "tuned": ["so"], "ended": [False]})
    found = (
        Difference("completion_loss", 2.0, 0.5, -1.5, -1.7, -1.3, 30, None, False),
        Difference("exact_match", 0.1, 0.2, 0.1, -0.1, 0.3, 30),
    )
    forgot, recital = Change(1.0, 1.2, 0.2, 0.1, 0.3, 40), Recital(0.4, 0.1, 0.3, 0.1, 0.5, 0.05, 24, 24, 24)
    return Language(found, answers, Ending(0.9, 0.8, 0.96, 0.5, 50, 48), forgot, general, recital, field)


def test_the_worst_answers_come_first(language: Language):
    lines = answer_lines(language.answers)
    assert [line.reference for line in lines] == ["2", "1", "3"]
    assert lines[0].told == "loss of the reference 1.500 nats a token, cut off: it did not end by itself"
    assert lines[2].told == ""


def test_a_change_is_told_with_its_direction(language: Language):
    loss, match = difference_lines(language)
    assert (loss.name, loss.standing, loss.tone) == ("completion loss, less is better", "better", "good")
    assert (match.standing, match.tone) == ("within noise", "quiet")
    assert match.change.startswith("+0.100")


def test_what_the_tuning_did_besides(language: Language):
    told = dict(besides(language))
    assert told["Ends by itself"].startswith("90 % of 50 answers within 48 tokens")
    assert "from 2.72 to 3.32" in told["General prompts"]
    assert "40 %" in told["Recited"]
    assert besides(replace(language, forgetting=None, recital=None)) == [("Ends by itself", told["Ends by itself"])]


def test_answers_of_the_field_that_were_cut_off_say_so(language: Language):
    line = field_lines(language.field_answers)[0]
    assert (line.prompt, line.reference, line.told) == ("new", "", "cut off: it did not end by itself")


def test_page_and_card_speak_of_answers_not_of_labels(make_evidence, language: Language):
    nothing = pl.DataFrame(schema={"id": pl.Int64, "truth": pl.String, "prediction": pl.String})
    told = replace(make_evidence(), language=language, labels=(), predictions=nothing, crossed=None)
    html = page(told)
    assert "Answers to test prompts side by side, the worst first" in html
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html
    text = card(told)
    assert "AutoModelForCausalLM" in text
    assert "## Labels" not in text
    assert "pipeline_tag: text-generation" in text
