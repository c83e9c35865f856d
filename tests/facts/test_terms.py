"""Terms: words and pairs of words, each once a row."""

import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks
from finetooth.facts.terms import paired

all_checks()


def test_terms_are_words_signs_and_neighbours() -> None:
    row, term, names = paired(pl.Series("text", ["Good good box!!", "good box!!", None, "alone"]))
    found = {names[int(one)] for one in term}
    assert found == {"good", "box", "!!", "good box", "box !!"}
    assert sorted(set(row.tolist())) == [0, 1]


def test_pairs_do_not_reach_over_rows() -> None:
    _, _, names = paired(pl.Series("text", ["a b", "c d", "a b", "c d"]))
    assert "b c" not in names.to_list()


def test_marks_belong_to_their_word() -> None:
    _, _, names = paired(pl.Series("text", ["कमल ไทย #tag @you it's"] * 2), pairs=False)
    assert names.to_list() == ["कमल", "ไทย", "#tag", "@you", "it's"]


def test_terms_of_the_labelled_training_rows() -> None:
    rows = [{"text": "red box", "label": "a"}] * 2 + [
        {"text": "red lamp", "label": "b"},
        {"text": "red", "label": None},
    ]
    terms = example_facts({"rows": [*rows, {"text": "red", "label": "a", "role": "test"}]}).get("train_terms")
    assert terms.classes == ["a", "b"]
    counts = dict(zip(terms.names.to_list(), terms.by_class().tolist(), strict=True))
    assert counts == {"red": [2, 1], "box": [2, 0], "red box": [2, 0]}
    assert terms.times().tolist() == terms.by_class().sum(axis=1).tolist()
    assert terms.told == "3 training rows"


def test_a_small_budget_takes_a_sample_and_says_so() -> None:
    rows = [{"text": f"box {n % 7}", "label": "a"} for n in range(50)]
    given = {"rows": rows, "budget": 0.02, "seed": 5}
    terms = example_facts(given).get("train_terms")
    assert terms.told == "a random 10 of 50 training rows"
    assert terms.ids.to_list() == example_facts(given).get("train_terms").ids.to_list()


def test_without_labels_there_are_none() -> None:
    with pytest.raises(NotApplicable):
        example_facts([{"text": "a"}]).get("train_terms")
