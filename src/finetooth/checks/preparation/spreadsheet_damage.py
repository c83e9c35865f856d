"""PRE020: values that a spreadsheet changed when the file was opened and saved."""

import polars as pl

from finetooth.checks.preparation.spreadsheet import Damage, damages
from finetooth.checks.wording import counted, names
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows

_TOLD = 4  # kinds of damage that a message tells
_WHOLE = 0.5  # of the rows: damage to more is the column's, and no row is named for it


class SpreadsheetDamage(Check):
    """A spreadsheet damaged values.

    Why: ids of more than 15 digits lose the others, so that different rows look like one; times lose their seconds,
    texts that start with "=" become errors, names become dates (Ziemann et al. 2016 found it in a fifth of papers).
    Fix: get the export again from where the data came from; what was lost cannot be got back from this file.
    Blind: damage that leaves a believable value, such as a date read with day and month changed over.
    """

    code = "PRE020"
    fix_class = "never"
    bad = [
        {
            "rows": [{"text": f"Where is parcel {n}?", "label": "ask"} for n in range(4)],
            "columns": [{"order_id": value} for value in ("5.70306E+17", "5.70306E+17", "5.70301E+17", "5.7E+17")],
        },
        {
            "rows": [{"text": f"Where is parcel {n}?", "label": "ask"} for n in range(4)],
            "columns": [{"order_id": f"57030613367776{n}000"} for n in range(4)],
        },
        {
            "rows": [{"text": f"Where is parcel {n}?", "label": "ask"} for n in range(3)],
            "columns": [{"sent": value} for value in ("2/24/15 11:35", "12/3/15 9:05", "2/4/15 23:10")],
        },
        [{"text": "#NAME?", "label": "ask"}, {"text": "Where is it?", "label": "ask"}],
        {
            "rows": [{"text": f"Gene {n} is high", "label": "yes"} for n in range(3)],
            "columns": [{"gene": value} for value in ("1-Mar", "TP53", "BRCA2")],
        },
        {
            "rows": [{"text": f"Gene {n} is high", "label": "yes"} for n in range(5)],
            "columns": [{"zip": value} for value in ("2139", "10001", "94110", "60601", "73301")],
        },
    ]
    good = [
        {
            "rows": [{"text": f"Where is parcel {n}?", "label": "ask"} for n in range(4)],
            "columns": [
                {"order_id": f"5703061336777{n}9001", "sent": f"2024-03-0{n + 1}T10:00:00", "mass": f"1.{n}E-07"}
                for n in range(4)
            ],
        },
        [{"text": "What does #REF! mean in my sheet?", "label": "ask"}, {"text": "See you on 1-Mar", "label": "meet"}],
    ]

    def judge(self, rows: Rows, cells: pl.DataFrame | None = None) -> Finding | Passed:
        """Look through every column, the texts included."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        columns = [("text", rows.texts), ("pair", rows.table["pair"])]
        columns += [(name, cells[name]) for name in cells.columns if name != "id"] if cells is not None else []
        found = [damage for name, values in columns for damage in damages(name, rows.ids, values)]
        looked = f"{counted(len(rows))} in {counted(len(columns) - 1, 'column')}"
        if not found:
            return Passed(f"{looked}, none of them with the marks of a spreadsheet")
        return _finding(found, len(rows))


def _finding(found: list[Damage], checked: int) -> Finding:
    """Tell the worst first."""
    worst = sorted(found, key=lambda damage: -damage.severity.rank)
    few = [damage.rows for damage in worst if len(damage.rows) <= _WHOLE * checked]
    ids = pl.concat(few).unique(maintain_order=True) if few else pl.Series("id", [], pl.Int64)
    told = [damage.told for damage in worst]
    message = "; ".join(told[:_TOLD]) + (f"; and {len(told) - _TOLD} more" if len(told) > _TOLD else "")
    severity = max((damage.severity for damage in found), key=lambda one: one.rank)
    return Finding.on(
        message, ids, None if severity is Severity.WARNING else severity, checked=checked, damage=told, first=names(ids)
    )
