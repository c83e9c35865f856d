from rich.console import Group

from finetooth.report.rows_told import ToldRow
from finetooth.screen.excerpts import excerpt, rest


def test_a_row_has_its_name_label_and_a_little_of_its_text():
    told = excerpt(ToldRow(131, 132, "it leaks " * 40, "bad")).plain
    assert told.startswith("131  bad  “it leaks it leaks")
    assert len(told) < 90


def test_a_matched_row_is_shown_beside_with_the_score():
    row = ToldRow(131, 132, "it leaks a lot", "bad", ToldRow(17, 18, "it leaks", "good"), 0.9312)
    assert excerpt(row).plain == "131  0.931  bad  “it leaks a lot” ~ 17  good  “it leaks”"


def test_a_text_that_is_the_same_is_not_repeated():
    row = ToldRow(131, 132, "it leaks", "bad", ToldRow(17, 18, "it leaks", "good"), 1.0)
    assert excerpt(row).plain == "131  bad  “it leaks” = 17  good"


def test_a_row_without_text_says_so():
    assert excerpt(ToldRow(3)).plain == "3  (no text)"
    assert excerpt(ToldRow(3, 4, " \t ", "x")).plain == "3  x  (no text)"


def test_a_row_is_one_line_whatever_it_holds(printed):
    row = ToldRow(1, 2, "a\nb\x1b[2J\x1b]0;t\x07[red]c\u202e " + "é" * 500, "l\nm\x1b[31m")
    lines = printed(Group(excerpt(row)), width=60).splitlines()
    assert len(lines) == 1
    assert "\x1b" not in lines[0]
    assert "\u202e" not in lines[0]
    assert lines[0].startswith("1  l m  “a b[red]c")


def test_the_other_rows_are_named(verdict):
    found = verdict("PRE003", rows=tuple(range(1, 21)))
    assert rest(found, 3).plain == "and 17 more: 4, 5, 6, 7, 8, 9, 10, 11 …"
    assert rest(found, 3, everything=True).plain.endswith("18, 19, 20")
    assert rest(found, 0).plain == "1, 2, 3, 4, 5, 6, 7, 8 … 20 in all"
    assert rest(found, 20) is None
