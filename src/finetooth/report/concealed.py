"""Personal data and secrets that an audit found are masked where it shows rows: others may read its log."""

from collections.abc import Callable, Iterable, Mapping

import polars as pl

from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Verdict

CONCEALED = ("DAT016", "DAT017")


def concealed(table: pl.DataFrame, verdicts: Iterable[Verdict], checks: Mapping[str, Check]) -> pl.DataFrame:
    """Return the rows with the texts masked in which one of these checks found something; a waived finding is shown."""
    for verdict in verdicts:
        check = checks.get(verdict.code)
        if verdict.code in CONCEALED and verdict.outcome is Outcome.FAILED and check is not None and check.mend:
            places = table["id"].is_in(list(verdict.rows)).arg_true()
            table = table.with_columns(_masked(table[name], places, check.mend) for name in ("text", "pair"))
    return table


def _masked(texts: pl.Series, places: pl.Series, mend: Callable[[pl.Series], pl.Series]) -> pl.Series:
    masked = mend(texts.gather(places).alias("text"))
    return texts.clone().scatter(places, masked).alias(texts.name) if len(places) else texts
