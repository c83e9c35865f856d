"""PRE024."""

import pytest

from finetooth.checks.preparation.inconsistent_format import InconsistentFormat
from finetooth.core.finding import Outcome, Severity


def _row(n: int, label: str, written: str = "") -> dict[str, str]:
    text = f"The room on floor {n} wasn't clean, and not quiet at night."
    shapes = {
        "all lower case": text.lower(),
        "all upper case": text.upper(),
        "spaces before punctuation": text.replace(",", " ,").replace(".", " ."),
        "no punctuation": text.replace(",", "").replace(".", ""),
        "curly quotes": text.replace("'", "’"),
        "Markdown": f"**Note** {text}",
        "BBCode": f"[b]{text}[/b]",
        "several lines": text.replace(", ", ",\n"),
    }
    return {"text": shapes.get(written, text), "label": label}


WAYS = [
    "all lower case",
    "all upper case",
    "spaces before punctuation",
    "no punctuation",
    "curly quotes",
    "Markdown",
    "BBCode",
    "several lines",
]


@pytest.mark.parametrize("way", WAYS)
def test_a_way_of_writing_that_goes_with_the_label_is_a_warning(judge, way: str) -> None:
    rows = [_row(n, "bad", way) for n in range(60)] + [_row(n, "good") for n in range(60)]
    verdict = judge(InconsistentFormat, rows)
    assert verdict.severity is Severity.WARNING
    assert way in verdict.evidence["tied"]
    assert verdict.rows == tuple(range(1, 61))
    assert verdict.statistics.effect > 0.95
    assert verdict.evidence["ways"][way]["p_value"] < 0.002


@pytest.mark.parametrize("way", WAYS)
def test_a_mix_that_the_label_does_not_follow_is_a_remark(judge, way: str) -> None:
    rows = [_row(n, "ab"[n % 2], way if n % 3 == 0 else "") for n in range(240)]
    verdict = judge(InconsistentFormat, rows)
    assert verdict.severity is Severity.INFO
    assert verdict.rows == ()
    assert verdict.evidence["ways"][way]["rows"] == 80
    assert verdict.evidence["ways"][way]["cramers_v"] < 0.1


def test_few_other_rows_are_no_remark(judge) -> None:
    rows = [_row(n, "ab"[n % 2], "all lower case" if n % 20 == 0 else "") for n in range(400)]
    assert judge(InconsistentFormat, rows).outcome is Outcome.PASSED


def test_chance_does_not_warn(judge) -> None:
    for seed in range(5):
        rows = [_row(n, "abcde"[(n * 7 + seed) % 5], "all lower case" if n % 4 == seed % 4 else "") for n in range(200)]
        assert judge(InconsistentFormat, {"rows": rows, "seed": seed}).severity is Severity.INFO
