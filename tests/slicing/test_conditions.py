import numpy as np
import polars as pl

from finetooth.facts.embeddings import Embedded
from finetooth.slicing.conditions import conditions_of, least_rows


def test_values_of_columns_lengths_and_words_but_no_labels(answers):
    told = answers(400)
    found = {one.name: one.mask for one in conditions_of(told)}
    assert {"shop = north", "app = web", "word = refund"} <= found.keys()
    assert any(name.startswith("length = ") for name in found)
    assert not [name for name in found if name.startswith(("label", "many", "confidence"))]
    said = told.rows["text"].str.split(" ").list.contains("refund").to_numpy()
    assert np.array_equal(found["word = refund"], said)


def test_each_holds_for_enough_rows_and_not_for_nearly_all_and_no_two_are_the_same(answers):
    found = conditions_of(answers(400))
    sizes = [int(one.mask.sum()) for one in found]
    assert least_rows(400) == 20 <= min(sizes)
    assert max(sizes) <= 380
    assert len({one.mask.tobytes() for one in found}) == len(found)
    assert least_rows(50_000) == 500


def test_what_was_answered_has_no_say_in_the_conditions(answers):
    names = [[one.name for one in conditions_of(answers(400, wrong))] for wrong in ([], range(0, 400, 3))]
    assert names[0] == names[1]


def test_kinds_of_text_where_there_are_vectors(answers):
    told = answers(400)
    refund = told.rows["text"].str.contains("refund").to_numpy()
    draw = np.random.default_rng(0)
    vectors = np.where(refund[:, None], [1.0, 0.0], [0.0, 1.0]) + 0.01 * draw.standard_normal((400, 2))
    embedded = Embedded(
        pl.concat([pl.Series([7]), told.rows["id"]]), np.vstack([[[9, 9]], vectors]).astype("f4"), False, 401
    )
    kinds = [one for one in conditions_of(told, embedded) if one.kind == "kind of text"]
    assert {int(one.mask.sum()) for one in kinds} == {int(refund.sum()), 400 - int(refund.sum())}
    named = next(one for one in kinds if np.array_equal(one.mask, refund))
    assert "refund" in named.value
