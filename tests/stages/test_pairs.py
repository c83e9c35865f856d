"""Rows of two texts: both are read, in training, in prediction and under augmentation."""

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import silent
from finetooth.core.results import Base, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.problems import as_problem
from finetooth.recipe.sections import Training
from finetooth.stages.lesson import encode
from finetooth.stages.predicting import Predictor
from finetooth.stages.train import Trained, train
from finetooth.stages.tune import default_settings
from finetooth.tasks import classify

pytestmark = pytest.mark.model
PROBLEM = as_problem(("bad", "good"))


@pytest.fixture(scope="module")
def paired(opinions) -> Splits:
    """Rows whose label is told by the second text alone; the first names a thing."""
    words = ["box", "cup", "lamp", "door", "book"]
    rows = Rows.of(
        {**row, "text": f"the {words[place % 5]}", "pair": row["text"]} for place, row in enumerate(opinions(240, 5))
    )
    parts = (rows.table[:140], rows.table[140:180], rows.table[180:], rows.table[:0])
    return Splits(*(Rows(part) for part in parts))


@pytest.fixture(scope="module")
def fitted(base: Base, paired: Splits, tmp_path_factory) -> Trained:
    options = {"num_train_epochs": 8, "per_device_train_batch_size": 8, "max_length": 40, "augment": ["typos"]}
    asked = Training(learning_rate=5e-3, cross_validation="none", keep_simpler=False, **options)
    settings = default_settings(asked, "auto", 42, base, paired)
    weights = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
    return train(Work(tmp_path_factory.mktemp("paired"), "4-train", silent), settings, base, paired, (), weights)


def test_the_second_text_teaches_and_is_predicted_by(fitted: Trained, paired: Splits):
    predictor = Predictor(fitted.model, fitted.labels)
    said = predictor.predict(paired.test)
    assert np.mean(said.texts.to_numpy() == paired.test.labels.to_numpy()) > 0.9
    alone = predictor.predict(Rows(paired.test.table.with_columns(pair=None)))
    assert np.mean(alone.texts.to_numpy() == paired.test.labels.to_numpy()) < 0.75


def test_both_texts_stand_in_the_input_and_the_longer_is_cut(base: Base):
    tokenizer = classify.load_tokenizer(base)
    rows = Rows.of([{"text": "a lovely box", "pair": "it is bad", "label": "bad"}, {"text": "a box", "label": "good"}])
    both = [row["input_ids"] for row in encode(rows, PROBLEM, tokenizer, 40)]
    first = tokenizer("a lovely box", add_special_tokens=False)["input_ids"]
    second = tokenizer("it is bad", add_special_tokens=False)["input_ids"]
    text = ",".join(map(str, both[0]))
    assert ",".join(map(str, first)) in text
    assert ",".join(map(str, second)) in text
    long = Rows.of([{"text": "a lovely box " * 20, "pair": "it is bad", "label": "bad"}])
    cut = encode(long, PROBLEM, tokenizer, 20)[0]["input_ids"]
    assert len(cut) == 20
    assert ",".join(map(str, second)) in ",".join(map(str, cut))


@pytest.mark.parametrize("kind", ["tail", "head_tail", "windows"])
def test_two_texts_are_not_cut_in_other_ways(base: Base, kind: str):
    rows = Rows.of([{"text": "a box", "pair": "it is bad", "label": "bad"}])
    with pytest.raises(UserError, match="two texts a row cannot be cut"):
        encode(rows, PROBLEM, classify.load_tokenizer(base), 12, kind)


def test_rows_of_one_text_are_plain_texts():
    assert Rows.of([{"text": "a"}, {"text": None}]).inputs == ["a", ""]
    assert Rows.of([{"text": "a", "pair": "b"}, {"text": "c"}]).inputs == [("a", "b"), ("c", "")]
