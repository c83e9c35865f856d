"""What checks on copies and conflicts leave to others, and how they say so."""

import polars as pl

from finetooth.checks.wording import counted


def left_alone(train_keys: pl.DataFrame, said_keys: pl.DataFrame, agreed_keys: pl.DataFrame | None = None) -> str:
    """Return `; 3 placeholder texts left to PRE012`, and who has the rows in conflict; empty where there is none."""
    silent = train_keys.height - said_keys.height
    clashing = said_keys.height - agreed_keys.height if agreed_keys is not None else 0
    told = f"; {counted(silent, 'placeholder text')} left to PRE012" if silent else ""
    return told + (f"; {counted(clashing)} of texts in conflict left to PRE005 and PRE026" if clashing else "")
