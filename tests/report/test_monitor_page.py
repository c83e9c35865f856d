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
    assert "Not judged</h1>" in page
    assert "not judged, too few different rows" in page
    assert "Nothing to do" not in page
    assert "<figure>" not in page
    assert "Nothing to do</h1>" in monitor_page([record(1, replace(SIGNAL, value=0.5))], "run")


def test_the_verdict_counts_the_signals():
    fine = replace(SIGNAL, value=0.5)
    assert verdict(record(1, fine)) == "10 rows of 2026-01-02: domain classifier within the limit"
    assert verdict(record(1, fine, fine)) == "10 rows of 2026-01-02: all 2 signals within their limits"


def test_a_score_that_labels_refined_is_no_true_one():
    page = monitor_page([record(1, SIGNAL, refined=40)], "run")
    assert "predicted, with 40 labels" in page
    assert "true, of" not in page


def test_the_worst_finding_gives_the_word():
    warned = record(1, findings=(replace(BAD, severity="warning"),))
    told = (tone_of(record()), tone_of(record(1, SIGNAL)), tone_of(warned), tone_of(record(findings=(BAD,))))
    assert told == ("quiet", "good", "warn", "bad")
    assert verdict(record(findings=(BAD,))) == "10 rows of 2026-01-02: MON002 the score fell"
    page = monitor_page([record(findings=(BAD,), floor=0.85)], "run")
    assert "the gate asks for 0.85" in page
    assert "it fell" in page


def test_alarms_are_marked_and_told_first():
    page = monitor_page([record(1, replace(SIGNAL, value=0.55), SHARE)], "run")
    assert page.index("share of answers “&lt;i&gt;spam”") < page.index('<th scope="row"><bdi>domain classifier')


def test_what_matters_stands_first_in_tables_that_scroll_by_themselves():
    page = monitor_page([record(1, SIGNAL, findings=(BAD,))], "run")
    assert page.count("<table") == page.count('<div class="scroll"')
    assert page.index(">now</th>") < page.index(">by chance</th>") < page.index(">usually</th>")
    assert page.index(">date</th>") < page.index(">findings</th>") < page.index(">file</th>")
    assert page.index("MON002</td>") < page.index("&lt;script&gt;alert(1)&lt;/script&gt;</bdi></td>")
