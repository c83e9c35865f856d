"""The plain comparison of known faults counts what is one, and a fault that needs a model gets it."""

import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from detecting import known
from detecting.audits import Found, Look
from detecting.real import Answer, answers, markdown
from detecting.table import Dataset, Files, Row


def rows(*texts: tuple[str, str]) -> Dataset:
    return Dataset("own", tuple(Row(n, text, label) for n, (text, label) in enumerate(texts)), ())


def test_texts_of_signs_only_are_copies_where_the_signs_are_the_same() -> None:
    data = rows(
        ("\U0001f600", "a"), ("\U0001f605", "a"), ("?!", "a"), ("?!", "a"), ("So soon.", "a"), ("so soon!", "a")
    )
    assert [set(unit.keys) for unit in known.copies(known._normal)(data)] == [{2, 3}, {4, 5}]


def test_a_conflict_has_the_same_signs_that_may_carry_a_label() -> None:
    data = rows(
        ("So soon.", "a"), ("so soon", "b"), ("At home?", "a"), ("at home", "b"), ("Back :)", "a"), ("back", "b")
    )
    units = known.conflicting(known._said)(data)
    assert [set(unit.keys) for unit in units] == [{0, 1}, {0, 1}]


def test_only_the_fault_that_needs_a_model_is_looked_for_with_it(tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []

    def audit(files: Files, extra: tuple[str, ...]) -> Look:
        asked.append(extra)
        cut = Found("PRE009", "warning", "2 rows cut at 256 tokens")
        return Look(found={"PRE009": cut} if "--model" in extra else {})

    (tmp_path / "reuters_r8").mkdir()
    for name in ("train", "test"):
        with (tmp_path / "reuters_r8" / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("text", "label"), ("corn was sold again", "grain")])
    found = {answer.fault: answer for answer in answers(tmp_path, audit)}
    cut = found["texts the model will cut"]
    assert cut.ok
    assert "--model package:" in cut.note
    assert asked == [(), ("--model", known.MODEL, "--set", "audit.select=[PRE009]")]


def test_the_page_tells_how_it_was_written_and_why_counts_differ() -> None:
    page = markdown([Answer("cr", "duplicates", ("PRE003",), 6, 6, 9, "", "the others are empty")])
    assert page.startswith("# Known faults")
    assert "| yes (6 of 6): the others are empty |" in page
