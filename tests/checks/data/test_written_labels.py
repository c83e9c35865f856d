"""Labels that are written in the texts (DAT010)."""

from finetooth.checks.data.shortcuts import Shortcuts
from finetooth.core.finding import Outcome, Severity

_ABOUT = {"ask": ("where", "when", "who"), "thank": ("thanks", "great", "lovely"), "quit": ("leave", "cancel", "stop")}
_MORE = ("parcel", "order", "invoice", "shop", "refund", "card", "box", "van", "lamp", "chair")


def _rows(code: dict[str, str], slips: int = 0) -> list[dict[str, str]]:
    rows = []
    for n in range(300):
        label = list(_ABOUT)[n % 3]
        words = [_ABOUT[label][n // 3 % 3], _MORE[n % 10], _MORE[n // 10 % 10]]
        told = list(_ABOUT)[(n + 1) % 3] if n < slips else label
        rows.append({"text": " ".join([*words, code.get(told, "")]).strip(), "label": label})
    return rows


def test_a_token_for_each_class_blocks(judge) -> None:
    found = judge(Shortcuts, _rows({"ask": "ref17", "thank": "ref18", "quit": "ref19"}))
    assert (found.outcome, found.severity) == (Outcome.FAILED, Severity.ERROR)
    assert "the label is written in the texts" in found.message
    assert found.evidence["tokens"]["ask"][0] == "ref17"


def test_one_class_may_be_told_by_what_is_not_there(judge) -> None:
    assert judge(Shortcuts, _rows({"ask": "ref17", "thank": "ref18"})).severity is Severity.ERROR


def test_one_class_of_three_with_a_word_of_its_own_does_not_block(judge) -> None:
    assert judge(Shortcuts, _rows({"ask": "ref17"})).severity is not Severity.ERROR


def test_a_code_that_is_often_wrong_does_not_block(judge) -> None:
    found = judge(Shortcuts, _rows({"ask": "ref17", "thank": "ref18", "quit": "ref19"}, slips=60))
    assert found.severity is not Severity.ERROR


def test_of_two_classes_both_must_have_a_token(judge) -> None:
    both = [row for row in _rows({"ask": "ref17", "thank": "ref18"}) if row["label"] != "quit"]
    one = [row for row in _rows({"ask": "ref17"}) if row["label"] != "quit"]
    assert judge(Shortcuts, both).severity is Severity.ERROR
    assert judge(Shortcuts, one).severity is not Severity.ERROR
