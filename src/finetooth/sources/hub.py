"""Hub: rows of a dataset on the Hugging Face hub, read through the datasets library."""

from typing import Any

import polars as pl

from finetooth.core.errors import UserError
from finetooth.sources.location import HUB
from finetooth.sources.parquet import from_table
from finetooth.sources.reader import Records

_NOTE = "read by the datasets library, which may have taken texts such as NA for missing values"


def records(location: str, role: str) -> Records:
    """Load ``hf://name`` or ``hf://name:split``; without a split the one named like the role (train for field)."""
    dataset = _load(location, role)
    table = pl.DataFrame(pl.from_arrow(dataset.with_format("arrow")[:]))
    for name, feature in dataset.features.items():
        if type(feature).__name__ == "ClassLabel":  # numbers on disk, names for people
            names = dict(enumerate(feature.names))
            table = table.with_columns(pl.col(name).replace_strict(names, default=None, return_dtype=pl.String))
    found = from_table(table)
    return Records(found.table, found.numbers, found.lines, (), found.nested, {"notes": [_NOTE]})


def fingerprint(location: str, role: str) -> str:
    """Return what datasets calls the fingerprint of the role's split: it follows the revision of the files."""
    return str(_load(location, role)._fingerprint)


def _load(location: str, role: str) -> Any:
    from datasets import load_dataset
    from datasets.exceptions import DatasetsError

    name, _, split = location.removeprefix(HUB).partition(":")
    try:
        return load_dataset(name, split=split or ("train" if role == "field" else role))
    except (DatasetsError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:300]
        fix = "check name and split (hf://NAME:SPLIT), the connection, and `hf auth login` for a private one"
        raise UserError(f"the dataset cannot be loaded: {reason}", location, fix) from None
