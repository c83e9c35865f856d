import os
import time

import pytest

from finetooth.asked import folder_for, recipe_of
from finetooth.core.errors import UserError
from finetooth.machine import absolute
from finetooth.recipe.changing import changed
from finetooth.recipe.files import to_yaml


def test_data_and_model_are_enough():
    recipe = recipe_of(None, {"data.train": "tea.csv", "base_model": "package:m", "data.test": None})
    assert (recipe.data.train, recipe.base_model, recipe.data.test) == ("tea.csv", "package:m", None)


def test_a_file_that_is_no_recipe_is_data():
    assert recipe_of("tea.csv", {}).data.train == "tea.csv"


def test_options_are_stronger_than_the_recipe_and_set_is_strongest(tmp_path):
    path = tmp_path / "tea.yaml"
    path.write_text("base_model: a\nseed: 1\ndata: {train: tea.csv, limit: 50}\ntraining: {learning_rate: 1.0e-5}\n")
    recipe = recipe_of(str(path), {"base_model": "b"}, ["training.lr=2e-4", "data.limit=20"])
    assert (recipe.base_model, recipe.data.limit, recipe.training.learning_rate) == ("b", 20, 2e-4)
    assert recipe.seed == 1
    assert recipe_of(str(path), {"base_model": "b"}, ["base_model=c"]).base_model == "c"


@pytest.mark.parametrize(
    ("sets", "where", "what"),
    [
        (["training.lr=fast"], "--set training.lr=fast", "training.learning_rate = 'fast' is not accepted"),
        (["tune.metod=grid"], "--set tune.metod=grid", "unknown key 'tune.metod' (did you mean method?)"),
        (["tune=none"], "--set tune=none", "it is a section of keys, such as tune.method"),
        (["seed.x=1"], "--set seed.x=1", "seed is a value, not a section"),
        (["audit.ignore={DAT001: ' '}"], "{path}: audit, --set audit.ignore={{DAT001: ' '}}", "a reason each"),
        (["training.lr=[1"], "--set training.lr=[1", "not valid YAML"),
        (["seed=7"], "{path}: training.num_train_epochs", "training.num_train_epochs = 'many' is not accepted"),
    ],
)
def test_errors_name_the_words_that_caused_them_be_it_set_or_the_file(sets, where, what, tmp_path):
    path = tmp_path / "recipe.yaml"
    bad = "many" if sets == ["seed=7"] else 3
    path.write_text(f"data:\n  train: rows.csv\nseed: 1\ntraining:\n  num_train_epochs: {bad}\n", "utf-8")
    with pytest.raises(UserError) as told:
        recipe_of(str(path), {}, sets)
    assert what in told.value.what
    assert told.value.where == where.format(path=path)
    assert told.value.fix


def test_errors_name_other_options_too(tmp_path):
    with pytest.raises(UserError) as told:
        recipe_of("rows.csv", {}, [], [("audit.ignore.DAT001", "")])
    assert "--ignore" in told.value.where
    with pytest.raises(UserError) as told:
        changed(recipe_of("rows.csv", {}), ["seed=-1"])
    assert told.value.where == "--set seed=-1"


def test_nothing_named_says_what_to_name():
    with pytest.raises(UserError, match="neither a recipe nor data"):
        recipe_of(None, {"base_model": "m"})


def test_a_recipe_can_be_changed():
    recipe = recipe_of("tea.csv", {"base_model": "m"})
    assert changed(recipe, ["seed=7"]).seed == 7
    assert changed(recipe, []) == recipe


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("reviews.csv", "reviews"),
        ("some/where/my reviews.csv.zip", "my-reviews"),
        ("some/where/train.csv", "where-train"),
        ("hf://owner/tea", "tea"),
        ("hf://owner/tea:train", "tea-train"),
        ("package:tea_rows/assets/rows.zip::green.tsv", "green"),
        ("../../..", "run"),
        ("---.csv", "run"),
    ],
)
def test_a_run_folder_is_called_after_the_data(location, name, tmp_path):
    folder = folder_for(recipe_of(location, {}), None, tmp_path)
    assert folder == tmp_path / f"{name}-{time.strftime('%Y-%m-%d')}"


def test_the_same_command_finds_its_folder_and_another_gets_its_own(tmp_path):
    recipe = recipe_of("tea.csv", {"base_model": "m"})
    first = folder_for(recipe, None, tmp_path)
    first.mkdir()
    assert folder_for(recipe, None, tmp_path) == first, "a run killed before it wrote anything"
    (first / "recipe.yaml").write_text(to_yaml(recipe))
    assert folder_for(recipe, None, tmp_path) == first
    assert folder_for(changed(recipe, ["training.report_to=[mlflow]"]), None, tmp_path) == first, "it decides nothing"
    other = folder_for(changed(recipe, ["seed=7"]), None, tmp_path)
    assert other.name == first.name + "-2"
    assert folder_for(recipe, "green.yaml", tmp_path).name.startswith("green-")


def begun(folder, recipe, *stages):
    """Leave a folder as a run leaves it that was interrupted after these stages."""
    for stage in stages:
        (folder / stage).mkdir(parents=True)
        (folder / stage / "done.json").write_text("{}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.yaml").write_text(to_yaml(recipe))
    return folder


def test_an_interrupted_run_is_found_again_on_another_day(tmp_path):
    recipe = recipe_of("tea.csv", {"base_model": "m"})
    today = tmp_path / f"tea-{time.strftime('%Y-%m-%d')}"
    begun(tmp_path / "tea-2020-01-01", recipe, "1-audit", "7-report")
    begun(tmp_path / "tea-2020-01-02", changed(recipe, ["seed=7"]), "1-audit")
    begun(tmp_path / "tea-green-2020-01-02", recipe, "1-audit")
    assert folder_for(recipe, None, tmp_path) == today, "none of these is an interrupted run of it"
    last = begun(tmp_path / "tea-2020-01-02-2", recipe, "1-audit", "2-prepare")
    assert folder_for(recipe, None, tmp_path) == last
    begun(today, changed(recipe, ["seed=8"]), "1-audit")
    assert folder_for(recipe, None, tmp_path) == last
    (last / "7-report").mkdir()
    (last / "7-report" / "done.json").write_text("{}")
    assert folder_for(recipe, None, tmp_path) == today.with_name(today.name + "-2")


def test_a_run_is_found_again_however_its_files_were_named(tmp_path, monkeypatch):
    (tmp_path / "tea.csv").touch()
    (tmp_path / "runs").mkdir()
    monkeypatch.chdir(tmp_path)
    here = recipe_of("tea.csv", {"base_model": "m"})
    folder = begun(tmp_path / "runs" / "tea-2020-01-01", here, "1-audit")
    assert folder_for(recipe_of(str(tmp_path / "tea.csv"), {"base_model": "m"}), None, tmp_path / "runs") == folder
    begun(folder, absolute(here))
    assert folder_for(here, None, tmp_path / "runs") == folder
    os.chdir("runs")
    assert folder_for(recipe_of("../tea.csv", {"base_model": "m"}), None, tmp_path / "runs") == folder
    assert folder_for(here, None, tmp_path / "runs") != folder, "there is no tea.csv here"
