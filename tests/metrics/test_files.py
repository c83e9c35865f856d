"""A metric in a file of the user's own: found by its path, scored, named in conditions, and refused with a reason."""

import os
from pathlib import Path

import numpy as np
import pytest

from finetooth.answering.selection import able
from finetooth.core.errors import UserError
from finetooth.gate.conditions import parse
from finetooth.metrics import all_metrics, metric_named
from finetooth.metrics.files import VARIABLE, offer, offer_again
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import score

DOCS = Path(__file__).parents[2] / "docs" / "calibration.md"


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file that the docs show."""
    code = DOCS.read_text("utf-8").split("```python\n# right_and_sure.py\n")[1].split("```")[0]
    path = tmp_path / "right_and_sure.py"
    path.write_text(code)
    return path


def test_the_file_that_the_docs_show_is_scored_with_an_interval(file: Path):
    before = [metric.name for metric in all_metrics()]
    offer([str(file)])
    assert sorted({metric.name for metric in all_metrics()} - {*before}) == ["right_and_sure"]
    truth = np.arange(60) % 2
    chances = np.where(truth == 1, 0.95, 0.3)
    one = Predictions(np.arange(60), truth, np.column_stack([1 - chances, chances]), ("no", "yes"))
    found = next(part for part in score(one, 200) if part.metric == "right_and_sure")
    assert found.value == pytest.approx(0.5)
    assert 0.3 < found.low < 0.5 < found.high < 0.7
    assert parse("right_and_sure.low >= 0.4").metric == "right_and_sure"
    assert able("right_and_sure").name == "right_and_sure"


def test_a_finished_run_offers_what_its_recipe_names(file: Path, tmp_path: Path):
    recipe = tmp_path / "recipe.yaml"
    offer_again(recipe)  # no recipe, no metric
    recipe.write_text(f"evaluate:\n  metric_files: ['{file}', gone.py]\n")
    offer_again(recipe)
    assert metric_named("right_and_sure")


def test_processes_that_are_started_know_it_too(file: Path):
    offer([str(file)])
    assert os.environ[VARIABLE] == str(file.resolve())
    offer([str(file)])  # once is enough
    assert os.environ[VARIABLE] == str(file.resolve())


def test_a_file_that_was_changed_is_read_again(file: Path):
    offer([str(file)])
    metric_named("right_and_sure")
    file.write_text(file.read_text().replace('"right_and_sure"', '"sure_and_right"'))
    os.utime(file, ns=(1, 1))
    assert metric_named("sure_and_right")
    with pytest.raises(ValueError, match="unknown metric"):
        metric_named("right_and_sure")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no such file"),
        ("x = 1\n", "defines no metric"),
        ("import nothing_of_this_name\n", "cannot be run: ModuleNotFoundError"),
        ("def broken(:\n", "cannot be run: SyntaxError"),
    ],
)
def test_what_is_wrong_is_told_with_the_file(tmp_path: Path, content: str | None, told: str):
    path = tmp_path / "mine.py"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UserError, match=told) as caught:
        offer([str(path)])
    assert "mine.py" in caught.value.where


def test_a_name_that_is_taken_is_refused(file: Path):
    file.write_text(file.read_text().replace('"right_and_sure"', '"accuracy"'))
    offer([str(file)])
    with pytest.raises(UserError, match="used twice: accuracy"):
        all_metrics()
