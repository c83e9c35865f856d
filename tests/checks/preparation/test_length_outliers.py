"""PRE017."""

import numpy as np
import pytest

from finetooth.checks.preparation.length_outliers import LengthOutliers
from finetooth.core.finding import Outcome, Severity


def _rows(logs: np.ndarray) -> list[dict[str, str]]:
    return [
        {"text": "word " * max(1, round(float(np.exp(log)) / 5)), "label": "ab"[n % 2]} for n, log in enumerate(logs)
    ]


def _heavy(n: int = 3_000) -> np.ndarray:
    return np.random.default_rng(3).normal(4.5, 0.5, n)


def test_a_clean_set_with_a_heavy_tail_stays_under_one_in_a_thousand(judge) -> None:
    logs = 4.5 + 0.5 * np.random.default_rng(4).standard_t(8, 3_000).clip(-3.5, 6)
    assert len(judge(LengthOutliers, _rows(logs)).rows) <= 3


@pytest.mark.parametrize("share", [0.001, 0.02, 0.05])
def test_texts_of_many_times_the_length_are_found_however_many(judge, share: float) -> None:
    count = round(3_000 * share)
    rows = [*_rows(_heavy()), *({"text": "word " * 1_000, "label": "a"} for _ in range(count))]
    verdict = judge(LengthOutliers, rows)
    assert set(verdict.rows) == set(range(3_001, 3_001 + count))
    assert verdict.severity is Severity.WARNING
    assert all(partner.score > 1 for partner in verdict.partners)


def test_the_farthest_comes_first_and_the_limit_is_told(judge) -> None:
    rows = [*_rows(_heavy()), {"text": "word " * 400, "label": "a"}, {"text": "word " * 2_000, "label": "a"}]
    verdict = judge(LengthOutliers, rows)
    assert verdict.rows == (3_002, 3_001)
    assert verdict.statistics.threshold is not None
    assert "log-normal" in verdict.statistics.calibration


def test_a_class_of_long_texts_is_no_outlier(judge) -> None:
    long = [{"text": "word " * 1_000, "label": "manual"} for _ in range(60)]
    assert judge(LengthOutliers, [*_rows(_heavy()), *long]).outcome is Outcome.PASSED


def test_short_texts_are_a_remark_and_none_where_short_answers_are_usual(judge) -> None:
    long = [{"text": f"The room on floor {n % 7} was clean and quiet.", "label": "a"} for n in range(100)]
    verdict = judge(LengthOutliers, [*long, {"text": "T", "label": "a"}])
    assert verdict.rows == (101,)
    assert verdict.severity is Severity.INFO
    answers = [{"text": "ok then", "label": "a"} for _ in range(6)]
    assert judge(LengthOutliers, [*long, *answers, {"text": "T", "label": "a"}]).outcome is Outcome.PASSED


def test_few_rows_cannot_be_judged_and_nothing_is_ever_dropped(judge) -> None:
    assert (
        judge(LengthOutliers, [{"text": "word " * n, "label": "a"} for n in range(1, 40)]).outcome
        is Outcome.NOT_APPLICABLE
    )
    assert LengthOutliers.fix_class == "never"
    assert not LengthOutliers().fixes


def test_two_kinds_of_texts_do_not_widen_the_spread_beyond_what_ends_it(judge) -> None:
    draw = np.random.default_rng(5)
    short, advert = draw.normal(3.5, 0.5, 850), draw.normal(5.0, 0.05, 150)
    rows = [*_rows(np.concatenate([short, advert])), {"text": "word " * 300, "label": "a"}]
    assert judge(LengthOutliers, rows).rows == (1_001,)
