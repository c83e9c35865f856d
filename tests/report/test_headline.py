from dataclasses import replace

from finetooth.core.results import Decision, Score, Scores
from finetooth.report.headline import headline


def test_no_go_says_what_to_mend_first_and_what_else_blocks(make_evidence, checks):
    shown = headline(make_evidence(), {check.code: check for check in checks})
    assert (shown.word, shown.lead) == ("No-go", "3 things stand in the way.")
    assert (shown.first.what, shown.first.code) == ("The test is too small", "EVL002")
    assert [step.what for step in shown.others] == [
        "Required: macro_f1.low >= 0.90",
        "No evidence on “Never tried in the real world”",
    ]


def test_how_good_and_how_sure(make_evidence):
    shown = headline(make_evidence(), {})
    assert (shown.metric, shown.value, shown.interval) == ("macro-F1", "0.812", "(0.791 to 0.831)")
    assert shown.beside.startswith("0.050 above TF-IDF + logistic regression")
    assert shown.sure[0] == "240 test rows: the 95 % interval reaches about 0.020 to either side."
    assert shown.sure[1] == "Evidence on 6 of 7 mistakes; none on “Never tried in the real world”."


def test_go_says_how_much_stands_and_names_one_finding(make_evidence):
    shown = headline(make_evidence(decision=Decision(True)), {})
    assert (shown.word, shown.lead) == ("Go", "Nothing blocks it; 1 error, 1 warning and 1 remark stand.")
    assert (shown.first.code, shown.others) == ("EVL002", ())


def test_go_without_a_finding_has_nothing_to_read_first(make_evidence):
    shown = headline(make_evidence(decision=Decision(True), verdicts=()), {})
    assert (shown.lead, shown.first) == ("Nothing blocks this model.", None)


def test_a_long_list_is_cut_and_said(make_evidence):
    decision = Decision(False, tuple(f"accuracy.low >= 0.{place}" for place in range(1, 8)))
    shown = headline(make_evidence(decision=decision), {})
    assert shown.first.what == "Required: accuracy.low >= 0.1"
    assert (len(shown.others), shown.more) == (4, 2)


def test_an_undefined_score_says_why(make_evidence):
    scores = Scores((Score("macro_f1", None, None, None, 0, None, "no test row has a label"),))
    shown = headline(replace(make_evidence(), scores=scores), {})
    assert (shown.value, shown.interval, shown.figure) == ("undefined", "", None)
    assert shown.beside == "No baseline was scored"
    assert shown.sure[0] == "There is no score: no test row has a label."
