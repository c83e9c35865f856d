"""What a check measured as JSON objects, with rows by the names that people see."""

import dataclasses
from typing import Any

from finetooth.core.finding import Verdict
from finetooth.core.rows import name_of
from finetooth.core.statistics import Statistics


def measured_object(verdict: Verdict) -> dict[str, Any]:
    """Return the statistics, precision and cost of a verdict; null where they were not measured."""
    return {
        "statistics": _statistics(verdict.statistics),
        "precision": dataclasses.asdict(verdict.precision) if verdict.precision else None,
        "cost": dataclasses.asdict(verdict.cost) if verdict.cost else None,
    }


def partner_objects(verdict: Verdict) -> list[dict[str, Any]]:
    """Return each flagged row with the row it is flagged for (null where it stands alone) and its score."""
    return [
        {
            "row": name_of(one.row),
            "partner": None if one.partner is None else name_of(one.partner),
            "score": one.score,
        }
        for one in verdict.partners
    ]


def _statistics(statistics: Statistics | None) -> dict[str, Any] | None:
    return None if statistics is None else {**dataclasses.asdict(statistics), "rate": statistics.rate}
