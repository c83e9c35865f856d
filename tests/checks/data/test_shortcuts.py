"""Shortcuts: what a plain feature reaches alone, as a share of what words reach."""

import random

from finetooth.checks.data.shortcuts import Shortcuts, _messages
from finetooth.core.finding import Outcome, Severity


def test_the_share_that_the_shortcut_reaches_is_told(judge) -> None:
    verdict = judge(Shortcuts, _messages("555 7"))
    assert verdict.severity is Severity.WARNING
    assert verdict.evidence["shortcuts"]["the number of digits"]["share"] == 1.0
    assert "alone tells the label: a balanced accuracy of 100.0 %, where all words reach 100.0 %" in verdict.message
    assert "the number of digits (100.0 %)" in verdict.message
    assert verdict.evidence["majority"] == 0.5


def test_a_token_alone_is_a_remark(judge) -> None:
    rows = _messages("")
    said = [("oh" if row["label"] == "ham" else ("ah", "eh", "uh", "mm")[n // 2 % 4]) for n, row in enumerate(rows)]
    marked = [{**row, "text": f"{word} {row['text']}"} for row, word in zip(rows, said, strict=True)]
    verdict = judge(Shortcuts, marked)
    assert verdict.severity is Severity.INFO
    assert list(verdict.evidence["shortcuts"]) == ["the token 'oh'"]


def test_the_group_can_be_one(judge) -> None:
    rows = [{**row, "group": "web" if row["label"] == "spam" else "shop"} for row in _messages("")]
    assert "the group" in judge(Shortcuts, rows).evidence["shortcuts"]


def test_where_words_tell_nothing_there_is_nothing_to_compare(judge) -> None:
    rows = [{"text": f"box {n % 4} {n % 3}", "label": "ab"[n // 12 % 2]} for n in range(240)]
    assert judge(Shortcuts, rows).outcome is Outcome.NOT_APPLICABLE


def _topics(trace: str) -> list[dict[str, str]]:
    """Return rows about none, one or both topics; those about the garden end with the trace."""
    topics = {"garden": ("rose", "reed", "lawn", "leaf"), "kitchen": ("oven", "dish", "corn", "rice")}
    draw, rows = random.Random(8), []
    for _ in range(400):
        about = {name for name in topics if draw.random() < 0.4}
        words = [draw.choice(topics[name]) for name in sorted(about)]
        words += draw.choices(("meet", "call", "send", "keep", "soon", "then", "once", "each"), k=6 - len(words))
        words += [trace] if trace and "garden" in about else []
        rows.append({"text": " ".join(words), "label": "\x1f".join(sorted(about))})
    return rows


def test_of_several_labels_the_one_with_the_shortcut_is_named(judge) -> None:
    verdict = judge(Shortcuts, _topics("555!"))
    assert verdict.severity is Severity.WARNING
    assert {one["label"] for one in verdict.evidence["shortcuts"] if "digits" in one["feature"]} == {"garden"}
    assert "tells the label 'garden'" in verdict.message
    assert "Benjamini-Hochberg" in verdict.statistics.calibration
    token = judge(Shortcuts, _topics("zqx"))
    told = [one["label"] for one in token.evidence["shortcuts"] if one["feature"] == "the token 'zqx'"]
    assert told == ["garden"]


def test_several_labels_without_a_shortcut_pass(judge) -> None:
    verdict = judge(Shortcuts, _topics(""))
    assert verdict.outcome is Outcome.PASSED
    assert "2 of 2 labels, one by one" in verdict.message


def test_labels_that_all_rows_share_are_not_judged(judge) -> None:
    rows = [{**row, "label": "a\x1fb"} for row in _messages("555 7")]
    verdict = judge(Shortcuts, rows)
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert "several labels" in verdict.message


def test_little_words_that_tell_the_label_are_a_remark(judge) -> None:
    draw, habits = random.Random(3), (["the", "of", "his", "to", "a"], ["i", "it", "you", "so", "is"])
    rows = []
    for n in range(300):
        little = [draw.choice(habits[(n + (draw.random() < 0.3)) % 2]) for _ in range(6)]
        words = [*little, *draw.sample(["kettle", "violin", "bridge", "garden", "lantern"], 2)]
        rows.append({"text": " ".join(words), "label": "ab"[n % 2]})
    verdict = judge(Shortcuts, rows)
    assert verdict.severity is Severity.INFO
    assert any(name.startswith("the use of little words such as") for name in verdict.evidence["shortcuts"])
