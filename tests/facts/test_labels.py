"""Facts on the labels of the training rows."""

import polars as pl

from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.facts.labels import one_spelling

all_checks()  # registers all facts


def test_label_counts_are_of_training_rows_largest_first_and_without_missing_labels() -> None:
    labels = ["b", "a", "b", None, " ", "c", "NA"]
    rows = [{"text": str(n), "label": label} for n, label in enumerate(labels)]
    facts = example_facts([*rows, {"text": "x", "label": "d", "role": "test"}])
    assert facts.get("label_counts").rows() == [("b", 2), ("NA", 1), ("a", 1), ("c", 1)]
    assert len(facts.get("train_rows")) == 7


def test_no_rows_give_no_counts() -> None:
    assert example_facts([]).get("label_counts").rows() == []


def test_spellings_of_one_name_are_one_class() -> None:
    labels = pl.Series(["Spam", "spam ", "Spam", "ham", None, "SPAM"])
    assert one_spelling(labels).to_list() == ["Spam", "Spam", "Spam", "ham", None, "Spam"]
    assert one_spelling(pl.Series([], dtype=pl.String)).to_list() == []
