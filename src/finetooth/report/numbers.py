"""Numbers as a reader wants them: three decimals for scores, intervals in words, counts with thousands marked."""

from math import isfinite

from finetooth.checks.wording import baseline_title
from finetooth.core.results import Score
from finetooth.report.text import line

METRICS = {
    "macro_f1": "macro-F1",
    "f1": "F1",
    "roc_auc": "ROC-AUC",
    "macro_precision": "macro precision",
    "macro_recall": "macro recall",
    "micro_f1": "micro-F1",
    "weighted_f1": "weighted F1",
    "r2": "R²",
    "spearman": "Spearman’s correlation",
    "pr_auc": "PR-AUC",
    "mcc": "MCC",
    "cohen_kappa": "Cohen’s kappa",
    "brier": "Brier score",
    "ece": "ECE",
    "rms_calibration_error": "RMS calibration error",
    "top_3_accuracy": "top-3 accuracy",
    "coverage": "share answered",
    "answered_precision": "precision of what is answered",
    "token_f1": "token F1",
    "rouge_l": "ROUGE-L",
    "chrf": "chrF",
    "bleu": "BLEU",
    "valid_json": "valid JSON",
    "valid_sql": "valid SQL",
    "valid_python": "valid Python",
}
UNDEFINED = "undefined"


def metric_name(metric: str) -> str:
    """Return a metric's name for readers."""
    return METRICS.get(metric, line(metric.replace("_", " "), 40))


def baseline_name(baseline: str) -> str:
    """Return a baseline's name for readers."""
    return line(baseline_title(baseline), 40)


def known(value: float | None) -> float | None:
    """Return a value that is a number, else None: NaN and infinity are not scores."""
    return value if value is not None and isfinite(value) else None


def three(value: float | None) -> str:
    """Return a score with three decimals, or "undefined"."""
    number = known(value)
    return UNDEFINED if number is None else f"{number:.3f}".replace("-0.000", "0.000").replace("-", "−")


def span(low: float | None, high: float | None) -> str:
    """Return an interval in brackets, empty where there is none."""
    return "" if known(low) is None or known(high) is None else f"({three(low)} to {three(high)})"


def with_interval(score: Score | None) -> str:
    """Return `0.812 (0.781 to 0.840)`, or why there is no such score."""
    if score is None:
        return UNDEFINED
    if known(score.value) is None:
        return f"{UNDEFINED} ({score.reason})" if score.reason else UNDEFINED
    return f"{three(score.value)} {span(score.low, score.high)}".rstrip()


def count(number: float) -> str:
    """Return a whole number with thousands marked."""
    return f"{round(number):,}"


def plural(number: int, one: str, many: str = "") -> str:
    """Return `1 row`, `2,000 rows`."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Return a share as `12 %`, with one decimal below 10 %."""
    return f"{share * 100:.1f} %" if 0 < share < 0.0995 else f"{share * 100:.0f} %"


def plain(value: object) -> str:
    """Return a setting's value as a person would write it: `16`, `0.01`, `1.4e-5`, `true`, `linear`."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, int | float):
        return line(str(value), 40)
    if not isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    if 1e-3 <= abs(value) < 1e6:
        return f"{value:.3g}"
    digits, power = f"{value:.2e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(power)}"


def duration(seconds: float) -> str:
    """Return `0.4 s`, `42 s`, `3 min 12 s`, `1 h 4 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
