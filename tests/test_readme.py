"""The README's recipe is one, its commands exist, and the files it names are there."""

import re
from pathlib import Path

import yaml

from finetooth.gate import check_conditions
from finetooth.recipe.files import make_recipe

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_recipe_is_one():
    recipe = make_recipe(yaml.safe_load(re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1]))
    check_conditions(recipe.gate)
    assert recipe.data.field == "last_week.jsonl"


def test_the_verbs_exist():
    from typer.main import get_command

    from finetooth.cli import app

    known = set(get_command(app).commands)
    named = set(re.findall(r"finetooth (\w+)", README))
    assert {"audit", "run", "plan", "predict", "checks"} <= named & known


def test_nothing_is_left_to_fill_in():
    assert "@@" not in README


def test_the_images_exist():
    images = re.findall(r'<img\b[^>]*\bsrc="(?!http)([^"]+)"', README) + re.findall(
        r"!\[[^]]*\]\((?!http)([^)\s]+)", README
    )
    assert [image for image in images if not (ROOT / image).is_file()] == []


def test_make_targets_and_files_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
