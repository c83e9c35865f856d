"""What the text checks say about public data sets; skipped where the sets are not there."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from finetooth.checks.preparation.boilerplate import Boilerplate
from finetooth.checks.preparation.control_characters import ControlCharacters
from finetooth.checks.preparation.inconsistent_format import InconsistentFormat
from finetooth.checks.preparation.language_mix import LanguageMix
from finetooth.checks.preparation.length_outliers import LengthOutliers
from finetooth.checks.preparation.merged_records import MergedRecords
from finetooth.checks.preparation.placeholder_text import PlaceholderText
from finetooth.checks.preparation.special_tokens import SpecialTokens
from finetooth.core.check import Check
from finetooth.core.finding import Severity
from finetooth.core.rows import Rows

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")
ROW_CHECKS: list[type[Check]] = [
    PlaceholderText,
    ControlCharacters,
    LengthOutliers,
    SpecialTokens,
    MergedRecords,
    LanguageMix,
    Boilerplate,
]


@cache
def _rows(path: str) -> Rows:
    return Rows.of(pl.read_csv(DATA / path, infer_schema=False, columns=["text", "label"]).to_dicts())


@pytest.mark.parametrize("check", ROW_CHECKS, ids=lambda check: check.code)
@pytest.mark.parametrize("name", ["sst2", "trec", "banking77", "tweet_emotion"])
def test_at_most_two_in_a_thousand_rows_of_clean_sets_are_flagged(judge, check: type[Check], name: str) -> None:
    rows = _rows(f"{name}/train.csv")
    assert len(judge(check, {"rows": rows}).rows) <= 0.002 * len(rows)


@pytest.mark.parametrize("name", ["sst2", "trec", "banking77", "tweet_emotion"])
def test_no_way_of_writing_goes_with_the_label_of_clean_sets(judge, name: str) -> None:
    verdict = judge(InconsistentFormat, {"rows": _rows(f"{name}/train.csv")})
    assert verdict.rows == ()
    assert verdict.severity is Severity.INFO


def test_the_merged_records_of_tweet_irony_and_no_others(judge) -> None:
    verdict = judge(MergedRecords, {"rows": _rows("tweet_irony/train.csv")})
    assert verdict.rows[0] == 1296  # 998 characters
    assert set(verdict.rows) == {1296, 1754, 2774}
    longest = judge(LengthOutliers, {"rows": _rows("tweet_irony/train.csv")}).rows
    assert longest[0] == 1296
    assert set(longest) <= set(verdict.rows)  # no tweet is as long but those that are several


def test_the_portuguese_and_spanish_reviews_of_mr(judge) -> None:
    verdict = judge(LanguageMix, {"rows": _rows("mr/data.csv")})
    assert verdict.evidence["languages"]["es"] >= 30
    assert verdict.evidence["languages"]["pt"] >= 20
    assert len(verdict.rows) <= 70


def test_the_signature_of_a_news_feed_in_tweet_hate(judge) -> None:
    verdict = judge(Boilerplate, {"rows": _rows("tweet_hate/train.csv")})
    assert 85 <= len(verdict.rows) <= 100
    assert len(verdict.evidence["parts"]) == 1
