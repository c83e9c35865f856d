from finetooth.core.rows import Rows
from finetooth.monitoring.known import KNOWN, known_rows, known_signal, repeated


def rows(*texts, pair=None):
    return Rows.of([{"role": "train", "text": text, "pair": pair} for text in texts])


def test_a_text_is_known_however_it_is_spelt():
    taught = rows("A fine lamp", "a dull box")
    found = known_rows(rows("a  FINE lamp", "a fine lamp!", "a dull box"), taught)
    assert found.to_list() == [True, False, True]


def test_both_texts_of_a_row_count():
    assert known_rows(rows("a", pair="b"), rows("a", pair="c")).to_list() == [False]
    assert known_rows(rows("a", pair="b"), rows("a", pair="B")).to_list() == [True]


def test_how_often_rows_repeat_each_other():
    assert repeated(rows("ok", "OK", "one", "two")) == 0.5
    assert repeated(rows("one", "two")) == 0.0


def test_copies_are_an_alarm_beyond_what_rows_repeat_anyway():
    assert known_signal(30, 100, 0.0, 0.01).alarm
    assert not known_signal(30, 100, 0.3, 0.01).alarm  # short messages, said again and again
    assert known_signal(60, 100, 1.0, 0.01).alarm  # more than half always is
    assert not known_signal(3, 100, 0.0, 0.01).alarm
    assert known_signal(30, 100, 0.0, 0.01).code == KNOWN
