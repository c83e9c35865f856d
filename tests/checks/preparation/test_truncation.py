"""PRE009."""

import polars as pl

from finetooth.checks.preparation.truncation import Truncation
from finetooth.core.finding import Outcome
from finetooth.recipe.files import make_recipe


def _example(lengths: list[int]) -> dict[str, object]:
    rows = [{"text": f"text {n}"} for n in range(len(lengths))]
    return {"rows": rows, "token_lengths": pl.Series(lengths, dtype=pl.Int64), "max_length": 10}


def test_cut_rows_and_lost_tokens_are_counted(judge) -> None:
    verdict = judge(Truncation, _example([5, 10, 11, 30]))
    assert verdict.rows == (3, 4)
    assert verdict.message == (
        "2 of 4 rows (50.0 %) cut at 10 tokens, 37.5 % of all tokens lost; "
        "95 % of all texts have at most 30 tokens, the longest 30"
    )
    assert verdict.evidence["share_of_tokens_lost"] == 0.375
    assert verdict.evidence["p95_tokens"] == 30


def test_one_row_in_a_hundred_may_be_cut(judge) -> None:
    assert judge(Truncation, _example([5] * 99 + [11])).outcome is Outcome.PASSED
    assert judge(Truncation, _example([5] * 98 + [11])).outcome is Outcome.FAILED


def test_it_waits_for_a_base_model() -> None:
    from finetooth.checks.examples import example_facts

    assert not Truncation().ready(example_facts([{"text": "hello"}]))


def test_in_windows_nothing_is_lost_up_to_the_bound(judge) -> None:
    read = make_recipe({"data": {"train": "x.csv"}, "training": {"truncation": "windows"}})
    most = 32 * 8 + 2  # windows, each of 10 tokens with two of its own
    passed = judge(Truncation, {**_example([5, 10, 11, most]), "recipe": read})
    assert passed.outcome is Outcome.PASSED
    assert "0 of 4 rows (0.0 %) cut at 258 tokens, 2 read in windows of 10" in passed.message
    assert passed.evidence["share_of_tokens_lost"] == 0
    assert judge(Truncation, {**_example([5, 10, 11, most + 1]), "recipe": read}).rows == (4,)
    assert judge(Truncation, {**_example([5, 11]), "recipe": make_recipe({"data": {"train": "x.csv"}})}).rows == (2,)
