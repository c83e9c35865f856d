"""The bench that gathers the speeds: it reads the other benches' results right, and a slip in quality is no success."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import speed_audit as bench


def found(recall=1.0, precision=1.0):
    return {"tables": {"short texts": [{"recall": recall, "precision": precision}]}, "ratios": {"short texts": 2.5}}


@pytest.mark.parametrize(("recall", "precision", "ok"), [(1.0, 1.0, True), (0.99, 1.0, False), (1.0, 0.99, False)])
def test_near_duplicates_must_be_exact(recall, precision, ok):
    (part,) = bench.duplicates(found(recall, precision))
    assert (part["value"], part["target"], part["ok"]) == (2.5, 2.0, ok)


def test_without_opponents_nothing_is_reached():
    (part,) = bench.duplicates({**found(), "ratios": {}})
    assert part["value"] is None
    assert not part["ok"]


@pytest.mark.parametrize(("seconds", "precision", "ok"), [(4.0, 0.9, True), (1.0, 0.9, False), (4.0, 0.7, False)])
def test_label_errors_must_be_no_slower_and_no_worse(seconds, precision, ok):
    ours = {"data": "own", "tool": "finetooth, whole", "seconds": 2.0, "average_precision": precision}
    theirs = {"data": "own", "tool": "cleanlab", "seconds": seconds, "average_precision": 0.8}
    (part,) = bench.labels({"results": [ours, theirs]})
    assert part["value"] == seconds / 2
    assert part["ok"] is ok
