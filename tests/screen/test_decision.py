from pathlib import Path

from finetooth.core.results import Decision
from finetooth.screen.decision import last_line, panel


def test_go_shows_the_score_the_best_baseline_and_the_report(printed, ending):
    text = printed(panel(ending(), {}))
    assert "GO" in text
    assert "NO-GO" not in text
    assert "macro-F1 0.812 (0.780 to 0.842)  on 40 test rows" in text
    assert "macro-F1 0.790 (0.760 to 0.820)  TF-IDF + logistic regression" in text
    assert "0.022 above it" in text
    assert "finetooth predict runs/tea FILE" in text
    assert "runs/tea/7-report/report.html" in text


def test_no_go_says_what_blocks_and_what_to_do(printed, ending):
    decision = Decision(
        False, ("DAT002", "macro_f1.low >= 0.8"), ("PRE004",), ("RWV",), {"DAT002": "a leak", "PRE004": "accepted"}
    )
    text = printed(panel(ending(decision), {"DAT002": "Drop the copies."}))
    assert "NO-GO" in text
    assert "DAT002  a leak" in text
    assert "macro_f1.low >= 0.8" in text
    assert "PRE004  accepted" in text
    assert "never tried in the real world" in text
    assert "Drop the copies." in text


def test_the_last_line_is_one_line(ending):
    assert last_line(ending()) == "GO  macro-F1 0.812 (0.780 to 0.842)  runs/tea/7-report/report.html"
    blocked = last_line(ending(Decision(False, ("DAT002",))))
    assert blocked.startswith("NO-GO  macro-F1 0.812")
    assert "blocked by DAT002" in blocked


def test_paths_below_here_are_short(ending):
    assert "  runs/tea/7-report/report.html" in last_line(ending(root=Path.cwd() / "runs" / "tea"))


def test_hostile_reasons_are_harmless(printed, ending):
    decision = Decision(False, ("DAT002",), reasons={"DAT002": "label '\x1b[2J[red]x'"})
    text = printed(panel(ending(decision), {}))
    assert "\x1b" not in text
    assert "label '[red]x'" in text
