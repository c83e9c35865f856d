"""Label errors from end to end: planted ones are found, copies do not vouch for each other, budgets are kept."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.facts import Facts
from finetooth.core.plugins import all_checks
from finetooth.facts.embeddings import Embedded

NOUNS = {"fruit": "apple pear plum cherry quince melon", "tool": "hammer saw pliers wrench chisel drill"}
FRAMES = ("buy one {} now", "the {} is on the table", "she gave me her {}", "no {} was left", "that {} looks old")
TAILS = ("", "today", "again", "for him", "at last", "by the door")


def _records(wrong: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    kinds = [
        (f"{frame.format(noun)} {tail}", kind)
        for tail in TAILS
        for frame in FRAMES
        for kind in NOUNS
        for noun in NOUNS[kind].split()
    ]
    other = {"fruit": "tool", "tool": "fruit"}
    return [
        {"text": text, "label": other[kind] if place in wrong else kind} for place, (text, kind) in enumerate(kinds)
    ]


def _facts(records: list[dict[str, Any]], **values: Any) -> Facts:
    all_checks()
    return example_facts({"rows": records, **values})


@pytest.fixture(scope="module")
def mistaken() -> Facts:
    """Return the facts of rows with ten mistakes."""
    return _facts(_records(WRONG))


WRONG = (3, 40, 77, 120, 155, 200, 241, 290, 300, 333)


def test_planted_mistakes_come_first_and_are_flagged(mistaken: Facts) -> None:
    facts = mistaken
    suspects = facts.get("label_suspects")
    assert set(suspects["id"].head(len(WRONG))) == {place + 1 for place in WRONG}
    flagged = suspects.filter("flagged")
    assert set(flagged["id"]) <= {place + 1 for place in WRONG}
    assert flagged.height >= 8
    assert (flagged["suggested"] != flagged["label"]).all()
    assert suspects.height == 360
    noise = facts.get("label_noise")
    assert noise.low <= len(WRONG) / 360 <= noise.high
    assert noise.threshold.low >= 0.8


def test_right_labels_are_left_alone() -> None:
    facts = _facts(_records())
    assert not facts.get("label_suspects")["flagged"].any()
    assert facts.get("label_noise").threshold is None


def test_the_same_rows_give_the_same_suspects(mistaken: Facts) -> None:
    assert mistaken.get("label_suspects").equals(_facts(_records(WRONG)).get("label_suspects"))


def test_copies_of_a_wrong_row_do_not_vouch_for_it() -> None:
    records = _records(WRONG)
    copied = [*records, *([records[3]] * 6)]
    suspects = _facts(copied).get("label_suspects")
    assert {4, *range(361, 367)} <= set(suspects["id"].head(20))


def test_vectors_are_heard_where_they_are() -> None:
    records = _records(WRONG)
    truth = np.array([record["label"] == "fruit" for record in _records()])
    draw = np.random.default_rng(0)
    vectors = np.where(truth[:, None], 1.0, -1.0) * np.array([[1.0, 0, 0, 0]]) + 0.1 * draw.standard_normal((360, 4))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    plain = [
        {**record, "text": f"{place} {place * 7}"} for place, record in enumerate(records)
    ]  # texts that say nothing
    for part in (360, 240):
        ids = pl.Series("id", list(range(1, part + 1)), dtype=pl.Int64)
        suspects = _facts(plain, embeddings=Embedded(ids, vectors[:part], part < 360, 360)).get("label_suspects")
        known = {place + 1 for place in WRONG if place < part}
        assert known <= set(suspects["id"].head(12))


def test_rare_classes_are_counted_not_judged() -> None:
    records = [*_records(), {"text": "so odd", "label": "rare"}, {"text": "so very odd", "label": "rare"}]
    judged = _facts(records).get("judged_labels")
    assert (judged.of, judged.rare, len(judged.ids)) == (362, 2, 360)
    assert "2 more belong to classes" in judged.told


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        (_records()[:60], "100 in two classes are needed"),
        ([{"text": f"row {n}", "label": "one"} for n in range(200)], "100 in two classes are needed"),
        ([{**record, "label": "a\x1fb"} for record in _records()], "several labels"),
    ],
)
def test_what_cannot_be_judged_says_why(records: list[dict[str, Any]], reason: str) -> None:
    with pytest.raises(NotApplicable, match=reason):
        _facts(records).get("label_suspects")


def test_a_small_budget_takes_a_stated_sample() -> None:
    judged = _facts(_records(), budget=1.0, seed=7).get("judged_labels")
    again = _facts(_records(), budget=1.0, seed=7).get("judged_labels")
    assert judged.sampled
    assert len(judged.ids) == 200
    assert "a random 200 of 360" in judged.told
    assert judged.ids.equals(again.ids)


def test_fifty_rows_to_check_by_hand() -> None:
    sample = _facts(_records(), seed=7).get("hand_check_sample")
    assert len(sample) == 50
    assert sample.equals(_facts(_records(), seed=7).get("hand_check_sample"))
    assert not sample.equals(_facts(_records(), seed=8).get("hand_check_sample"))
