"""How the pages of this folder become one static site, which loads nothing from elsewhere: `make site`."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
_PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]
TREE = {  # the pages by what one is looking for
    "Begin": ["tutorials/*"],
    "The seven mistakes": ["mistakes/*"],
    "Tasks": ["tasks", "conversations", "sft"],
    "Train and tune": ["recipes", "tuning"],
    "Judge": ["evaluation", "calibration", "slices", "comparing"],
    "The real world": [
        "scenarios",
        "behaviour",
        "field",
        "out-of-scope",
        "time-and-groups",
        "cost-in-use",
        "monitoring",
    ],
    "Reference": ["recipe", "checks", "output"],
    "What stands behind it": ["figures", "real-faults", "decisions/*"],
}
OUTSIDE = ("](../bench/README.md)", "](../README.md)", "](../CONTRIBUTING.md)")  # no pages of the site

project = _PROJECT["name"]
release = version = _PROJECT["version"]
extensions = ["myst_parser"]
html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = html_show_sphinx = html_show_copyright = False
myst_heading_anchors = 3


def _for_the_site(app: object, name: str, source: list[str]) -> None:
    """Give the first page its table of contents, and let links that lead out of this folder be plain words."""
    for outside in OUTSIDE:
        source[0] = source[0].replace(outside, "]")
    if name == "index":
        for caption, pages in TREE.items():
            body = "\n".join(pages)
            source[0] += f"\n\n```{{toctree}}\n:hidden:\n:glob:\n:caption: {caption}\n\n{body}\n```\n"


def setup(app: object) -> None:
    """Hook into the reading of pages."""
    app.connect("source-read", _for_the_site)  # type: ignore[attr-defined]
