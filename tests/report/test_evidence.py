from dataclasses import replace

from finetooth.core.finding import Outcome


def verdict(evidence, code):
    return next(one for one in evidence.verdicts if one.code == code)


def test_what_failed_before_mending_is_found(make_evidence):
    evidence = make_evidence()
    assert evidence.earlier(verdict(evidence, "PRE004")).stage == "1-audit"
    assert evidence.earlier(verdict(evidence, "EVL001")) is None


def test_a_waived_verdict_is_not_its_own_past(make_evidence):
    evidence = make_evidence()
    waived = verdict(evidence, "DAT003")
    unwaived = replace(waived, outcome=Outcome.FAILED, message="81 % are positive")
    assert replace(evidence, history=(unwaived,)).earlier(waived) is None


def test_failures_come_gravest_first(make_evidence):
    assert [one.code for one in make_evidence().failures()] == ["EVL002", "DAT003", "FIT001", "HPO002"]
