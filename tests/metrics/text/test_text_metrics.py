"""What every metric of answers must hold to, and what each is by its source."""

import numpy as np
import pytest

from finetooth.core.errors import UserError
from finetooth.metrics.text import all_text_metrics, text_metrics
from finetooth.metrics.text.bleu import Bleu
from finetooth.metrics.text.metric import TextMetric
from finetooth.metrics.text.numeric_match import last_number
from finetooth.metrics.text.score import paired_answers, score_answers
from finetooth.metrics.text.valid_sql import parses

METRICS = pytest.mark.parametrize("metric", all_text_metrics(), ids=lambda metric: metric.name)
SENTENCES = [
    "the kettle was left near our door",
    "two screws arrived in a box",
    "a lamp with a lovely chair",
    "on monday",
]
SAID = ["the kettle was near the door", "two screws came in a big box", "a lamp and a chair", "monday"]
HOSTILE = [
    "",
    " ",
    "\x00",
    "a" * 5_000,
    "[" * 3_000,
    "DROP TABLE x",
    "\u202etxt",
    "'; --",
    "{" * 50,
    "1e999",
    "####",
    "-",
    "ß",
]


@METRICS
def test_examples_hold(metric: TextMetric):
    assert len(metric.examples) >= 2
    for answer, reference, expected in metric.examples:
        assert score_answers(metric, [answer], [reference]).value == pytest.approx(expected, abs=1e-9), answer


@METRICS
def test_hostile_answers_neither_raise_nor_leave_the_bounds(metric: TextMetric):
    for reference in HOSTILE:
        found = metric.values(metric.statistics(HOSTILE, [reference] * len(HOSTILE)).sum(axis=0, keepdims=True))[0]
        assert np.isnan(found) or metric.bounds[0] <= found <= metric.bounds[1] + 1e-9


@METRICS
def test_order_and_repetition_of_rows_do_not_matter(metric: TextMetric):
    once = score_answers(metric, SAID, SENTENCES).value
    assert score_answers(metric, SAID[::-1], SENTENCES[::-1]).value == pytest.approx(once) if once is not None else True
    twice = score_answers(metric, SAID * 2, SENTENCES * 2).value
    if metric.name != "bleu":  # whose smoothing weighs less the more there is
        assert twice == pytest.approx(once) if once is not None else twice is None


@METRICS
def test_no_rows_have_no_score(metric: TextMetric):
    found = score_answers(metric, [], [])
    assert (found.value, found.n) == (None, 0)
    assert found.reason


def test_bleu_is_that_of_sacrebleu():
    from sacrebleu import corpus_bleu

    for said in (SAID, ["nothing alike here at all", *SAID[1:]], SENTENCES):
        expected = corpus_bleu(said, [SENTENCES]).score / 100
        assert score_answers(Bleu(), said, SENTENCES).value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("references", "first"),
    [
        (["#### 12", "so 3 and #### 4"], "numeric_match"),
        (['{"a": 1}', "[2]"], "exact_match"),
        (['{"a": "' + "long words " * 9 + '"}'] * 3, "valid_json"),
        (["SELECT " + ", ".join(f"column_{n}" for n in range(20)) + " FROM b"] * 3, "valid_sql"),
        (["def f():\n    return [" + "1, 2, " * 9 + "]"] * 3, "valid_python"),
        (["a cat", "two dogs"], "exact_match"),
        ([" ".join(SENTENCES)] * 3, "rouge_l"),
    ],
)
def test_the_metrics_follow_the_references(references: list[str], first: str):
    assert text_metrics("auto", references, "recipe")[0].name == first


def test_named_metrics_are_taken_and_unknown_ones_refused():
    assert [metric.name for metric in text_metrics(["chrf", "bleu"], [], "recipe")] == ["chrf", "bleu"]
    with pytest.raises(UserError, match="did you mean rouge_l"):
        text_metrics(["rouge"], [], "recipe: evaluate.metrics")


@pytest.mark.parametrize(
    ("text", "number"), [("a 3 b -4.5", -4.5), ("1,234,567", 1234567.0), ("#### 8 apples of 9", 8.0), ("none", None)]
)
def test_the_number_an_answer_ends_with(text: str, number: float | None):
    assert last_number(text) == number


def test_sql_is_parsed_and_never_run(tmp_path):
    target = tmp_path / "made.db"
    assert parses(f"ATTACH DATABASE '{target}' AS other") is False
    assert parses(f"CREATE TABLE a AS SELECT writefile('{target}', 'x')") is True
    assert not target.exists()


def test_the_interval_holds_the_true_score_in_most_draws():
    random, metric = np.random.default_rng(0), all_text_metrics()[2]
    assert metric.name == "exact_match"
    held = 0
    for draw in range(200):
        answers = np.where(random.random(120) < 0.7, "yes", "no").tolist()
        found = score_answers(metric, answers, ["yes"] * 120, 400, draw)
        held += found.low <= 0.7 <= found.high
    assert held >= 182


def test_a_paired_difference_sees_what_two_intervals_hide():
    random = np.random.default_rng(1)
    right = random.random(200) < 0.5
    better = right | (random.random(200) < 0.12)
    before, after = (np.where(part, "yes", "no").tolist() for part in (right, better))
    metric = text_metrics(["exact_match"], [], "")[0]
    found = paired_answers(metric, before, after, ["yes"] * 200)
    assert found.change == pytest.approx(better.mean() - right.mean())
    assert found.low > 0
    assert found.standing == "better"
    same = paired_answers(metric, before, before, ["yes"] * 200)
    assert (same.change, same.standing) == (0.0, "undecided")


def test_few_changed_answers_decide_nothing():
    metric = text_metrics(["exact_match"], [], "")[0]
    before = ["no"] * 5 + ["yes"] * 95
    assert paired_answers(metric, before, ["yes"] * 100, ["yes"] * 100).standing == "undecided"


def test_groups_are_drawn_whole():
    metric = text_metrics(["exact_match"], [], "")[0]
    answers = ["yes"] * 50 + ["no"] * 50
    alone = score_answers(metric, answers, ["yes"] * 100)
    grouped = score_answers(metric, answers, ["yes"] * 100, groups=np.repeat(np.arange(10), 10))
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)


def test_a_change_lies_within_what_is_possible():
    metric = text_metrics(["exact_match"], [], "")[0]
    found = paired_answers(metric, ["no"] * 20, ["yes"] * 20, ["yes"] * 20)
    assert (found.change, found.high) == (1.0, 1.0)
    assert 0.5 < found.low < 1.0
