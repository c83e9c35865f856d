from rich.console import Group

from finetooth.report.rows_told import ToldRow
from finetooth.screen.excerpts import excerpt, rest, without_mirrors


def test_a_row_has_its_name_label_and_a_little_of_its_text():
    told = excerpt(ToldRow(131, 132, "it leaks " * 40, "bad")).plain
    assert told.startswith("131  bad  “it leaks it leaks")
    assert len(told) < 90


def test_a_matched_row_is_shown_beside_with_the_score():
    row = ToldRow(131, 132, "it leaks a lot", "bad", ToldRow(17, 18, "it leaks", "good"), 0.9312)
    assert excerpt(row).plain == "131 ~ 17  0.93  bad | good  “it leaks a lot” ~ “it leaks”"


def test_a_text_that_is_the_same_is_not_repeated():
    row = ToldRow(131, 132, "it leaks", "bad", ToldRow(17, 18, "it leaks", "good"), 1.0)
    assert excerpt(row).plain == "131 = 17  bad | good  “it leaks”"


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
    shown = [ToldRow(1), ToldRow(2), ToldRow(3)]
    assert rest(found, shown).plain == "and 17 more: 4, 5, 6, 7, 8, 9 …"
    assert rest(found, shown, everything=True).plain.endswith("18, 19, 20")
    assert rest(found, []).plain == "1, 2, 3, 4, 5, 6 … 20 in all"
    assert rest(found, [ToldRow(row) for row in found.rows]) is None


def test_two_rows_matched_with_each_other_are_shown_once(verdict):
    first, second = ToldRow(1, partner=ToldRow(2)), ToldRow(2, partner=ToldRow(1))
    third = ToldRow(3, partner=ToldRow(1))
    assert without_mirrors([first, second, third]) == [first, third]
    assert rest(verdict("PRE005", rows=(1, 2, 3)), [first]).plain == "and 1 more: 3"
