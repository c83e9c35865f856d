"""What is written beside a run: a recipe that repeats it from any directory."""

import pytest

from finetooth.core.results import Base
from finetooth.machine import absolute, write_about
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.recipe.sections import Recipe


def recipe_with(base: str | None = None, **data: str) -> Recipe:
    return make_recipe({"base_model": base, "data": data})


def test_the_recipe_written_holds_whole_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model").mkdir()
    for name in ("rows.csv", "odd::name.csv", "rows.zip"):
        (tmp_path / name).touch()
    given = recipe_with("model", train="rows.csv", test="odd::name.csv", field="rows.zip::inner/rows.tsv")
    (tmp_path / "run").mkdir()
    write_about(tmp_path / "run", given, Base("model", "model", "0"), {})
    monkeypatch.chdir("/")
    written = make_recipe(read_yaml(tmp_path / "run" / "recipe.yaml"))
    assert written.base_model == f"{tmp_path}/model"
    assert written.data.train == f"{tmp_path}/rows.csv"
    assert written.data.test == f"{tmp_path}/odd::name.csv"
    assert written.data.field == f"{tmp_path}/rows.zip::inner/rows.tsv"
    assert written.data.validation is None
    assert absolute(written) == written


def test_an_earlier_run_is_written_with_its_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()

    def kept(named):
        recipe = make_recipe({"data": {"train": "x.csv"}, "gate": {"regression_vs": named}})
        return absolute(recipe).gate.regression_vs

    assert (kept("runs"), kept("gone"), kept(None)) == (f"{tmp_path}/runs", "gone", None)


def test_every_other_file_that_a_recipe_names_is_written_with_its_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").mkdir()
    for name in ("strange.csv", "known.jsonl", "own.py", "suite.yaml"):
        (tmp_path / name).touch()
    given = {
        "data": {"train": "x.csv", "out_of_scope": "strange.csv", "evaluation_sets": ["known.jsonl", "hf://owner/set"]},
        "tune": {"warm_start": ["run"]},
        "evaluate": {"metric_files": ["own.py"]},
        "validate": {"behaviour": "suite.yaml"},
    }
    found = absolute(make_recipe(given))
    assert found.data.out_of_scope == f"{tmp_path}/strange.csv"
    assert found.data.evaluation_sets == [f"{tmp_path}/known.jsonl", "hf://owner/set"]
    assert found.tune.warm_start == [f"{tmp_path}/run"]
    assert found.evaluate.metric_files == [f"{tmp_path}/own.py"]
    assert found.validation.behaviour == f"{tmp_path}/suite.yaml"
    monkeypatch.chdir("/")
    assert absolute(found) == found


def test_the_home_folder_is_written_out(tmp_path, monkeypatch):
    (tmp_path / "rows.csv").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    found = absolute(recipe_with("~", train="~/rows.csv"))
    assert (found.base_model, found.data.train) == (str(tmp_path), f"{tmp_path}/rows.csv")


@pytest.mark.parametrize("base", [None, "owner/model", "bert", "package:model"])
@pytest.mark.parametrize(
    "place",
    ["hf://owner/rows:train", "package:rows/in.zip::rows.csv", "gone.csv", "gone.zip::rows.csv", "::", "a" * 5000],
)
def test_what_is_no_local_file_stays_as_it_is(tmp_path, monkeypatch, base, place):
    monkeypatch.chdir(tmp_path)
    assert absolute(recipe_with(base, train=place)) == recipe_with(base, train=place)
