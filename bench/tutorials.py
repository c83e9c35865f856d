"""Tutorials: each page of docs/tutorials is followed as written, in an empty folder, and timed.

A block of commands says after ``sh`` what is special: ``exit=1`` or ``exit=any`` (else every command ends with 0),
``slow`` (a model is loaded or trained), ``plugin`` (needs the package that the page installs). The block of text below
it is what the commands print, compared without regard to spaces and numbers.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commands import parser

PAGES = Path(__file__).resolve().parents[1] / "docs" / "tutorials"
_BLOCK = re.compile(r"^```sh([^\n]*)\n(.*?)^```\n(?:\n*^```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
_HEREDOC = re.compile(r"<<'(\w+)'")
LONGEST = 3_600.0  # seconds of one command


@dataclass(frozen=True)
class Command:
    """A command as it stands on the page, and what is given to it on standard input."""

    line: str
    given: str | None = None

    @property
    def script(self) -> str:
        """The command for a shell."""
        return self.line if self.given is None else f"{self.line}\n{self.given}END"


@dataclass(frozen=True)
class Block:
    """Commands that belong together, what is special about them, and lines that they print."""

    commands: tuple[Command, ...]
    flags: frozenset[str]
    expected: tuple[str, ...]

    def ends_well(self, code: int) -> bool:
        """Whether a command may end with this exit code."""
        wanted = next((flag.removeprefix("exit=") for flag in self.flags if flag.startswith("exit=")), "0")
        return code in (0, 1) if wanted == "any" else code == int(wanted)

    def unsaid(self, printed: str) -> list[str]:
        """Return the expected lines that were not printed."""
        said = loosely(printed)
        return [line for line in self.expected if loosely(line) not in said]


def loosely(text: str) -> str:
    """Return text with one space for any white space and one # for any number."""
    return " ".join(re.sub(r"\d[\d,.]*", "#", text).split())


def blocks_of(page: str) -> list[Block]:
    """Return the blocks of commands of a page, in order."""
    return [
        Block(tuple(_commands(body)), frozenset(flags.split()), tuple(filter(str.strip, (told or "").splitlines())))
        for flags, body, told in _BLOCK.findall(page)
    ]


def _commands(body: str) -> list[Command]:
    found, lines = [], iter(body.splitlines())
    for line in lines:
        if not (opened := _HEREDOC.search(line)):
            found += [Command(line)] if line.strip() else []
            continue
        given = []
        for inner in lines:
            if inner == opened[1]:
                break
            given.append(inner + "\n")
        found.append(Command(line, "".join(given)))
    return found


def follow(page: Path, quick: bool) -> dict[str, object]:
    """Follow a page in a folder of its own; return what took how long and what was not as written."""
    wrong: list[str] = []
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        blocks = blocks_of(page.read_text("utf-8"))
        env = _beside(folder) if any("plugin" in block.flags for block in blocks) and not quick else os.environ
        path = os.pathsep.join([env.get("PATH", ""), str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        for block in blocks:
            if quick and {"slow", "plugin"} & block.flags:
                continue
            wrong += _followed(block, folder, {**env, "PATH": path, "COLUMNS": "200"})
    return {"page": page.stem, "seconds": round(time.monotonic() - begin, 1), "wrong": wrong}


def _beside(folder: str) -> Mapping[str, str]:
    """Return where a page may install what it likes: an environment whose packages are seen beside those here."""
    home = Path(folder) / ".beside"
    subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True, timeout=300)
    (site,) = home.glob("lib/python3*/site-packages")
    return {**os.environ, "PATH": str(home / "bin"), "PYTHONPATH": str(site)}


def _followed(block: Block, folder: str, env: dict[str, str]) -> list[str]:
    wrong, printed = [], ""
    for command in block.commands:
        words = ["bash", "-c", command.script]
        done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=LONGEST, check=False)
        printed += done.stdout
        if not block.ends_well(done.returncode):
            wrong.append(f"{command.line}: exit code {done.returncode}: {done.stderr[-300:].strip()}")
    return wrong + [f"not printed: {line}" for line in block.unsaid(printed)]


def main() -> int:
    """Follow all pages, print a line each, and the sum as JSON."""
    asked = parser(__doc__)
    asked.add_argument("--page", help="follow the pages whose name begins so")
    options = asked.parse_args()
    pages = [page for page in sorted(PAGES.glob("*.md")) if page.stem.startswith(options.page or "")]
    told = []
    for page in pages:
        told.append(follow(page, options.quick))
        print(f"{told[-1]['page']:<20} {told[-1]['seconds']:>8} s  {'as written' if not told[-1]['wrong'] else ''}")
        for line in told[-1]["wrong"]:  # type: ignore[attr-defined]
            print(f"    {line}")
    wrong = sum(bool(one["wrong"]) for one in told)
    print(
        json.dumps(
            {"name": "tutorials", "value": len(told) - wrong, "target": len(told), "ok": not wrong, "pages": told}
        )
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
