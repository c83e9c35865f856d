"""One file a metric of generated answers; each is computed on all bootstrap resamples at once."""

from collections.abc import Sequence
from functools import cache

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.plugins import classes_in
from finetooth.metrics.text.metric import TextMetric


@cache
def all_text_metrics() -> tuple[TextMetric, ...]:
    """Return one instance of each metric of answers, by name."""
    found = [kind() for kind in classes_in("finetooth.metrics.text", TextMetric)]  # type: ignore[type-abstract]
    return tuple(sorted((metric for metric in found if metric.name), key=lambda metric: metric.name))


def text_metrics(names: Sequence[str] | str, references: Sequence[str], where: str) -> tuple[TextMetric, ...]:
    """Return the metrics with these names; ``auto`` gives those that fit the reference answers, the most telling first.

    Raises UserError for an unknown name.
    """
    known = {metric.name: metric for metric in all_text_metrics()}
    if names == "auto":
        fitting = [metric for metric in known.values() if metric.fits(references)]
        return tuple(sorted(fitting, key=lambda metric: metric.rank))
    asked = [names] if isinstance(names, str) else list(names)
    for name in asked:
        if name not in known:
            what = f"no metric of answers is named {name!r}{did_you_mean(name, known)}"
            raise UserError(what, where, f"auto, or some of {', '.join(known)}")
    return tuple(known[name] for name in asked)
