"""Score tables: overall scores beside the baselines, and every class with its intervals."""

from collections.abc import Iterable
from dataclasses import dataclass

from finetooth.answering.costs import EXPECTED_COST
from finetooth.core.results import Score, Scores
from finetooth.metrics import all_metrics
from finetooth.metrics.metric import Metric
from finetooth.report.baselines import shown_baselines
from finetooth.report.charts.class_scores import weakest_first
from finetooth.report.numbers import UNDEFINED, baseline_name, count, known, metric_name, span, three

_FIRST = (
    *("accuracy", "balanced_accuracy", "macro_f1", "mcc", "roc_auc", "log_loss", "ece", "micro_f1", "subset_accuracy"),
    *("hamming_loss", "label_ranking_average_precision", "quadratic_kappa", "spearman", "mean_absolute_error"),
    "root_mean_squared_error",
)
_ORDER = ("f1", "precision", "recall", "roc_auc", "pr_auc")
_OPEN = 15
_BESIDE = 3  # baselines beside the model: the others stand in the table of costs


@dataclass(frozen=True)
class Cell:
    """A number with its interval; ``reason`` says why there is none."""

    value: str
    interval: str = ""
    reason: str = ""

    @classmethod
    def of(cls, score: Score | None) -> "Cell":
        """Make the cell of a score; one that was never made is a dash."""
        if score is None:
            return cls("–")
        if known(score.value) is None:
            return cls(UNDEFINED, reason=score.reason)
        return cls(three(score.value), span(score.low, score.high))


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    name: str
    rows: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ScoreTable:
    """A table of scores; ``folded`` lines are shown on demand."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    folded: tuple[Line, ...] = ()


def overall_table(scores: Scores) -> ScoreTable:
    """Return a line a metric, a column for the model and each of the best baselines.

    A handful is open, the one that models are picked by first; a metric that finetooth does not know is too.
    """
    overall = {score.metric: score for score in scores.model if score.label is None}
    shown = shown_baselines(scores, _BESIDE)
    others = tuple(scores.baselines[name] for name in shown)
    lines = {
        name: Line(_told(name), count(score.n), (Cell.of(score), *(_cell(one, name) for one in others)))
        for name, score in overall.items()
    }
    strange = [name for name in overall if _known(name) is None]
    first = [name for name in dict.fromkeys((scores.selection_metric, *_FIRST, *strange)) if name in lines]
    rest = tuple(line for name, line in lines.items() if name not in first)
    heads = ("this model", *(baseline_name(name) for name in shown))
    return ScoreTable(heads, tuple(lines[name] for name in first), rest)


def class_table(scores: Scores) -> ScoreTable:
    """Return a line a class, the weakest first; those without an F1 lead."""
    labels = {score.label: score.n for score in scores.model if score.label is not None}
    metrics = {score.metric for score in scores.model if score.label is not None}
    heads = [metric for metric in _ORDER if metric in metrics] + sorted(metrics - set(_ORDER))
    weak = [score.label for score in weakest_first(scores)]
    ordered = [label for label in labels if label not in weak] + [label for label in weak if label is not None]
    lines = [
        Line(label, count(labels[label]), tuple(Cell.of(scores.get(metric, label)) for metric in heads))
        for label in ordered
    ]
    few = _OPEN if len(lines) > _OPEN + 3 else len(lines)
    return ScoreTable(tuple(metric_name(metric) for metric in heads), tuple(lines[:few]), tuple(lines[few:]))


def _known(metric: str) -> Metric | None:
    return next((one for one in all_metrics() if one.name == metric and not one.per_class), None)


def _told(metric: str) -> str:
    """Return the metric's name for readers, and that less is better where it is."""
    known_metric = _known(metric)
    less = metric == EXPECTED_COST or (known_metric is not None and not known_metric.higher_is_better)
    return f"{metric_name(metric)}, less is better" if less else metric_name(metric)


def _cell(scores: Iterable[Score], metric: str) -> Cell:
    return Cell.of(next((score for score in scores if score.metric == metric and score.label is None), None))
