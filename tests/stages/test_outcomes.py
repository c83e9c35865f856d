"""Whether a row was answered as is expected: told from made-up answers, without a model."""

import numpy as np
import polars as pl
import pytest

from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions
from finetooth.scenarios.negated import Negated
from finetooth.scenarios.no_content import NoContent
from finetooth.scenarios.other_names import OtherNames
from finetooth.scenarios.two_messages import TwoMessages
from finetooth.stages.flips import flips_of
from finetooth.stages.outcomes import Outcome, against_control, doses_of, scored
from finetooth.stages.perturbing import affordable

LABELS = ("a", "b", "c")


def rows(texts: list[str], labels: list[str]) -> Rows:
    return Rows.of({"text": text, "label": label} for text, label in zip(texts, labels, strict=True))


def said(table: Rows, answers: str, sure: float = 0.8) -> Predictions:
    rest = (1 - sure) / 2
    chances = [[sure if label == answer else rest for label in LABELS] for answer in answers]
    return Predictions.of(table.ids, table.labels, chances, LABELS)


def outcome(scenario, texts, changed, before, after, partners=None, **sure) -> Outcome:
    table = rows(texts, list("abcabc")[: len(texts)])
    first = said(table, before)
    return Outcome(scenario, table, changed, first, said(table, after, **sure), partners or [-1] * len(texts), first)


def test_the_same_answer_is_wanted_of_rows_that_changed():
    found = outcome(OtherNames(), ["x", "y", "z"], ["x!", "y!", "z"], "abc", "acb")
    assert found.changed.tolist() == [True, True, False]
    assert found.failed.tolist() == [False, True, False]
    score = scored(found, "accuracy", 1)
    assert (score.n, score.changed, score.flipped, score.failed) == (3, 2, 2, 1)
    assert score.before == 1.0
    assert score.drop == pytest.approx(score.before - score.after)
    assert score.examples == (("y", "y!", "b", "c"),)
    assert score.rows == (found.before.ids[1],)


def test_less_wants_the_answer_of_before_less_probable():
    texts = ["x", "y"]
    weaker = outcome(Negated(), texts, ["not x", "not y"], "ab", "ab", sure=0.7)
    assert not weaker.failed.any()
    stronger = outcome(Negated(), texts, ["not x", "not y"], "ab", "ab", sure=0.8)
    assert stronger.failed.all()
    score = scored(stronger, "accuracy", 1)
    assert np.isnan(score.drop)
    assert score.failure_rate[0] == 1.0


def test_either_takes_the_answer_to_the_row_or_to_its_partner():
    found = outcome(TwoMessages(), ["x", "y", "z"], ["x y", "y x", "z x"], "abc", "bcc", partners=[1, 0, 0])
    assert found.failed.tolist() == [False, True, False]


def test_unsure_counts_each_new_text_once():
    found = outcome(NoContent(), ["x", "y", "z"], [".", ".", "?"], "abc", "aaa", sure=0.9)
    assert found.counted.tolist() == [True, False, True]
    assert found.failed.tolist() == [True, False, True]
    assert not outcome(NoContent(), ["x"], ["."], "a", "a", sure=0.5).failed.any()
    assert scored(found, "accuracy", 1).rows == ()


def test_a_swap_is_held_against_a_neutral_one_on_the_rows_that_both_changed():
    texts = [f"t{number}" for number in range(6)]
    swap = outcome(OtherNames(), texts, [f"{text}!" for text in texts], "aaaaaa", "bbbbba")
    neutral = outcome(OtherNames(), texts, [f"{text}?" for text in texts[:5]] + [texts[5]], "aaaaaa", "baaaaa")
    found = against_control(swap, neutral, 1)
    assert (found.rows, found.here, found.there, found.only_here, found.only_there) == (5, 5, 1, 4, 0)
    assert found.excess == pytest.approx(0.8)
    assert found.low <= found.excess <= found.high
    nothing = outcome(OtherNames(), texts, texts, "aaaaaa", "aaaaaa")
    assert against_control(swap, nothing, 1) is None


def test_flips_are_a_table_with_both_texts_and_answers():
    table = flips_of(outcome(OtherNames(), ["x", "y"], ["x!", "y!"], "ab", "ac"))
    assert table.select("scenario", "before", "after", "answer_before", "answer_after").rows() == [
        ("other_names", "y", "y!", "b", "c")
    ]
    assert table["sure_after"].to_list() == pytest.approx([0.8])


def test_a_metric_that_is_undefined_gives_no_drop():
    empty = outcome(OtherNames(), [], [], "", "")
    assert np.isnan(scored(empty, "macro_f1", 1).drop)
    assert doses_of([empty], "macro_f1", 1) == ()


def test_long_texts_get_fewer_rows():
    short, long = (
        rows(["word"] * 400, ["a"] * 400),
        Rows(rows(["word"] * 400, ["a"] * 400).table.with_columns(text=pl.lit("word " * 2_000))),
    )
    assert affordable(short, 300, 26, 512) == 300
    assert affordable(long, 300, 26, 512) == 90
    assert affordable(long, 300, 26, 64) == 300
    assert affordable(long, 300, 260, 5_000) == 60
