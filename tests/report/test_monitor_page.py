from dataclasses import replace

from finetooth.monitoring.results import Advice, Ends, Record, Signal
from finetooth.report.monitor_page import monitor_page, tone_of, verdict

SIGNAL = Signal("domain classifier", "MON001", "texts", "up", "area", 0.7, 0.5, None, 0.6, 2.0)
SHARE = Signal("share of answers", "MON003", "answers", "both", "share", 0.9, 0.5, 0.4, 0.6, 3.0, "<i>spam")
BAD = Advice("MON002", "error", "it fell", "train again")
HOSTILE = "<script>alert(1)</script>"


def record(day=1, *signals, **more):
    date = f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}"
    given = {"answers": {"<i>spam": 9, "ham": 1}, "predicted": Ends("macro_f1", 0.8, 0.7, 0.9, 10)}
    return Record(date, HOSTILE, "a", 10, 10, 0, 0, 0.01, signals, **{**given, **more})


def test_one_record_and_a_hundred_are_drawn_and_nothing_runs():
    for count in (1, 100):
        page = monitor_page([record(day, SIGNAL, SHARE) for day in range(count)], HOSTILE)
        assert page.count("<figure>") == 3
        assert "<script" not in page
        assert "<i>spam" not in page
        assert "&lt;i&gt;spam" in page
    assert "The last 60 of 100 records." in page


def test_a_record_of_which_nothing_is_known_is_still_a_page():
    page = monitor_page([record(answers={}, predicted=None)], "run")
    assert "Nothing to do" in page
    assert "<figure>" not in page


def test_the_worst_finding_gives_the_word():
    warned = record(1, findings=(replace(BAD, severity="warning"),))
    assert (tone_of(record()), tone_of(warned), tone_of(record(findings=(BAD,)))) == ("good", "warn", "bad")
    assert verdict(record(findings=(BAD,))) == "10 rows of 2026-01-02: MON002 the score fell"
    page = monitor_page([record(findings=(BAD,), floor=0.85)], "run")
    assert "the gate asks for 0.85" in page
    assert "it fell" in page


def test_alarms_are_marked_and_told_first():
    page = monitor_page([record(1, replace(SIGNAL, value=0.55), SHARE)], "run")
    assert page.index("share of answers “&lt;i&gt;spam”") < page.index('<th scope="row"><bdi>domain classifier')
