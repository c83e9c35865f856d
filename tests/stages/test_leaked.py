"""Leaked: test rows with a twin among those that taught, and the score without them."""

import numpy as np

from finetooth.core.results import Scores, Splits
from finetooth.core.rows import Rows, row_id
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import score
from finetooth.stages.leaked import leak, leaked_rows

TRAIN = [
    {"text": "The kettle leaks from its lid whenever it boils too long.", "label": "bad", "group": "ann"},
    {"text": "A lovely lamp that warms the whole of our living room.", "label": "good", "group": "bob"},
]
TEST = [
    {"text": "the  kettle leaks from its LID whenever it boils too long.", "label": "bad"},
    {"text": "The kettle leaks from its lid whenever it boils too lnog.", "label": "bad"},
    {"text": "Nothing like any of the others, in plain words.", "label": "good", "group": "bob"},
    {"text": "Two screws were missing when the box was opened.", "label": "bad", "group": "eve"},
    {"text": "It came on Monday and it has been quiet since.", "label": "good"},
]


def splits(test=TEST, role="test") -> Splits:
    empty = Rows.of([])
    rows = Rows.of({**row, "role": role} for row in test)
    return Splits(Rows.of(TRAIN), empty, rows, empty)


def test_twins_are_found_by_text_near_copy_and_group():
    found = dict(leaked_rows(splits()).iter_rows())
    assert found == {row_id("test", 1): "text", row_id("test", 2): "near", row_id("test", 3): "group"}


def test_a_twin_among_the_validation_rows_counts_too():
    one = splits()
    other = Splits(Rows.of([]), one.train, one.test, one.field)
    assert leaked_rows(other).height == 3


def test_nothing_is_leaked_where_finetooth_parted_the_rows():
    rows = Rows.of([*TRAIN, *TEST[3:]])
    parts = Splits(Rows(rows.table[:2]), Rows(rows.table[:0]), Rows(rows.table[2:]), Rows(rows.table[:0]))
    assert leaked_rows(parts).is_empty()


def test_the_score_without_leaked_rows_stands_beside():
    test = [{"text": f"row {n} is told by heart", "label": "good" if n % 2 else "bad"} for n in range(40)]
    fresh = [
        {"text": f"here are words number {n} of another kind", "label": "good" if n % 2 else "bad"} for n in range(60)
    ]
    empty = Rows.of([])
    rows = Rows.of({**row, "role": "test"} for row in [*test, *fresh])
    parts = Splits(Rows.of(test), empty, rows, empty)
    truth = (rows.labels == "good").to_numpy()
    right = np.arange(100) < 40 + 30  # of the fresh rows half
    told = np.where(right, truth, ~truth)
    said = Predictions.of(rows.ids, rows.labels, np.stack([~told, told], axis=1).astype(float), ("bad", "good"))
    scores = Scores(score(said, 200), {}, "accuracy")
    found = leak(parts, said, scores, 200, 0)
    assert found.of == 100
    assert found.kinds["text"] == len(found.leaked) == 40
    assert found.all_rows.value == 0.7
    assert found.clean_score.value == 0.5
    assert found.clean_score.n == 60
    assert found.clean_score.low < 0.5 < found.clean_score.high
    assert found.flattering.value == 1.0


def test_without_a_leak_there_is_no_other_score():
    parts = splits(TEST[3:])
    said = Predictions.of(parts.test.ids, parts.test.labels, [[0.9, 0.1], [0.1, 0.9]], ("bad", "good"))
    found = leak(parts, said, Scores(score(said, 200)), 200, 0)
    assert (found.leaked, found.kinds, found.clean_score) == ((), {}, None)


def test_where_every_test_row_is_known_the_score_without_them_says_that_there_is_none():
    parts = splits(TEST[:1])
    said = Predictions.of(parts.test.ids, parts.test.labels, [[0.9, 0.1]], ("bad", "good"))
    found = leak(parts, said, Scores(score(said, 200)), 200, 0)
    assert found.clean_score.value is None
    assert found.clean_score.reason
