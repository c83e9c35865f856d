"""Which metric picks checkpoints and trials, and why: by how unequal the classes are, and what mistakes cost."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from finetooth.answering.costs import EXPECTED_COST
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.rows import LABEL_JOINT
from finetooth.metrics import all_metrics, metrics_for
from finetooth.metrics.metric import Metric
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE
from finetooth.recipe.sections import Evaluate

WHERE = "recipe: evaluate.selection_metric"
RARE = 1 / 20  # of two classes: accuracy and F1 at a half say little of so few
EVEN = 1.5  # times as many rows as the smallest class


@dataclass(frozen=True)
class MetricChoice:
    """The selection metric, and a sentence that says why it was chosen."""

    metric: str
    why: str


_OTHERS = {
    MULTI: MetricChoice(
        "pr_auc", "a row can have several labels: what counts is how well each label's rows are ranked"
    ),
    ORDINAL: MetricChoice("quadratic_kappa", "labels are grades: an answer that is far off counts for more"),
    REGRESSION: MetricChoice("r2", "a number is predicted: the share of its variance that is foreseen"),
}


def chosen_metric(options: Evaluate, labels: pl.Series, problem_type: str = SINGLE) -> MetricChoice:
    """Return the metric that picks models on training rows with these labels. Raises UserError for an unknown one."""
    if options.selection_metric != "auto":
        return MetricChoice(able(options.selection_metric, problem_type).name, "the recipe names it")
    if problem_type == "auto" and labels.str.contains(LABEL_JOINT, literal=True).any():
        problem_type = MULTI
    if problem_type in _OTHERS:
        return _OTHERS[problem_type]
    counts = labels.drop_nulls().value_counts(sort=True, name="rows")["rows"].to_list() or [0]
    classes, most, least, rows = len(counts), counts[0], counts[-1], max(1, sum(counts))
    if options.costs and options.thresholds != "none":
        why = "costs set the answers afterwards, so that models are picked by how well they rank the rows"
        return MetricChoice("roc_auc", why)
    if classes == 2 and least < RARE * rows:
        why = (
            f"one of the two classes has {100 * least / rows:.1f} % of the rows, and a threshold is set afterwards: "
            "models are picked by how well they rank the rare rows"
        )
        return MetricChoice("pr_auc", why)
    if most <= EVEN * least:
        return MetricChoice("macro_f1", f"the {classes} classes are about even, and each counts alike")
    why = (
        f"the largest of {classes} classes has {most / max(1, least):.1f} times the rows of the smallest, and each "
        "class counts alike; accuracy would pass over the small ones"
    )
    return MetricChoice("macro_f1", why)


def able(name: str, problem_type: str = "auto") -> Metric:
    """Return the metric that models may be picked by, for this kind of problem. Raises UserError where it is none."""
    metrics = metrics_for(problem_type) or all_metrics()  # all where the rows are yet to tell
    known = {metric.name: metric for metric in metrics if not metric.per_class}
    if name == EXPECTED_COST:
        fix = "leave it on auto: costs set the answers after the training, and the expected cost is scored"
        raise UserError("models are not picked by the expected cost", WHERE, fix)
    if name not in known:
        raise UserError(f"no metric is named {name!r}{did_you_mean(name, known)}", WHERE, _fix(known.values()))
    if not known[name].higher_is_better:
        raise UserError(
            f"models are picked by a metric of which more is better, not {name}", WHERE, _fix(known.values())
        )
    return known[name]


def _fix(metrics: Iterable[Metric]) -> str:
    return f"auto, or one of {', '.join(sorted(one.name for one in metrics if one.higher_is_better))}"
