import time

import pytest

from finetooth.asked import changed, folder_for, recipe_of
from finetooth.core.errors import UserError
from finetooth.core.recipe_files import to_yaml


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
    other = folder_for(changed(recipe, ["seed=7"]), None, tmp_path)
    assert other.name == first.name + "-2"
    assert folder_for(recipe, "green.yaml", tmp_path).name.startswith("green-")
