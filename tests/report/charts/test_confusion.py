import polars as pl

from finetooth.report.charts.confusion import Confusion, confusion, most_confused


def predicted(*pairs):
    return pl.DataFrame(pairs, schema={"truth": pl.String, "prediction": pl.String}, orient="row")


def test_confusion_counts_and_says_the_worst():
    table = predicted(("a", "a"), ("a", "b"), ("a", "b"), ("b", "b"), (None, "a"))
    assert Confusion.of(table, ("a", "b")).counts.tolist() == [[1, 2], [0, 1]]
    assert confusion(table, ("a", "b")).title == "Most confused: “a” taken for “b”, 2 times (67 % of its rows)"
    assert [(pair.truth, pair.said, pair.rows) for pair in most_confused(table, ("a", "b"))] == [("a", "b", 2)]


def test_a_label_the_model_does_not_know_has_a_row_of_its_own():
    assert Confusion.of(predicted(("new", "a"), ("a", "a")), ("a",)).names == ("a", "new")


def test_confusion_without_mistakes_or_rows():
    assert confusion(predicted(("a", "a")), ("a", "b")).title == "No test row was taken for another class"
    assert confusion(predicted(), ("a", "b")) is None
    assert most_confused(predicted(), ("a", "b")) == ()


def test_at_most_20_classes_are_drawn_those_most_confused(make_evidence):
    evidence = make_evidence(77, 3000)
    figure = confusion(evidence.predictions, evidence.labels)
    assert figure.note.startswith("20 of 77 classes: those with the most mistakes")
    assert len(Confusion.of(evidence.predictions, evidence.labels).worst(20).names) == 20
    assert "intent 00" in figure.svg
