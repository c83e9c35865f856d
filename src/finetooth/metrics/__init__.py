"""One file a metric; each is computed on all bootstrap resamples at once."""

from functools import cache
from typing import TYPE_CHECKING

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.plugins import classes_in
from finetooth.metrics.files import kinds_in, named_files

if TYPE_CHECKING:
    from finetooth.metrics.metric import Metric


def all_metrics() -> "tuple[Metric, ...]":
    """Return one instance of each metric: those of all rows first, then those of one class, each by name.

    Those in files of the user's own are among them, once the files were offered.
    """
    return _all(named_files())


@cache
def _all(files: tuple[tuple[str, int], ...]) -> "tuple[Metric, ...]":
    from finetooth.metrics.metric import Metric

    found = [kind() for kind in classes_in("finetooth.metrics", Metric)]  # type: ignore[type-abstract]
    found += [kind() for path, changed in files for kind in kinds_in(path, changed)]
    ordered = sorted(found, key=lambda metric: (metric.per_class, metric.name))
    keys = [(metric.per_class, metric.name) for metric in ordered]
    twice = {name for per_class, name in keys if keys.count((per_class, name)) > 1}
    if twice and files:
        told = f"metric names used twice: {', '.join(sorted(twice))}"
        raise UserError(told, ", ".join(path for path, _ in files), "give your metric a name that no other has")
    if twice:
        raise ValueError(f"metric names used twice: {sorted(twice)}")
    return tuple(ordered)


def metrics_for(problem_type: str) -> "tuple[Metric, ...]":
    """Return the metrics that a kind of problem is scored by, in the same order."""
    return tuple(metric for metric in all_metrics() if problem_type in metric.problem_types)


def metric_named(name: str) -> "Metric":
    """Return the metric of all rows with this name. Raises ValueError with the known names."""
    known = {metric.name: metric for metric in all_metrics() if not metric.per_class}
    if name not in known:
        raise ValueError(f"unknown metric {name!r}{did_you_mean(name, known)}; known: {', '.join(known)}")
    return known[name]
