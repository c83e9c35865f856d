"""Conditions of the gate: `macro_f1.low >= 0.80`, of a class, of a slice, or against the best baseline."""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from finetooth.answering.costs import EXPECTED_COST
from finetooth.answering.effect import ANSWERED, COVERAGE
from finetooth.core.errors import UserError, did_you_mean
from finetooth.metrics import all_metrics
from finetooth.metrics.text import all_text_metrics

GAIN = "gain_over_baseline"
WIN_RATE = "win_rate"  # scored only where a judge is named
OF_LANGUAGE = ("completion_loss", "perplexity", WIN_RATE)  # beside the metrics of its answers
BEHAVIOUR = "behaviour.pass_rate"
OF_ANSWERS = (EXPECTED_COST, COVERAGE, ANSWERED)  # scored only where costs are given, or rows may be held back
OF_USE = (
    *("latency.p50_ms", "latency.p95_ms", "latency.p99_ms", "throughput"),
    *("model_mb", "memory_mb", "cold_start_s"),
)
OF_TRANSFER = ("later.drop", "new_group.drop", "worst_group.drop")
OF_SCOPE = ("out_of_scope.auroc", "out_of_scope.recall", "out_of_scope.false_alarms")
WHERE = "recipe: gate.require"
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(
    r"\s*(?:slice\[(?P<column>[^=\]]+)=(?P<value>.*?)\]\.)?"
    rf"(?:(?P<measured>{'|'.join(map(re.escape, (*OF_USE, *OF_TRANSFER, *OF_SCOPE)))})"
    r"|(?P<behaviour>behaviour(?:\[(?P<capability>.+?)\])?\.pass_rate)|(?P<metric>\w+)(?:\[(?P<label>.+?)\])?)"
    r"(?:\.(?P<end>value|low|high))?\s*(?P<sign>>=|<=|>|<)\s*(?P<bound>-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*"
)
_FIX = (
    "write METRIC.low >= NUMBER, with .value, .low or .high and >=, <=, > or <; METRIC[LABEL] is of one class, "
    "slice[COLUMN=VALUE].METRIC of some rows, gain_over_baseline in points over the best baseline, "
    "behaviour.pass_rate and behaviour[CAPABILITY].pass_rate of behavioural tests, "
    f"{', '.join(OF_USE)} of the cost in use, {', '.join(OF_TRANSFER)} of time and groups, "
    f"{', '.join(OF_SCOPE)} of rows of no class"
)


@dataclass(frozen=True)
class Condition:
    """One condition as it was read. ``metric`` is a metric's name, GAIN or BEHAVIOUR (``label``: a capability)."""

    text: str
    metric: str
    end: str  # value | low | high
    sign: str
    bound: float
    label: str | None = None
    column: str | None = None
    value: str | None = None

    def holds(self, number: float) -> bool:
        """Whether a number meets the condition."""
        return _OPERATORS[self.sign](number, self.bound)


def parse(text: str, where: str = WHERE) -> Condition:
    """Read a condition. Raises UserError where it cannot be read or names no metric."""
    found = _CONDITION.fullmatch(text)
    if not found:
        fix = "it is no condition: set gate.regression_vs" if text.strip().startswith("regression_vs") else _FIX
        raise UserError(f"the condition {text!r} cannot be read", where, fix)
    column, value = found["column"], found["value"]
    if found["behaviour"] and column is None:
        end, bound = found["end"] or "value", float(found["bound"])
        return Condition(text, BEHAVIOUR, end, found["sign"], bound, found["capability"])
    if found["measured"] and column is None:
        end, bound = found["end"] or "value", float(found["bound"])
        return Condition(text, found["measured"], end, found["sign"], bound)
    metric = _metric(text, found["metric"] or found["measured"] or BEHAVIOUR, found["label"], column is not None, where)
    end, bound = found["end"] or "value", float(found["bound"])
    part = (None, None) if column is None else (column.strip(), value.strip())
    return Condition(text, metric, end, found["sign"], bound, found["label"], *part)


def parse_all(texts: Iterable[str], where: str = WHERE) -> tuple[Condition, ...]:
    """Read conditions. Raises UserError."""
    return tuple(parse(text, where) for text in texts)


def _metric(text: str, name: str, label: str | None, sliced: bool, where: str) -> str:
    """Return the name of the metric: without a class, f1, precision and recall are the means over the classes."""
    overall = [metric.name for metric in all_metrics() if not metric.per_class]
    overall += [*OF_LANGUAGE, *(metric.name for metric in all_text_metrics())]
    of_class = [metric.name for metric in all_metrics() if metric.per_class]
    if name == GAIN and label is None and not sliced:
        return GAIN
    if label is None and name not in overall and name in of_class and f"macro_{name}" in overall:
        return f"macro_{name}"
    known = of_class if label is not None else [*overall, *([] if sliced else [GAIN, *OF_ANSWERS])]
    if name not in known:
        of = " of one class" if label is not None else " of a slice" if sliced else ""
        told = f"the condition {text!r} names no metric{of}{did_you_mean(name, known)}"
        raise UserError(told, where, f"known: {', '.join(known)}")
    return name
