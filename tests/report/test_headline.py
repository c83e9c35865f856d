from dataclasses import replace

from finetooth.core.results import Decision, Score, Scores
from finetooth.report.headline import headline


def test_no_go_says_what_blocks_and_how_to_mend_it(make_evidence, checks):
    shown = headline(make_evidence(), {check.code: check for check in checks})
    assert (shown.word, shown.lead) == ("No-go", "3 things stand in the way.")
    verdict, condition, mistake = shown.blocks
    assert verdict.what == "The test is too small"
    assert verdict.fix.startswith("Set more rows apart")
    assert verdict.link == "check-EVL002"
    assert (condition.what, condition.detail) == ("Required: macro_f1.low >= 0.90", "it is 0.791")
    assert mistake.what == "No evidence on “Never tried in the real world”"
    assert shown.steps[0].what.startswith("Mend what blocks")
    assert shown.steps[1].what == "Read 2 findings beside those that block"


def test_how_good_and_how_sure(make_evidence):
    shown = headline(make_evidence(), {})
    assert (shown.metric, shown.value, shown.interval) == ("macro-F1", "0.812", "(0.791 to 0.831)")
    assert shown.beside.startswith("0.050 above TF-IDF + logistic regression")
    assert shown.sure[0] == "240 test rows: the 95 % interval reaches about 0.020 to either side."
    assert shown.sure[1] == "Evidence on 6 of 7 mistakes; none on “Never tried in the real world”."


def test_go_says_how_to_use_it_and_what_to_keep_in_mind(make_evidence):
    shown = headline(make_evidence(decision=Decision(True)), {})
    assert (shown.word, shown.blocks) == ("Go", ())
    assert shown.lead == "Nothing blocks this model; 3 findings to keep in mind."
    assert shown.steps[0].what == "Weigh 3 findings first; the gravest stand below"
    assert "finetooth predict" in shown.steps[1].what
    assert [step.code for step in shown.keep] == ["EVL002", "FIT001", "HPO002"]
    assert len(shown.steps) == 2


def test_a_long_list_is_cut_and_said(make_evidence):
    decision = Decision(False, tuple(f"accuracy.low >= 0.{place}" for place in range(1, 8)))
    shown = headline(make_evidence(decision=decision), {})
    assert (len(shown.blocks), shown.more_blocks) == (4, 3)


def test_an_undefined_score_says_why(make_evidence):
    scores = Scores((Score("macro_f1", None, None, None, 0, None, "no test row has a label"),))
    shown = headline(replace(make_evidence(), scores=scores), {})
    assert (shown.value, shown.interval, shown.figure) == ("undefined", "", None)
    assert shown.beside == "No baseline was scored"
    assert shown.sure[0] == "There is no score: no test row has a label."
