"""Split drift: each file beside train; chance alone is no alarm."""

import random

from finetooth.checks.data.split_drift import SplitDrift, _tales
from finetooth.core.finding import Outcome, Severity

WORDS = ("the", "cook", "sang", "of", "a", "far", "town", "where", "people", "met", "and", "wept", "at", "noon", "near")


def _random(role: str, rows: int, seed: int) -> list[dict[str, str]]:
    draw = random.Random(seed)
    return [{"text": " ".join(draw.choices(WORDS, k=7)), "label": draw.choice("ab"), "role": role} for _ in range(rows)]


def test_only_the_file_that_moved_is_told(judge) -> None:
    rows = _tales("train", "at noon", 5) + _tales("validation", "at noon", 5) + _tales("test", "lol :)", 5)
    verdict = judge(SplitDrift, rows)
    assert verdict.message.startswith("200 test rows and 200 training rows are told apart with AUC 1.00")
    assert "validation" not in verdict.message
    assert set(verdict.evidence["files"]) == {"validation", "test"}


def test_small_files_drawn_alike_give_no_alarm(judge) -> None:
    outcomes = [
        judge(SplitDrift, _random("train", 150, seed) + _random("test", 50, 100 + seed)).outcome for seed in range(20)
    ]
    assert outcomes == [Outcome.PASSED] * 20


def test_without_other_files_it_is_not_applicable(judge) -> None:
    assert judge(SplitDrift, _tales("train", "at noon", 5)).outcome is Outcome.NOT_APPLICABLE


def test_a_mix_of_labels_that_moved_a_little_is_a_remark(judge) -> None:
    train = _tales("train", "at noon", 5)
    assert judge(SplitDrift, train + _tales("test", "at noon", 7)).severity is Severity.INFO
    assert judge(SplitDrift, train + _tales("test", "at noon", 9)).severity is Severity.WARNING


def test_validation_of_another_source_blocks(judge) -> None:
    rows = _tales("train", "at noon", 5) + _tales("validation", "lol :)", 5) + _tales("test", "at noon", 5)
    assert judge(SplitDrift, rows).severity is Severity.ERROR


def test_validation_that_is_like_a_harder_test_does_not_block(judge) -> None:
    """Training rows of one source, both judges of another: a shift that was wanted."""
    rows = _tales("train", "at noon", 5) + _tales("validation", "lol :)", 5) + _tales("test", "lol :)", 5)
    assert judge(SplitDrift, rows).severity is Severity.WARNING
