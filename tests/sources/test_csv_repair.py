"""A lost quote costs one record, and never a record more than must be."""

import random

import pytest


def quarantined(reads, body, header="text,label\n"):
    return reads(header + body, on_bad_line="quarantine", text_column="text", label_column="label")


def check(source, good, bad):
    """Every record is read or set aside, with the right number."""
    assert source.rows.texts.to_list() == good
    assert source.set_aside["row"].to_list() == bad
    assert sorted([*source.rows.ids, *source.set_aside["row"]]) == list(range(1, len(good) + len(bad) + 1))
    assert source.facts["records"] == len(good) + len(bad)


@pytest.mark.parametrize(
    ("body", "good", "bad"),
    [
        ('one,a\n"two,b\nthree,a\nfour,b\n', ["one", "three", "four"], [2]),  # no quote follows
        ('one,a\n"two,b\nthree,a\n"four, 4",b\n', ["one", "three", "four, 4"], [2]),  # one follows later
        ('one,a\n"two,b\n"three, 3",a\nfour,b\n', ["one", "three, 3", "four"], [2]),  # on the next line
        ('one,a\n"two,b\n"three,a\nfour,b\nfive,a\n', ["one", "four", "five"], [2, 3]),  # two in a row
        ('one,a\nfour,b\n"two,b\n', ["one", "four"], [3]),  # in the last record
        ('one,a\ntwo,"b\nthree,a\nfour,b\n', ["one", "three", "four"], [2]),  # in the last field
        ('one,a\n"two" 2,b\nthree,b\n', ["one", "three"], [2]),  # text after a closing quote
        ('one,a\n"two\nhe said "no" to it\nend",b\nthree,b\n', ["one", "three"], [2]),  # not doubled, in three lines
        ('one,a\n"two\nlines",b,c\nthree,b\n', ["one", "three"], [2]),  # ragged, in two lines
        ('one,a\n"Dear all,\nnice, really\nbye",b,c\nthree,b\n', ["one", "three"], [2]),  # its lines hold commas
        ('one,a\nx,"two\nthree,b\nfour 5",a\n"five\n5",b\n', ["one", "three", 'four 5"', "five\n5"], [2]),
    ],
)
def test_only_the_record_at_fault_is_set_aside(reads, body, good, bad):
    check(quarantined(reads, body), good, bad)


def test_an_unclosed_quote_swallows_nothing_even_where_all_adds_up(reads, refuses):
    lines = "".join(f"text {n},{'ab'[n % 2]}\n" for n in range(40))
    body = f'"open,a\n{lines}pipe of 5",b\n'
    error = refuses("text,label\n" + body)
    assert error.where.endswith("rows.csv:2")
    assert "would swallow 41 lines" in error.what
    source = quarantined(reads, body)
    check(source, [*(f"text {n}" for n in range(40)), 'pipe of 5"'], [1])


def test_a_long_text_of_many_lines_is_one_record(reads):
    poem = "\n".join(f"verse {n}, and on" for n in range(60))
    check(quarantined(reads, f'"{poem}",a\nshort,b\n'), [poem, "short"], [])


def test_the_line_where_the_quote_opened_is_named(refuses):
    error = refuses('text,label,note\none,a,x\n"two\nlines",b,"open\nthree,a,y\n')
    assert "opens on line 4 is never closed" in error.what
    assert error.where.endswith(":3")


def test_the_line_of_text_after_a_closing_quote_is_named(refuses):
    error = refuses('text,label\none,a\n"two\nlines" 2,b\nthree,a\n')
    assert error.where.endswith(":3")
    assert "closing quote on line 4" in error.what


@pytest.mark.parametrize("seed", range(5))
def test_no_line_is_ever_lost(reads, seed):
    """Whatever the damage, the words of every record turn up among the rows or in what was set aside."""
    draw = random.Random(seed)
    kinds = [
        "w{0} fine,a",
        '"w{0} open,b',
        '"w{0}, quoted",a',
        '"w{0}" x,b',
        "w{0},b,c",
        "w{0}",
        '"w{0} \n two",b',
        'w{0} 5",a',
    ]
    body = "".join(draw.choice(kinds).format(n) + "\n" for n in range(300))
    source = quarantined(reads, body)
    seen = " ".join([*source.rows.texts, *source.set_aside["before"]])
    assert [n for n in range(300) if f"w{n}" not in seen] == []
    assert source.facts["records"] == len(source.rows) + source.set_aside.height
