"""The bench of near-duplicate joins: its texts, its truth, and what it calls reached."""

import itertools
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import speed_duplicates as bench
from duplicates.comparison import run
from duplicates.finders import FINDERS
from duplicates.texts import documents, short_texts
from duplicates.truth import grams, precision, true_pairs

NOWHERE = Path("no such folder")


def by_hand(texts, size):
    sets = [grams(text, size) for text in texts]
    pairs = itertools.combinations(range(len(texts)), 2)
    return {(one, two) for one, two in pairs if len(sets[one] & sets[two]) >= 0.8 * len(sets[one] | sets[two])}


def table(recall=1.0, rate=25.0):
    ours = {"rate": rate, "recall": recall, "precision": 1.0, "memory": 100.0}
    return [ours, {"rate": 10.0}, {"rate": 5.0}]


def test_texts_are_the_same_each_time_and_some_are_copies():
    texts = short_texts(NOWHERE, 300)
    assert texts == short_texts(NOWHERE, 300)
    assert len(texts) == 300
    assert len(by_hand(texts, 3)) > 10


def test_documents_have_many_words():
    texts = documents(NOWHERE, 30)
    assert len(texts) == 30
    assert all(60 <= len(text.split()) <= 300 for text in texts)


def test_the_truth_is_what_comparing_all_with_all_finds():
    texts = short_texts(NOWHERE, 200)
    wanted = by_hand(texts, 3)
    assert true_pairs(texts, 3, list(range(200))) == wanted
    assert true_pairs(texts, 3, [0, 1]) == {pair for pair in wanted if {0, 1} & set(pair)}
    assert precision(texts, 3, sorted(wanted)) == 1.0


def test_a_finder_runs_alone_and_is_judged():
    texts = short_texts(NOWHERE, 200)
    result = run("finetooth", Path(sys.executable), texts, 3, [], by_hand(texts, 3))
    assert (result["recall"], result["precision"], result["texts"]) == (1.0, 1.0, 200)
    assert set(FINDERS) == {"finetooth", "gaoya", "rensa", "datasketch"}


@pytest.mark.parametrize(("recall", "rate", "ok"), [(1.0, 25.0, True), (0.99, 25.0, False), (1.0, 15.0, False)])
def test_the_target_is_reached_by_speed_and_exactness(recall, rate, ok):
    said = bench.verdict({"short texts": table(), "documents": table(recall, rate)})
    assert said["ok"] is ok
    assert said["value"] == min(2.5, rate / 10)
    assert said["target"] == 2.0


def test_without_opponents_there_is_no_value():
    said = bench.verdict({"short texts": table()[:1]})
    assert (said["value"], said["ok"], said["ratios"]) == (None, False, {})
