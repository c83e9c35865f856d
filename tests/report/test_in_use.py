"""The cost in use in plain words: a sentence first, a table, a line for the card; nothing where none was measured."""

from dataclasses import replace

import pytest

from finetooth.report.card import card
from finetooth.report.charts.throughput import throughput
from finetooth.report.in_use import in_use, in_use_told, milliseconds
from finetooth.report.page import page
from finetooth.serving.results import LONGEST, MIXED, USUAL, ColdStart, CostInUse, Machine, Timed

MACHINE = Machine("a processor", 2, 1, "cpu", "float32", 0.4)
TIMED = (
    Timed(MIXED, 12, 1, 200, 11.6, 18.2, 31.0, 80.0),
    Timed(USUAL, 11, 1, 30, 10.1, 12.0, None, 95.0),
    Timed(LONGEST, 60, 1, 9, 44.0, None, None, 22.0),
    Timed(MIXED, 12, 32, 4, 160.0, None, None, 200.0),
    Timed(USUAL, 11, 32, 4, 140.0, None, None, 228.0),
    Timed(LONGEST, 60, 32, 1, 1210.0, None, None, 26.4),
)
START = ColdStart(6.24, 4.0, 1.5, 0.1, 250.0, 420.0, 1570.0)
COST = CostInUse(MACHINE, TIMED, 87.3, 22_700_000, START)


def test_the_words_are_plain():
    told = in_use(COST)
    assert told is not None
    assert told.lead == (
        "A text by itself is answered in 12 ms (95 % within 18 ms, 99 % within 31 ms; 200 texts timed). "
        "In batches of 32 it answers 200 texts a second: 1.4 hours of this machine for a million."
    )
    assert told.facts == (
        "The model is 87 MB on disk (22.7 million parameters).",
        "A fresh process answers its first text after 6.2 s (libraries 4.0 s, model 1.5 s) and holds at most 1.5 GB "
        "(250 MB of it libraries, 1.1 GB added by answering).",
    )
    assert told.machine == "Measured on a processor, 2 cores, 1 thread, cpu, float32."
    assert told.batches == (1, 32)
    assert [(one.length, one.usual, one.worst, one.rates) for one in told.lines[1:]] == [
        ("usual (median)", "10 ms", "12 ms / –", ("95", "228")),
        ("longest", "44 ms", "– / –", ("22", "26")),
    ]


def test_what_is_lacking_is_said():
    busy = in_use(replace(COST, machine=replace(MACHINE, load=7.9), start=None, left_out=("no fresh process",)))
    assert busy is not None
    assert "The machine was busy (7.9 processes at work)" in busy.machine
    assert (len(busy.facts), busy.left_out) == (1, ("no fresh process",))
    assert in_use(replace(COST, timed=())).lead == "How fast it answers could not be measured."
    assert in_use(None) is None
    assert in_use_told(None) == ""
    assert [milliseconds(value) for value in (None, 0.84, 12.4, 1234.0)] == ["–", "0.8 ms", "12 ms", "1.2 s"]


def test_the_chart_has_a_line_for_each_length():
    figure = throughput(COST)
    assert figure is not None
    assert figure.title == "Batches of 32 answer 2.5 times as many texts as one by one"
    for length in ("as they come (12)", "usual (11)", "longest (60)"):
        assert length in figure.svg
    assert throughput(replace(COST, timed=TIMED[:3])) is None
    assert throughput(None) is None


def test_page_and_card_show_it(make_evidence, checks):
    shown = make_evidence(cost=COST)
    assert "What it costs in use" in page(shown, checks)
    assert "In use: A text by itself is answered in 12 ms" in card(shown)
    assert "What it costs in use" not in page(make_evidence(), checks)
    assert "In use:" not in card(make_evidence())


@pytest.mark.parametrize("hours", [0.02, 0.4, 12.0])
def test_a_million_is_told_in_minutes_or_hours(hours: float):
    rate = 1e6 / hours / 3600
    told = in_use(replace(COST, timed=(replace(TIMED[0], throughput=rate),)))
    assert told is not None
    assert {0.02: "1 minute of", 0.4: "24 minutes of", 12.0: "12 hours of"}[hours] in told.lead
    assert "One by one" in told.lead
