from dataclasses import replace
from pathlib import Path

from finetooth.core.finding import Outcome, Severity, Verdict
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


def test_the_score_without_leaked_rows_and_a_lax_splits_claim_stand_below_the_score(printed, ending):
    leaked = Verdict(
        "EVL029", "a title", Outcome.FAILED, Severity.ERROR, "a leak", (1, 2, 3),
        {"metric": "macro_f1", "without_leaked": [0.701, 0.64, 0.75]},
    )  # fmt: skip
    told = {"way": "drawn", "naive": 0.936, "safe": 0.825}
    lax = Verdict("EVL025", "a title", Outcome.FAILED, Severity.WARNING, "lax", (), told)
    text = printed(panel(replace(ending(), verdicts=(leaked, lax)), {}))
    assert "macro-F1 0.701 (0.640 to 0.750)  without 3 test rows known from training" in text
    assert "a random split would have claimed 0.936; the safe one says 0.825" in text
    passed = replace(lax, outcome=Outcome.PASSED)
    assert "would have claimed" not in printed(panel(replace(ending(), verdicts=(passed,)), {}))
