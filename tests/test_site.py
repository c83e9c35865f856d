"""The site has every page of docs/ once, under what a reader looks for."""

import importlib.util
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site():
    spec = importlib.util.spec_from_file_location("site_conf", DOCS / "conf.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_stands_in_the_table_of_contents_once(site):
    named = [path for pages in site.TREE.values() for page in pages for path in sorted(DOCS.glob(f"{page}.md"))]
    assert len(named) == len(set(named))
    assert set(named) == {*DOCS.rglob("*.md")} - {DOCS / "index.md"}
    assert all(list(DOCS.glob(f"{page}.md")) for pages in site.TREE.values() for page in pages)


def test_links_that_lead_out_of_the_folder_become_words_and_the_first_page_leads_everywhere(site):
    hooks = []
    site.setup(SimpleNamespace(connect=lambda event, hook: hooks.append(hook)))
    page, index = ["see [the benches](../bench/README.md), [checks](checks.md)"], ["# finetooth"]
    hooks[0](None, "figures", page)
    hooks[0](None, "index", index)
    assert page == ["see [the benches], [checks](checks.md)"]
    assert [name for name in site.TREE if f":caption: {name}" in index[0]] == list(site.TREE)


def test_the_only_links_out_of_the_folder_are_those_that_the_site_knows(site):
    known = {mark.removeprefix("](").removesuffix(")") for mark in site.OUTSIDE}
    for path in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
            inside = target.startswith("http") or (path.parent / target).resolve().is_relative_to(DOCS)
            assert inside or target in known, f"{path.name}: {target}"
