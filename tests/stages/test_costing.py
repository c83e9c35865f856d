"""Costing: a tiny model's figures have all their parts, a fresh process answers or says why not; no time is held."""

from dataclasses import replace
from pathlib import Path

import pytest

from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.sections import Validate
from finetooth.serving import timing
from finetooth.serving.results import MIXED
from finetooth.stages import costing
from finetooth.stages.cold_start import cold_start
from finetooth.stages.train import Trained
from finetooth.stages.validate import validate

pytestmark = pytest.mark.model


def test_validate_measures_the_cost(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(timing, "SECONDS", 0.0)
    monkeypatch.setattr(timing, "STREAM_SECONDS", 0.0)
    options = Validate(scenarios=["upper_case"], max_rows=10)
    found = validate(work, options, settings, base, trained.model, trained.labels, splits)
    cost = found.cost
    assert cost is not None
    assert cost.left_out == ()
    assert cost.get(MIXED, 32) is not None
    assert (cost.machine.device, cost.machine.dtype) == ("cpu", "float32")
    assert cost.parameters > 1_000
    assert cost.model_mb == pytest.approx(sum(one.stat().st_size for one in trained.model.iterdir()) / 2**20, rel=0.01)
    start = cost.start
    assert start is not None
    assert start.seconds > start.import_s + start.load_s + start.answer_s > 0
    assert 10 < start.imported_mb <= start.loaded_mb <= start.peak_mb < 10_000
    assert found.transfer is None  # neither times nor groups


def test_none_measures_nothing(work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings):
    options = Validate(scenarios=["upper_case"], max_rows=10, cost="none")
    assert validate(work, options, settings, base, trained.model, trained.labels, splits).cost is None
    nobody = replace(splits, test=Rows(splits.test.table[:0]))
    predictor = costing.Predictor(trained.model, trained.labels)
    assert costing.cost_in_use(predictor, trained.model, nobody.test, False, 1, lambda *_: None) is None
    assert predictor.lengths(["the lamp", "the"]) == [4, 3]


def test_a_start_that_fails_says_why(tmp_path: Path):
    told = cold_start(tmp_path, ("a", "b"), False, ["text"], 1, timeout=0.2)
    assert told == "a fresh process gave no answer within 0 s"
