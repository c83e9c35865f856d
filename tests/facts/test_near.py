"""Near pairs of rows, expanded to files and labels, and the clusters that a split keeps together."""

from typing import Any

import polars as pl
import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.facts import near
from finetooth.facts.near import NearSearch, near_clusters
from finetooth.facts.telling import telling

LONG = "the parcel came two days late and the box was torn open"
ROWS = [
    {"text": LONG, "label": "bad"},
    {"text": LONG.upper(), "label": "good"},
    {"text": LONG.replace("torn", "tron"), "label": "bad"},
    {"text": "do you also deliver to the islands in winter", "label": "ask"},
    {"text": None, "label": "ask"},
    {"text": LONG + "!", "label": "bad", "role": "test"},
    {"text": LONG.replace("late", "laet"), "label": "bad", "role": "field"},
]


@pytest.fixture
def facts() -> Any:
    all_checks()
    return example_facts(ROWS)


def test_pairs_stand_for_texts_and_rows_for_files_and_labels(facts: Any) -> None:
    pairs = facts.get("near_pairs")
    assert pairs.columns == ["left", "right", "score", "kind"]
    test = 2 << 40 | 1
    assert set(pairs.select("left", "right").iter_rows()) == {(1, 3), (1, test), (3, test)}
    rows = facts.get("near_rows")
    assert set(rows.select("left", "right").iter_rows()) == {(1, 3), (2, 3), (1, test), (2, test), (3, test)}
    assert (rows["score"] > 0.7).all()


def test_no_text_is_not_applicable() -> None:
    all_checks()
    with pytest.raises(NotApplicable):
        example_facts([{"text": None}, {"text": "hello", "role": "field"}]).get("near_search")


def test_beyond_the_budget_a_sample_is_searched_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "RATE", 1)
    all_checks()
    search: NearSearch = example_facts({"rows": ROWS, "budget": 2.0}).get("near_search")
    assert search.searched == 2
    assert search.texts == 4
    assert "2 of 4 distinct texts" in search.told


def test_clusters_hold_equal_and_near_texts_and_leave_empty_rows_alone() -> None:
    rows = Rows.of(ROWS)
    cluster = near_clusters(rows)
    assert cluster.dtype == pl.Int64
    assert len(cluster) == len(rows)
    assert len({cluster[place] for place in (0, 1, 2, 5, 6)}) == 1
    assert len({cluster[place] for place in (0, 3, 4)}) == 3
    assert near_clusters(Rows.of([])).len() == 0
    assert near_clusters(Rows.of([{"text": None}, {"text": " "}])).n_unique() == 2


def test_clusters_never_hold_siblings() -> None:
    places = ["peru", "chad", "laos", "fiji", "mali", "togo", "cuba"]
    rows = Rows.of([{"text": f"what is the capital of {place}?"} for place in places])
    assert near_clusters(rows).n_unique() == len(places)


def told(left_only: list[str], right_only: list[str], keys: pl.DataFrame) -> bool:
    schema = {"left_label": pl.String, "right_label": pl.String}
    lists = {"left_only": pl.List(pl.String), "right_only": pl.List(pl.String)}
    pair = {"left_label": ["a"], "right_label": ["b"], "left_only": [left_only], "right_only": [right_only]}
    return bool(telling(pl.DataFrame(pair, schema={**schema, **lists}), keys, 1)[0])


def test_words_that_tell_the_label_account_for_it() -> None:
    keys = pl.DataFrame(
        {
            "key": ["a lovely day"] * 8 + ["a grey day"] * 8 + ["so it goes"] * 4,
            "label": ["a"] * 8 + ["b"] * 8 + ["a", "b"] * 2,
        }
    )
    assert told(["lovely"], [], keys)
    assert told([], ["grey"], keys)
    assert not told([], ["lovely"], keys)
    assert not told(["goes"], [], keys)
    assert not told(["unseen"], ["unheard"], keys)
    for word in ("not", "?", "don't", "😀"):
        assert told([word], [], keys)
        assert told([], [word], keys)


def test_short_texts_that_signs_part_are_in_one_cluster() -> None:
    cluster = near_clusters(Rows.of([{"text": text} for text in ("Bye!", "bye", "by", "Bye now?")]))
    assert cluster[0] == cluster[1]
    assert cluster.n_unique() == 3


def test_rows_tell_what_kind_of_near_they_are() -> None:
    all_checks()
    rows = example_facts([{"text": "Hi there!", "label": "a"}, {"text": "hi there", "label": "b"}]).get("near_rows")
    assert rows.select("left", "right", "kind").rows() == [(1, 2, "signs")]


def test_words_that_a_tokeniser_cut_do_not_differ() -> None:
    pairs = pl.DataFrame({"left_key": ["zelda's here!"], "right_key": ["zelda 's here ."]})
    told = near.differences(pairs)
    assert told["left_only"].to_list() == [["!"]]
    assert told["right_only"].to_list() == [[]]


def test_long_texts_cost_more_of_the_budget() -> None:
    short, long = (pl.Series([text] * 50) for text in ("x" * 20, "x" * 20_000))
    assert near._most(short, 0.01) == 0.01 * near.RATE
    assert near._most(long, 0.01) == 1


def test_of_very_many_pairs_the_most_alike_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    from finetooth.facts.neighbours import near as texts

    words = [f"word{number}" for number in range(60)]
    rows = pl.Series([" ".join([*words[:20], words[20 + number]]) for number in range(40)])
    monkeypatch.setattr(texts, "MOST_BY_GRAMS", 0)
    assert "most alike" not in texts.near_texts(rows).method
    monkeypatch.setattr(texts, "_FREE", 0)
    found = texts.near_texts(rows)
    assert "of these pairs the 400 most alike" in found.method  # 8 for each of 40 texts and ten planted copies
