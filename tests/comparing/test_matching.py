import pytest

from finetooth.comparing.matching import matched
from finetooth.core.errors import UserError


def plain(answers):
    return answers.rows.select("text", "label").to_dicts()


def test_rows_are_matched_by_what_stands_in_them_not_by_number(answers):
    first = answers("a", [4])
    backwards = plain(first)[::-1]
    second = answers("b", [79 - 7], rows=backwards)
    one, other = matched(first, second)
    assert one.rows["text"].to_list() == other.rows["text"].to_list() == first.rows["text"].to_list()
    assert (other.predictions.predicted != other.predictions.truth).nonzero()[0].tolist() == [7]
    assert other.rows["id"].to_list() == first.rows["id"].to_list()


def test_repeated_texts_are_matched_copy_by_copy(answers):
    rows = [{"text": "twice", "label": label} for label in ("good", "bad")] + [{"text": "once", "label": "good"}]
    first, second = answers("a", rows=rows), answers("b", [1], rows=[rows[1], rows[0], rows[2]])
    one, other = matched(first, second)
    assert (other.predictions.predicted != other.predictions.truth).tolist() == [True, False, False]
    assert len(one) == 3


def test_other_rows_are_refused_with_the_difference_named(answers):
    first = answers("a")
    second = answers("b", rows=[{"text": "new here", "label": "good"}, *plain(first)[3:]])
    with pytest.raises(
        UserError, match=r"3 only in a \(row test:1, say\); 1 only in b \(row test:1, say\); 77 in both"
    ):
        matched(first, second)


def test_test_rows_that_taught_the_other_model_are_counted(answers):
    first = answers("a")
    second = answers("b", rows=plain(first)[2:], taught=[*plain(first)[:2], {"text": "x", "label": "good"}])
    with pytest.raises(UserError, match="2 of them taught b"):
        matched(first, second)


def test_other_labels_are_refused_with_a_row(answers):
    first = answers("a")
    rows = plain(first)
    rows[5] = {**rows[5], "label": "bad"}
    with pytest.raises(
        UserError, match="1 of the 80 test rows have other labels: row test:6 is 'good' in a, 'bad' in b"
    ):
        matched(first, answers("b", rows=rows))


def test_labels_in_another_order_and_more_of_them(answers):
    first = answers("a")
    chances = [[0.2, 0.7, 0.1]] * 80
    second = answers("b", probabilities=chances, labels=("good", "bad", "odd"))
    one, other = matched(first, second)
    assert one.predictions.labels == other.predictions.labels == ("bad", "good", "odd")
    assert other.predictions.probabilities[0].tolist() == [0.7, 0.2, 0.1]
    assert one.predictions.probabilities[0].tolist() == [0.8, 0.2, 0.0]


def test_rows_without_a_label_are_left_out(answers):
    rows = [{"text": f"row {n}", "label": [None, "good"][n % 2]} for n in range(10)]
    one, other = (answers(name, rows=rows, probabilities=[[0.5, 0.5]] * 10) for name in "ab")
    assert [len(part) for part in matched(one, other)] == [5, 5]
