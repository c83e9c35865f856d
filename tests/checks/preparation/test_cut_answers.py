"""PRE032."""

import pytest

from finetooth.checks.preparation.cut_answers import CutAnswers
from finetooth.core.finding import Outcome

SENTENCE = "The shelf number {n} is dusted on Mondays. Please bring the long ladder from the"


def said(*answers: str) -> dict:
    return {"conversations": [[("user", f"What of {n}?"), ("assistant", text)] for n, text in enumerate(answers)]}


def query(n: int, end: str) -> str:
    return f'SELECT name, size FROM shelves WHERE number = {n} AND colour = "blue" AND room = {n}{end}'


@pytest.mark.parametrize("end", [" ;", ","])
def test_an_end_that_most_answers_have_is_how_they_end(judge, end: str) -> None:
    found = judge(CutAnswers, said(*(query(n, end) for n in range(40))))
    assert found.outcome is Outcome.PASSED


@pytest.mark.parametrize("end", [" ;", ","])
def test_the_same_end_in_a_few_answers_is_a_cut(judge, end: str) -> None:
    found = judge(CutAnswers, said(*(query(n, end if n < 3 else "") for n in range(40))))
    assert found.rows == (1, 2, 3)


def test_answers_that_all_hang_on_a_word_are_cut_all_the_same(judge) -> None:
    found = judge(CutAnswers, said(*(SENTENCE.format(n=n) for n in range(40))))
    assert len(found.rows) == 40
    assert found.evidence["kinds"] == {"in a sentence": 40}


def test_how_few_answers_end_says_nothing_of_them(judge) -> None:
    found = judge(CutAnswers, said(*(query(n, ",") for n in range(4))))
    assert len(found.rows) == 4
