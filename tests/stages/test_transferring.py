"""Transferring: from rows with times and groups to what both cost, and why they cannot be told."""

from dataclasses import replace

import numpy as np
import pytest

from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.stages.cheap import Cheap
from finetooth.stages.transferring import BOTH, transferred
from finetooth.transfer.results import Transfer

pytestmark = pytest.mark.model
WORDS = ["lamp", "kettle", "chair", "box", "screw", "door"]


def records(count: int = 300, shops: int = 4) -> list[dict[str, str]]:
    """The first shop says yes and no by words of its own; later halves of all do so by other words than before."""
    random = np.random.default_rng(0)
    found = []
    for number in range(count):
        label, shop, late = str(random.choice(["yes", "no"])), number % shops, number >= count // 2
        sign = {"yes": "lovely", "no": "dreadful"}[label] if not late else {"yes": "superb", "no": "tedious"}[label]
        sign = {"yes": "on monday", "no": "in a box"}[label] if shop == 0 else sign
        text = f"{' '.join(random.choice(WORDS, 4))} {sign} {number}"
        day = f"{1 + number % 28:02d}-{1 + number // 28:02d}-2015 9.{number % 60:02d}"
        found.append({"text": text, "label": label, "group": f"shop {shop}", "time": day})
    return found


def told(rows: list[dict[str, str]], base: Base, settings: Settings) -> Transfer | None:
    every = Rows.of(rows).table
    parts = [Rows(every[start::3]) for start in range(3)]
    return transferred(base, Splits(*parts, Rows(every[:0])), settings, lambda *_: None)


def test_both_are_measured_on_all_splits(base: Base, settings: Settings):
    found = told(records(), base, settings)
    assert found is not None
    assert (found.by, found.rows, found.rows_of, found.metric) == (BOTH, 300, 300, "macro_f1")
    assert found.time is not None
    assert found.time.gap.is_sure
    assert found.time.gap.rows == 240
    assert len(found.time.cuts) == 4
    assert found.groups is not None
    assert found.groups.worst is not None
    assert (found.groups.worst.name, found.groups.worst.gap.is_sure) == ("shop 0", True)
    assert found == told(records(), base, settings)


def test_what_cannot_be_told_has_a_reason(base: Base, settings: Settings):
    rows = records(220)
    assert told([{**one, "time": None, "group": None} for one in rows], base, settings) is None
    found = told([{**one, "time": "yesterday", "group": f"shop {n % 2}"} for n, one in enumerate(rows)], base, settings)
    assert found is not None
    assert (found.time, found.groups) == (None, None)
    assert found.why_no_time == "0 rows have a time that can be read; 200 are needed"
    doubtful = told([{**one, "time": f"0{1 + n % 9}/02/2024"} for n, one in enumerate(rows)], base, settings)
    assert doubtful is not None
    assert "01/02/2024 can be read with the day or the month first" in doubtful.why_no_time
    assert found.why_no_groups == "there are 2 groups; 3 are needed"
    few = told(rows[:60], base, settings)
    assert few is not None
    assert few.why_no_time == few.why_no_groups == "there are 60 rows; 200 are needed"
    several = told(rows, base, replace(settings, problem_type="multi_label_classification"))
    assert several is not None
    assert several.why_no_time == "it is measured for one label a row only"


def test_vectors_make_texts_alike_that_share_no_word():
    cheap = Cheap.of(["a lamp", "a lamp", "one kettle"], np.array([0, 0, 1]), ("no", "yes"))
    beside = cheap.beside(np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]], np.float32))
    assert beside.kernel.shape == (2, 2)
    assert np.allclose(beside.kernel, (cheap.kernel + 1) / 2)
