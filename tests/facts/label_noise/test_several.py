"""Rows with several labels: planted mistakes of one label are found and named, clean rows are left alone."""

import random
from typing import Any

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.facts import Facts
from finetooth.core.plugins import all_checks
from finetooth.core.rows import LABEL_JOINT
from finetooth.facts.embeddings import Embedded

TOPICS = {
    "garden": "rose hedge lawn spade seed tulip",
    "kitchen": "oven kettle spoon recipe dough pepper",
    "travel": "train ticket harbour luggage visa hotel",
}
PLAIN = ("today", "we", "saw", "some", "other", "people", "near", "here", "while", "they", "spoke", "of", "this")
WRONG = 44


def made(count: int, mistakes: int = 0) -> tuple[list[dict[str, Any]], set[int], set[int]]:
    """Return rows of one to three topics, and the ids of those that lack the garden, or have it, by mistake."""
    draw = random.Random(4)
    sets, rows = [], []
    for _ in range(count):
        topics = {name for name in TOPICS if draw.random() < 0.3}
        words = draw.sample(PLAIN, 5) + [draw.choice(TOPICS[name].split()) for name in sorted(topics) for _ in "ab"]
        draw.shuffle(words)
        sets.append(topics)
        rows.append(" ".join(words))
    having = [place for place, topics in enumerate(sets) if "garden" in topics]
    lacking = [place for place, topics in enumerate(sets) if "garden" not in topics]
    missing, added = having[: mistakes // 2], lacking[: mistakes // 2]
    for place in missing:
        sets[place].discard("garden")
    for place in added:
        sets[place].add("garden")
    records = [{"text": text, "label": LABEL_JOINT.join(sorted(s))} for text, s in zip(rows, sets, strict=True)]
    return records, {place + 1 for place in missing}, {place + 1 for place in added}


def facts_of(records: list[dict[str, Any]], **values: Any) -> Facts:
    all_checks()
    return example_facts({"rows": records, **values})


def test_mistakes_of_one_label_are_found_and_named() -> None:
    records, missing, added = made(900, WRONG)
    suspects = facts_of(records).get("assignment_suspects")
    assert set(suspects["label"]) == {"garden"}
    assert set(suspects.filter(~pl.col("given"))["id"]) <= missing
    assert set(suspects.filter("given")["id"]) <= added
    assert suspects.height >= 0.6 * WRONG
    assert suspects["score"].is_sorted(descending=True)


def test_clean_rows_are_left_alone() -> None:
    facts = facts_of(made(900)[0])
    assert facts.get("assignment_suspects").is_empty()
    assert facts.get("doubted_rows").is_empty()
    assert all(one.found > 0.5 for one in facts.get("doubted_assignments").doubts)


def test_each_row_is_doubted_once() -> None:
    facts = facts_of(made(900, WRONG)[0])
    rows = facts.get("doubted_rows")
    assert rows["id"].is_unique().all()
    assert set(rows["id"]) == set(facts.get("assignment_suspects")["id"])
    assert rows["flagged"].all()
    assert rows.equals(facts_of(made(900, WRONG)[0]).get("doubted_rows"))


def test_rare_labels_are_counted_not_judged() -> None:
    records = [*made(300)[0], {"text": "so odd", "label": "rare"}]
    sets = facts_of(records).get("several_labels")
    assert set(sets.names) == set(TOPICS)
    assert "3 of 4 labels, one by one" in sets.told
    assert sets.given.shape == (301, 3)


def test_at_most_twenty_labels_are_looked_at() -> None:
    draw = random.Random(1)
    names = [f"label{n}" for n in range(25)]
    rows = [{"text": f"row {n}", "label": LABEL_JOINT.join(sorted(draw.sample(names, 5)))} for n in range(300)]
    told = facts_of(rows).get("several_labels").told
    assert "20 of 25 labels, one by one (the most frequent of 25" in told


def test_a_small_budget_takes_a_stated_sample() -> None:
    facts = facts_of(made(900)[0], budget=2.0)
    assert (
        "in a random 400 of 900 training rows" in facts.get("several_labels").told
        or len(facts.get("several_labels").ids) < 900
    )


def test_one_label_a_row_has_no_sets() -> None:
    facts = facts_of([{"text": f"row {n}", "label": "ab"[n % 2]} for n in range(200)])
    assert facts.get("several_labels") is None
    assert facts.get("doubted_assignments") is None
    with pytest.raises(NotApplicable, match="one label"):
        facts.get("assignment_suspects")


def test_labels_that_all_rows_share_cannot_be_judged() -> None:
    facts = facts_of([{"text": f"row {n}", "label": f"a{LABEL_JOINT}b"} for n in range(200)])
    with pytest.raises(NotApplicable, match="none of 2 has 20 training rows"):
        facts.get("several_labels")


def test_vectors_are_heard_where_they_are() -> None:
    records, missing, added = made(400, WRONG)
    truth = np.array(["garden" in row["label"] for row in records]) ^ np.isin(np.arange(1, 401), [*missing, *added])
    side = np.where(truth, 1.0, -1.0)[:, None] * np.array([[1.0, 0, 0]])
    vectors = (side + 0.1 * np.random.default_rng(0).standard_normal((400, 3))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    plain = [{**row, "text": f"{place} {place * 7}"} for place, row in enumerate(records)]
    for part in (400, 300):
        ids = pl.Series("id", list(range(1, part + 1)), dtype=pl.Int64)
        facts = facts_of(plain, embeddings=Embedded(ids, vectors[:part], part < 400, 400))
        garden = facts.get("several_labels").names.index("garden")
        worst = np.argsort(-facts.get("doubted_assignments").doubts[garden].score[:part])[:WRONG] + 1
        assert len({*missing, *added} & set(worst.tolist())) >= 0.8 * sum(one <= part for one in {*missing, *added})
