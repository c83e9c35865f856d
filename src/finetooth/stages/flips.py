"""Flips: the rows that a scenario turned, as a table that a person can open."""

from typing import Any

import polars as pl

from finetooth.stages.outcomes import Outcome, readable, sureness

_SCHEMA: dict[str, Any] = {
    "scenario": pl.String,
    "id": pl.Int64,
    "before": pl.String,
    "after": pl.String,
    "answer_before": pl.String,
    "answer_after": pl.String,
    "sure_before": pl.Float64,
    "sure_after": pl.Float64,
}


def no_flips() -> pl.DataFrame:
    """Return the empty table."""
    return pl.DataFrame(schema=_SCHEMA)


def flips_of(outcome: Outcome) -> pl.DataFrame:
    """Return the rows that were not answered as is expected, with both texts, both answers and how sure they were."""
    old, new = outcome.rows.inputs, outcome.inputs
    places = outcome.failed.nonzero()[0].tolist()
    return pl.DataFrame(
        {
            "scenario": [outcome.scenario.name] * len(places),
            "id": outcome.before.ids[outcome.failed],
            "before": [readable(old[place]) for place in places],
            "after": [readable(new[place]) for place in places],
            "answer_before": outcome.before.texts.gather(places),
            "answer_after": outcome.after.texts.gather(places),
            "sure_before": sureness(outcome.before)[outcome.failed],
            "sure_after": sureness(outcome.after)[outcome.failed],
        },
        schema=_SCHEMA,
    )
