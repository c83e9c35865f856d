from dataclasses import fields
from importlib.resources import files

import polars as pl
import pytest

from finetooth.core.results import Curve, Decision, Score, Scores, Splits
from finetooth.core.rows import Rows
from finetooth.report.page import page

LIMIT = 500_000


def test_the_first_screen_answers(make_evidence, checks):
    first = page(make_evidence(), checks).split('<nav class="contents"')[0]
    for said in (
        "No-go",
        "0.812",
        "(0.791 to 0.831)",
        "TF-IDF",
        "What to do next",
        "What else blocks",
        "Set more rows apart",
    ):
        assert said in first


def test_the_first_screen_names_each_mistake_with_what_to_read_of_it(make_evidence, checks):
    first = page(make_evidence(), checks).split('<nav class="contents"')[0]
    for said in ("#check-FIT001", "Training and validation drift apart", "Needs field scores", "A check broke",
                 "#mistake-QTY", "Clean", "1 waived"):  # fmt: skip
        assert said in first, said


def test_all_parts_are_there(make_evidence, checks):
    text = page(make_evidence(), checks)
    for said in ("The seven mistakes", "Found and mended", "1 check not applicable: no evidence", "The ledger balances",
                 "Validation loss turned after epoch 4; the checkpoint of epoch 5 was kept", "Most confused",
                 "hardest class to tell apart", "0.052 above the default", "First half only", "it leask after a wek",
                 "max_rows: 300", "in all", "2 min 34 s"):  # fmt: skip
        assert said in text


def test_not_applicable_is_folded_and_grey(make_evidence, checks):
    text = page(make_evidence(), checks)
    folded = text.split('<details class="silent">')[1].split("</details>")[0]
    assert "RWV001" in folded


@pytest.mark.parametrize("classes", [1, 2, 3, 12, 77])
def test_any_number_of_classes(make_evidence, classes):
    assert len(page(make_evidence(classes), []).encode()) < LIMIT


def test_77_classes_and_3000_predictions_stay_small(make_evidence, checks):
    text = page(make_evidence(77, 3000), checks)
    assert len(text.encode()) < 250_000
    assert "20 of 77 classes" in text
    assert "62 more classes" in text


def test_a_run_with_nothing_to_show_says_so(make_evidence):
    nothing = dict.fromkeys(("scenario_scores", "trials", "space", "verdicts", "history", "sources"), ())
    curve = Curve((), "macro_f1", 0, False, 3)
    text = page(make_evidence(rows=0, base=None, scores=Scores(()), curve=curve, **nothing), [])
    for said in ("No scenario was tried", "Nothing was tuned", "No learning curve", "There are no scores", "undefined",
                 "No check of this mistake is installed", "No file is on record"):  # fmt: skip
        assert said in text


def test_splits_without_classes_have_no_column_of_them(make_evidence):
    evidence = make_evidence()
    bare = {part.name: Rows(getattr(evidence.splits, part.name).table.with_columns(label=pl.lit(None, pl.String)))
            for part in fields(Splits)}  # fmt: skip
    assert "smallest class" in page(evidence, [])
    assert "smallest class" not in page(make_evidence(splits=Splits(**bare)), [])


def test_settings_that_were_fixed_are_folded(make_evidence):
    text = page(make_evidence(), [])
    searched, fixed = text.split("The settings that were searched")[1].split("settings were fixed")
    assert "learning_rate" in searched
    assert "weight_decay" in fixed
    alone = page(make_evidence(space=()), [])
    assert "The settings that were searched" not in alone


def test_undefined_scores_give_their_reason(make_evidence):
    undefined = Score("macro_f1", None, None, None, 0, None, "no test row has a label")
    text = page(make_evidence(scores=Scores((undefined,))), [])
    assert "undefined<small" in text
    assert "no test row has a label" in text


def test_field_scores_are_shown_where_there_are_any(make_evidence):
    evidence = make_evidence()
    assert "Scores of the field rows" not in page(evidence, [])
    assert "Scores of the field rows" in page(make_evidence(field_scores=evidence.scores), [])


def test_a_go_is_a_go(make_evidence):
    text = page(make_evidence(decision=Decision(True)), [])
    assert "<title>Go: " in text
    assert "What else blocks" not in text
    assert "Errors, read first" in text


def test_the_installed_checks_explain_by_default(make_evidence):
    assert "</html>" in page(make_evidence())


def test_templates_are_part_of_the_package():
    folder = files("finetooth.report") / "templates"
    assert {"page.html.j2", "colours.css"} <= {item.name for item in folder.iterdir()}
