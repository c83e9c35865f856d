"""PRE025: columns that say the same of every row."""

import polars as pl

from finetooth.checks.wording import counted, listed
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Statistics
from finetooth.facts.columns import present


class ConstantColumns(Check):
    """A column holds one value, or none.

    Why: it tells nothing of a row; more often than not it was meant to, and the export went wrong.
    Fix: leave the column out, or repair the export where it should have held something.
    Blind: columns that are nearly constant, and one that says what another says.
    """

    code = "PRE025"
    tasks = BOTH
    severity = Severity.INFO
    fix_class = "never"
    bad = [
        {
            "rows": [{"text": f"Parcel {n}", "label": "late" if n % 2 else "fine"} for n in range(3)],
            "columns": [{"shop": "Bonn", "agent": ""} for _ in range(3)],
        }
    ]
    good = [
        {
            "rows": [{"text": f"Parcel {n}", "label": "late" if n % 2 else "fine"} for n in range(3)],
            "columns": [{"shop": shop, "agent": None if shop == "Ulm" else "Jo"} for shop in ("Bonn", "Ulm", "Bonn")],
        }
    ]

    def judge(self, cells: pl.DataFrame, label_copies: frozenset[str]) -> Finding | Passed:
        """Count the distinct values of each column."""
        columns = [name for name in cells.columns if name != "id" and name not in label_copies]
        if not columns or cells.height < 2:
            raise NotApplicable("the files have no other columns")
        empty = [name for name in columns if present(cells[name]).count() == 0]
        same = [name for name in columns if name not in empty and cells[name].n_unique() == 1]
        looked = f"{counted(len(columns), 'other column')} of {counted(cells.height)}"
        if not empty and not same:
            return Passed(f"{looked}, each with more than one value")
        told = [
            f"{counted(len(some), f'column is {what}', f'columns are {what}')}: {listed(some)}"
            for some, what in ((empty, "empty"), (same, "constant"))
            if some
        ]
        statistics = Statistics.of(len(columns), len(empty) + len(same))
        return Finding.on(f"of {looked}, {'; '.join(told)}", (), statistics=statistics, empty=empty, constant=same)
