"""One file a metric; each is computed on all bootstrap resamples at once."""

from functools import cache
from typing import TYPE_CHECKING

from finetooth.core.errors import did_you_mean
from finetooth.core.plugins import classes_in

if TYPE_CHECKING:
    from finetooth.metrics.metric import Metric


@cache
def all_metrics() -> "tuple[Metric, ...]":
    """Return one instance of each metric: those of all rows first, then those of one class, each by name."""
    from finetooth.metrics.metric import Metric

    found = [kind() for kind in classes_in("finetooth.metrics", Metric)]  # type: ignore[type-abstract]
    ordered = sorted(found, key=lambda metric: (metric.per_class, metric.name))
    keys = [(metric.per_class, metric.name) for metric in ordered]
    twice = {name for per_class, name in keys if keys.count((per_class, name)) > 1}
    if twice:
        raise ValueError(f"metric names used twice: {sorted(twice)}")
    return tuple(ordered)


def metric_named(name: str) -> "Metric":
    """Return the metric of all rows with this name. Raises ValueError with the known names."""
    known = {metric.name: metric for metric in all_metrics() if not metric.per_class}
    if name not in known:
        raise ValueError(f"unknown metric {name!r}{did_you_mean(name, known)}; known: {', '.join(known)}")
    return known[name]
