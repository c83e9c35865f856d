"""Every hostile cell in every place, on the pages of run, audit and monitor: shown, and nothing of it is markup."""

import html
import re
from collections import Counter

import pytest

from finetooth.monitoring.results import Record, Signal
from finetooth.report.audit_page import audit_page
from finetooth.report.cells import is_formula, safe_cell, safe_column
from finetooth.report.monitor_page import monitor_page
from finetooth.report.page import page
from finetooth.report.text import line

STARTS = "=+-@\t\r\n\uff0b\uff0d\uff1d\uff20"  # what a spreadsheet takes for a formula, full width too


@pytest.fixture(scope="module", params=["report", "audit"])
def shown(request, placed, checks):
    """The words of a page, every tag taken out."""
    known = {check.code: check for check in checks}
    audited = audit_page("x", placed.verdicts, placed.splits.train.table, placed.sources, known, "finetooth run")
    drawn = page(placed, checks) if request.param == "report" else audited
    return html.unescape(re.sub(r"<[^>]*>", "\0", drawn))


@pytest.fixture(scope="module")
def monitored(cells):
    """A monitor's page for each cell."""
    return [monitor_page([record_with(n, cell)], f"F{n} {cell}") for n, cell in enumerate(cells)]


def record_with(number, cell):
    """A record with one cell as a text, a label, a file and a column (what the signal is of)."""
    text, label, file, column = (f"{place}{number} {cell}" for place in "TLFC")
    signals = (
        Signal(column, "MON001", "texts", "up", "area", 0.7, 0.5, None, 0.6, 2.0),
        Signal("share", "MON003", "answers", "both", "share", 0.9, 0.5, 0.4, 0.6, 3.0, label),
    )
    told = {"answers": {label: 9, "ham": 1}, "topics": ((text, 0.5),), "notes": (text,)}
    return Record("2026-01-02", file, "a", 10, 10, 0, 0, 0.01, signals, **told)


def test_there_are_64_of_them(cells):
    assert len(set(cells)) == len(cells) >= 64


@pytest.mark.parametrize("place", "TLFC")
def test_every_cell_is_shown_as_it_stands(shown, cells, place):
    words = [line(f"{place}{n} {cell}", 48).rstrip("…") for n, cell in enumerate(cells)]
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize("place", "TLFC")
def test_every_cell_is_shown_as_it_stands_on_the_page_of_a_monitor(monitored, cells, place):
    words = [line(f"{place}{n} {cell}", 40).rstrip("…") for n, cell in enumerate(cells)]
    told = [html.unescape(re.sub(r"<[^>]*>", "\0", page)) for page in monitored]
    assert [word for word, page in zip(words, told, strict=True) if word not in page] == []


def test_no_cell_adds_an_element_to_the_page_of_a_monitor(monitored):
    usual = Counter(re.findall(r"<\w+", monitor_page([record_with(0, "plain " * 20)], "F0 " + "plain " * 20)))
    odd = [Counter(re.findall(r"<\w+", page)) - usual for page in monitored]
    assert [one for one in odd if one] == []


def test_no_cell_is_a_formula_in_a_spreadsheet(cells):
    safe = [safe_cell(cell) for cell in (*cells, *(f"{start}1+1" for start in STARTS), "\0=1+1", "\u200b=1+1")]
    assert [cell for cell in safe if re.sub("[\\0-\x08\u200b-\u200f\ufeff]", "", cell).startswith(tuple(STARTS))] == []


def test_columns_are_made_safe_like_cells(cells):
    import polars as pl

    told = (*cells, *(f"{start}1+1" for start in STARTS), "\0=1+1", "\u200b=1+1", "-1.5", "+3e4", "12,5", "")
    table = pl.DataFrame({"x": told})
    assert table.select(safe_column("x"))["x"].to_list() == [safe_cell(cell) for cell in told]
    guarded = table.select(is_formula("x"))["x"].to_list()
    assert guarded == [safe_cell(cell) != cell for cell in told]
    assert guarded[-4:] == [False] * 4
