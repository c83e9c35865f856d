"""Sets of labels taken apart: each label by itself, the most frequent first."""

import numpy as np

from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.core.rows import LABEL_JOINT
from finetooth.facts.association_by_label import label_terms

all_checks()


def _terms(labels: list[str]):
    return example_facts([{"text": f"word {n % 7}", "label": label} for n, label in enumerate(labels)]).get(
        "train_terms"
    )


def test_each_label_is_there_or_not() -> None:
    labels = [LABEL_JOINT.join(["a", "b"]), "a", "", "c"] * 25
    said = label_terms(_terms(labels), 120.0)
    assert said.names == ("a", "b", "c")
    for name, terms in said.each():
        assert terms.labels.tolist() == [int(name in label.split(LABEL_JOINT)) for label in labels]
        assert len(terms.classes) == 2
    assert "3 of 3 labels, one by one, in 100 training rows" in said.told


def test_rare_labels_and_those_the_budget_does_not_pay_for_are_left_out() -> None:
    labels = [LABEL_JOINT.join(["a", "b"]), "a", ""] * 30 + ["rare"] * 3
    assert label_terms(_terms(labels), 120.0).names == ("a", "b")
    said = label_terms(_terms(labels), 1e-4)
    assert said.names == ("a",)
    assert "(the most frequent of 2 with 20 rows on either side)" in said.told
    assert not np.any(label_terms(_terms(["a"] * 60), 120.0).names)
