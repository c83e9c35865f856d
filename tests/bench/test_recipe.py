"""The bench of the recipe: test rows are read as the settings say."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from recipes.draws import Draw
from recipes.methods import encoded_tests

from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.recipe.sections import Training
from finetooth.stages.tune import default_settings
from finetooth.tasks import classify
from finetooth.training.base_model import locate

LONG = "lovely box left near the door by them on monday with two screws"


@pytest.mark.model
@pytest.mark.parametrize(("truncation", "stride", "windows"), [("head", None, 1), ("tail", None, 1), ("windows", 0, 3)])
def test_test_rows_are_read_as_the_settings_say(tiny_model: Path, truncation: str, stride: int | None, windows: int):
    rows = Rows.of([{"text": LONG, "label": "good"}, {"text": "horrid", "label": "bad"}] * 4)
    base, empty = locate(str(tiny_model)), Rows(rows.table[:0])
    usual = default_settings(Training(cross_validation="none"), "auto", 0, base, Splits(rows, rows, rows, empty))
    settings = replace(usual, max_length=8, truncation=truncation, window_stride=stride)
    tokenizer = classify.load_tokenizer(base)
    found = encoded_tests(Draw(rows, rows, rows, rows), tokenizer, settings)
    whole = tokenizer(LONG)["input_ids"]
    assert found[0]["input_ids"][1:-1] == (whole[-7:-1] if truncation == "tail" else whole[1:7])
    assert 1 + len(found[0].get("windows", ())) == windows
