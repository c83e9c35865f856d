import polars as pl
import pytest

from finetooth.report.cells import is_formula, safe_cell, safe_column

CELLS = ["=1", "+a", "-", "@b", "\tc", "\rd", "-1\n", "-1", "+2", "-0.5", "-1,5", "1e-3", "-\u0661", "plain", "", " =1"]


@pytest.mark.parametrize("cell", ["=1", "+a", "-", "@b", "\tc", "\rd", "-1\n", "-\u0661"])
def test_a_formula_is_kept_from_running(cell):
    assert safe_cell(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-1", "+2", "-0.5", "-1,5", "1e-3", "plain", "", " =1"])
def test_what_is_none_stays_as_it_is(cell):
    assert safe_cell(cell) == cell


def test_a_column_is_treated_as_its_cells_are():
    table = pl.DataFrame({"text": [*CELLS, None]})
    safe = table.select(safe_column("text"))["text"].to_list()
    assert safe == [*map(safe_cell, CELLS), None]
    changed = [one != other for one, other in zip(safe, table["text"], strict=True)]
    assert table.select(is_formula("text"))["text"].to_list() == changed
