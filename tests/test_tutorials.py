"""The tutorials hold: cheap commands are run as written, all others are commands that exist, with recipes that load."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from tutorials import PAGES, Block, Command, blocks_of, loosely
from typer.main import get_command

from finetooth.asked import recipe_of
from finetooth.cli import app, main

NAMES = sorted(page.name for page in PAGES.glob("*.md"))
OWN = "5-own-check.md"


def page(name: str) -> list[Block]:
    return blocks_of((PAGES / name).read_text("utf-8"))


def commands(name: str) -> list[list[str]]:
    """Return the finetooth commands of a page, as words."""
    lines = [command.line for block in page(name) for command in block.commands]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("finetooth ")]


def carry_out(command: Command) -> int:
    """Do in this process what a shell would do with the few kinds of commands that tutorials have."""
    words = shlex.split(command.line)
    if words[0] == "finetooth":
        return main(words[1:])
    if words[0] == "python":
        exec(command.given or "", {"__name__": "__main__"})
    elif words[0] == "cat":
        Path(words[words.index(">") + 1]).write_text(command.given or "", "utf-8")
    elif words[0] == "mkdir":
        Path(words[-1]).mkdir(exist_ok=True)
    elif words[0] == "touch":
        Path(words[-1]).touch()
    else:
        raise AssertionError(f"no tutorial has such a command yet: {command.line}")
    return 0


def test_there_are_five_of_less_than_five_minutes_reading():
    assert len(NAMES) == 5
    for name in NAMES:
        prose = re.sub(r"```.*?```", "", (PAGES / name).read_text("utf-8"), flags=re.DOTALL)
        assert len(prose.split()) < 5 * 180, name


@pytest.mark.parametrize("name", NAMES)
def test_every_command_exists_with_these_options(name):
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    for verb, *rest in commands(name):
        verbs[verb].make_context(verb, rest)


@pytest.mark.parametrize("name", [name for name in NAMES if name != OWN])
def test_what_is_cheap_runs_as_written(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for block in page(name):
        if {"slow", "plugin"} & block.flags:
            continue
        for command in block.commands:
            assert block.ends_well(carry_out(command)), f"{command.line}: {capsys.readouterr().err}"
        assert block.unsaid(capsys.readouterr().out) == []
    for verb, *rest in (words for words in commands(name) if words[0] in ("run", "plan")):  # what runs loads
        sets = [rest[place + 1] for place, word in enumerate(rest) if word == "--set"]
        given = rest[0] if not rest[0].startswith("--") else rest[rest.index("--data") + 1]
        assert recipe_of(given, {}, sets).data.train, verb


def test_the_check_of_ones_own_is_found_and_does_what_its_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in page(OWN)[0].commands:
        assert carry_out(command) == 0
    about = tmp_path / "house_checks-1.0.dist-info"  # what pip makes of it
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: house-checks\nVersion: 1.0\n")
    points = re.search(r'\[project.entry-points."finetooth.checks"\]\n(.+)\n', Path("pyproject.toml").read_text())
    (about / "entry_points.txt").write_text("[finetooth.checks]\n" + points[1].replace('"', "") + "\n")
    (block,) = [block for block in page(OWN) if "plugin" in block.flags]
    printed = ""
    for command in block.commands[1:]:
        words = [sys.executable, "-m", "finetooth", *shlex.split(command.line)[1:]]
        env = {**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "200"}
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode in (0, 1), done.stderr
        printed += done.stdout
    assert block.unsaid(printed) == []


def test_the_workflow_is_yaml_and_its_commands_exist():
    told = re.search(r"```yaml\n(.*?)```", (PAGES / "4-gate-in-ci.md").read_text("utf-8"), re.DOTALL)
    steps = yaml.safe_load(told[1])["jobs"]["audit"]["steps"]
    (run,) = [step["run"] for step in steps if step.get("run", "").startswith("finetooth")]
    verb, *rest = shlex.split(run)[1:]
    get_command(app).commands[verb].make_context(verb, rest)  # type: ignore[attr-defined]


def test_blocks_are_read_with_what_is_given_to_commands_and_what_they_print():
    (block,) = blocks_of(
        "text\n```sh slow exit=1\npython - <<'END'\nx = 1\nEND\nls\n```\n\n```text\n12 rows  read\n```\n"
    )
    assert block.commands == (Command("python - <<'END'", "x = 1\n"), Command("ls"))
    assert (block.ends_well(1), block.ends_well(0), block.flags) == (True, False, {"slow", "exit=1"})
    assert block.unsaid("then 3\nrows read") == []
    assert block.unsaid("nothing") == ["12 rows  read"]
    assert loosely("a  1,200.5\nb") == "a # b"
