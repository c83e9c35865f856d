"""The rows of the bench: drawn as those of ``bench/recipe.py``, or of its own where no set is named."""

from pathlib import Path

import polars as pl
from recipes.draws import draw

from finetooth.core.rows import Rows
from finetooth.facts.split_sizes import share_for
from finetooth.stages.splitting import assign

OWN = "own"


def parted(data: Path, name: str, size: int, number: int, tests: int) -> tuple[Rows, Rows, Rows]:
    """Return training, validation and test rows of a drawing of a set."""
    if name != OWN:
        found = draw(data, name, str(size), number, tests)
        return found.train, found.validation, found.test
    from detecting.grammar import own_questions

    written = own_questions(size, tests)
    rows, test = (
        Rows.of([{"text": row.text, "label": row.label} for row in part]) for part in (written.train, written.test)
    )
    side = assign(rows, rows.table["id"].cast(pl.String), share_for(len(rows)), 0.0, number)
    train, validation = (Rows(rows.table.filter(side == part)) for part in ("train", "validation"))
    return train, validation, test
