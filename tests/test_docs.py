"""Docs cannot lie: the generated pages are what the code says today, and links lead somewhere."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.plugins import all_checks
from finetooth.recipe.files import ALIASES
from finetooth.recipe.sections import Recipe
from finetooth.reference import pages, recipe_page, schema
from finetooth.report.markdown import plain

ROOT = Path(__file__).parents[1]
WRITTEN = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    """The generated pages, made once: every example of every check is judged for them."""
    return pages()


@pytest.mark.parametrize("name", ["checks.md", "recipe.md", "recipe.schema.json"])
def test_a_generated_page_is_what_the_code_says(name: str, generated: dict[str, str]) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == generated[name], "the page is out of date: run `make docs`"


def test_make_docs_writes_all_pages(tmp_path: Path, generated: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "finetooth.reference", str(tmp_path)], check=True, timeout=120)
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == generated


def test_every_check_is_explained_with_what_it_says_of_its_examples(generated: dict[str, str]) -> None:
    page = generated["checks.md"]
    for check in all_checks():
        assert f"### {check.code}: {plain(check.title)}\n" in page
        for word in ("Why", "Fix"):
            assert f"**{word}:** {plain(check.part(word), 2000)}\n" in page
    assert page.count("\nFound:\n") >= len(all_checks())


def test_markup_in_an_example_stays_text(generated: dict[str, str]) -> None:
    page = generated["checks.md"]
    assert not re.search(r"<(?!!-- Written)[a-zA-Z/!]", re.sub(r"`[^`\n]*`", "", page))


def test_every_key_and_spelling_of_the_recipe_is_on_its_page() -> None:
    page = recipe_page()
    for name, field in Recipe.model_fields.items():
        section = field.annotation
        keys = getattr(section, "model_fields", None)
        for key in [f"{field.alias or name}.{key}" for key in keys] if keys else [name]:
            assert f"| `{key}` |" in page
    for spelling, name in ALIASES.items():
        assert f"| `{spelling}` | `{name}` |" in page


def test_the_schema_stands_alone_and_names_what_a_recipe_takes() -> None:
    whole = schema()
    text = json.dumps(whole)
    assert set(re.findall(r'"#/\$defs/(\w+)"', text)) == set(whole["$defs"])
    assert whole["required"] == ["data"]
    assert whole["additionalProperties"] is False
    assert "validate" in whole["properties"]
    rate = whole["$defs"]["Training"]["properties"]["learning_rate"]["anyOf"]
    assert rate[0] == {"exclusiveMinimum": 0, "maximum": 1, "type": "number"}
    assert set(rate[2]["properties"]) == {"low", "high", "log"}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name} points to {target}"


def test_the_check_in_contributing_works() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    made: dict[str, Any] = {"__name__": "example"}
    exec(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], made)
    check = made["ConstantText"]()
    assert [check.run(example_facts(example)).outcome for example in check.bad] == ["failed"]
    assert [check.run(example_facts(example)).outcome for example in check.good] == ["passed"]
    assert check.part("Why")
    assert check.part("Fix")


def test_the_floor_that_ci_proves_is_the_one_that_pyproject_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = dict(re.match(r"([\w-]+)>=([\d.]+)", entry).groups() for entry in project["dependencies"])  # type: ignore[union-attr]
    lines = (ROOT / "constraints" / "floor.txt").read_text("utf-8").splitlines()
    proved = dict(line.split("==") for line in lines if "==" in line)
    assert proved.keys() == named.keys()
    for name in named.keys() - {"torch"}:
        assert [*proved[name].split("."), "0"][: len(named[name].split("."))] == named[name].split("."), name
        assert set(proved[name].split(".")[len(named[name].split(".")) :]) <= {"0"}, name
