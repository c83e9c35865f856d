"""PRE023."""

import pytest

from finetooth.checks.preparation.boilerplate import Boilerplate
from finetooth.core.finding import Outcome

OTHERS = [{"text": f"The lift to floor {n} came late. Nobody knew why {n}.", "label": "bad"} for n in range(40)]


def _with(before: str, after: str, count: int = 6) -> list[dict[str, str]]:
    return [{"text": f"{before}Room {n} had no light{after}", "label": "bad"} for n in range(count)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ". Visit our page for more offers"),
        ("", "\n--\nGreen Hotels customer care team"),
        ("", " - Evening News Now - @daily"),
        ("Thank you for writing to us: ", ""),
        ("", ". Terms apply to all offers. So said room x"),
    ],
)
def test_a_part_that_many_rows_share_is_found(judge, before: str, after: str) -> None:
    rows = [*OTHERS, *_with(before, after)]
    verdict = judge(Boilerplate, rows)
    assert verdict.rows == tuple(range(41, 47))
    assert verdict.evidence["parts"][0]["rows"] == 6
    assert verdict.evidence["parts"][0]["labels"] == {"bad": 6}


def test_a_part_in_the_middle_is_found(judge) -> None:
    rows = [*OTHERS, *({"text": f"Hi {n}! All our rooms are no smoking. Bye {n}!"} for n in range(6))]
    assert judge(Boilerplate, rows).rows == tuple(range(41, 47))


def test_once_known_it_is_found_where_nothing_sets_it_off(judge) -> None:
    rows = [
        *OTHERS,
        *_with("", ". Visit our page for more offers"),
        {"text": "Cold soup visit our page for more offers"},
    ]
    assert judge(Boilerplate, rows).rows == tuple(range(41, 48))


def test_four_rows_are_too_few_and_duplicates_and_openings_are_none(judge) -> None:
    few = _with("", ". Visit our page for more offers", 4)
    copies = [{"text": "Hi there! All our rooms are no smoking."} for _ in range(8)]
    openings = [{"text": f"Can you please tell me what the price of {n} is?"} for n in range(20)]
    for rows in (few, copies, openings):
        assert judge(Boilerplate, [*OTHERS, *rows]).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Cold soup.\nSent from my iPhone", "Cold soup."),
        ("Cold soup. Get Outlook for iOS", "Cold soup."),
        ("Cold soup. Copyright 2024 Green Hotels, all rights reserved.", "Cold soup."),
    ],
)
def test_signatures_are_known_from_one_row(judge, fix, text: str, after: str) -> None:
    rows = [*OTHERS, {"text": text}]
    assert judge(Boilerplate, rows).rows == (41,)
    assert fix(Boilerplate, rows).texts[-1] == after


def test_rows_of_links_alone_are_told_and_tracked_links_counted(judge) -> None:
    rows = [*OTHERS, {"text": "@ann https://a.example/x?utm_source=b"}, {"text": "see https://a.example/y"}]
    verdict = judge(Boilerplate, rows)
    assert verdict.rows == (41,)
    assert (verdict.evidence["links_only"], verdict.evidence["tracked_links"]) == (1, 1)


def test_the_ends_are_taken_out_and_the_rest_stays(fix) -> None:
    rows = [*OTHERS, *_with("", ". Visit our page for more offers"), *_with("Thank you for writing to us: ", "!")]
    left = fix(Boilerplate, rows).texts.to_list()
    assert left[40] == "Room 0 had no light."
    assert left[46] == "Room 0 had no light!"
    assert left[:40] == [row["text"] for row in OTHERS]
