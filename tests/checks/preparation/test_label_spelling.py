"""PRE011."""

from finetooth.checks.preparation.label_spelling import LabelSpelling
from finetooth.core.finding import Outcome
from finetooth.core.rows import row_id

ROWS = [
    {"text": "a", "label": "spam"},
    {"text": "b", "label": "spam"},
    {"text": "c", "label": "SPAM "},
    {"text": "d", "label": "ham"},
    {"text": "e", "label": None},
    *[{"text": str(n), "label": "Spam", "role": "test"} for n in range(5)],
]


def test_other_spellings_are_found_in_all_files(judge) -> None:
    verdict = judge(LabelSpelling, ROWS)
    assert verdict.rows == (3, *(row_id("test", n) for n in range(1, 6)))
    assert verdict.evidence["odd_spellings"] == 2
    assert {"label": "SPAM ", "usual": "spam", "rows": 1} in verdict.evidence["spellings"]


def test_the_training_rows_decide_the_spelling(judge, fix) -> None:
    left = fix(LabelSpelling, ROWS)
    assert left.labels.to_list() == ["spam"] * 3 + ["ham", None] + ["spam"] * 5
    assert judge(LabelSpelling, {"rows": left}).outcome is Outcome.PASSED


def test_other_names_are_other_classes(judge) -> None:
    rows = [{"text": "a", "label": "not spam"}, {"text": "b", "label": "not-spam"}, {"text": "c", "label": "notspam"}]
    assert judge(LabelSpelling, rows).outcome is Outcome.PASSED


def test_only_case_and_spacing_make_another_spelling(judge) -> None:
    names = ["m\u00b2", "m2", "1\u20442", "\u00bd", "\ufb01ne", "Fine ale", "Fine ale"]
    rows = [{"text": str(number), "label": name} for number, name in enumerate(names)]
    assert judge(LabelSpelling, rows).outcome is Outcome.PASSED
    more = [{"text": "again", "label": " fine   ALE"}, {"text": "b", "label": "M2"}, {"text": "c", "label": "M2"}]
    verdict = judge(LabelSpelling, [*rows, *more])
    found = {pair["label"]: pair["usual"] for pair in verdict.evidence["spellings"]}
    assert found == {" fine   ALE": "Fine ale", "m2": "M2"}
