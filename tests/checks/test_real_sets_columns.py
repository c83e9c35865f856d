"""Known faults of public data sets in columns, shortcuts and between files; skipped where the sets are not there."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.recipe.files import make_recipe
from finetooth.sources import read

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CLEAN = ("sst2/train.csv", "trec/train.csv", "banking77/train.csv", "sms_spam/data.csv", "cr/data.csv")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")


@cache
def _facts(text: str | None = None, label: str | None = None, **files: str) -> Facts:
    data = {role: str(DATA / name) for role, name in files.items()}
    recipe = make_recipe({"data": {**data, "text_column": text, "label_column": label}})
    parts = [read(location, role, recipe.data) for role, location in data.items()]
    rows = Rows.concat(part.rows for part in parts)
    columns = pl.concat([part.columns for part in parts], how="diagonal")
    return Facts({"recipe": recipe, "rows": rows, "columns": columns})


def _verdict(code: str, facts: Facts) -> Verdict:
    return next(check for check in all_checks() if check.code == code).run(facts)


def _airline() -> Facts:
    return _facts("text", "airline_sentiment", train="airline_tweets/Tweets.csv")


def test_airline_tweets_went_through_a_spreadsheet() -> None:
    verdict = _verdict("PRE020", _airline())
    assert verdict.severity is Severity.WARNING
    assert "so that 12,206 repeat another" in verdict.message
    assert "'tweet_created': 14,640 of 14,640 times" in verdict.message


def test_airline_tweets_name_a_reason_only_where_the_label_is_negative() -> None:
    assert {"negativereason", "airline_sentiment_gold"} <= set(_verdict("DAT011", _airline()).evidence["columns"])
    assert set(_verdict("DAT015", _airline()).evidence["columns"]) == {"airline"}


def test_youtube_spam_repeats_three_ids() -> None:
    verdict = _verdict("PRE020", _facts(train="youtube_spam/data.csv"))
    assert (verdict.severity, len(verdict.rows)) == (Severity.INFO, 3)


def test_trec_has_its_label_twice() -> None:
    facts = _facts(label="label", train="trec/train.csv", test="trec/test.csv")
    assert _verdict("DAT011", facts).evidence["columns"]["label_fine"]["accuracy"] > 0.99


def test_sms_spam_can_be_told_by_its_length() -> None:
    shortcuts = _verdict("DAT010", _facts(train="sms_spam/data.csv")).evidence["shortcuts"]
    assert shortcuts["the length"]["share"] > 0.5
    assert shortcuts["the number of digits"]["share"] > 0.8


def test_tweet_hate_has_a_test_of_another_kind_and_a_validation_like_train() -> None:
    files = {"train": "tweet_hate/train.csv", "validation": "tweet_hate/validation.csv", "test": "tweet_hate/test.csv"}
    verdict = _verdict("DAT020", _facts(**files))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.evidence["files"]["test"]["auc"] > 0.84
    assert "validation" not in verdict.message


def test_sst2_does_not_cover_customer_reviews() -> None:
    facts = _facts(train="sst2/train.csv", field="cr/data.csv")
    assert _verdict("DAT014", facts).evidence["field"]["auc"] > 0.99


@pytest.mark.parametrize(
    "name", ["sst2/train.csv", "trec/train.csv", "banking77/train.csv", "sms_spam/data.csv", "cr/data.csv"]
)
@pytest.mark.parametrize("code", ["DAT012", "DAT017", "PRE020", "PRE021"])
def test_clean_sets_give_no_alarm(code: str, name: str) -> None:
    label = "label" if name.startswith("trec") else None
    assert _verdict(code, _facts(label=label, train=name)).outcome is Outcome.PASSED
