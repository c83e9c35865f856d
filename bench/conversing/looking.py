"""Who looks: finetooth's own audit of a file, and finelint in an environment of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from detecting.opponents import Opponent, environment

from .clean import Talk

FINELINT = Opponent("finelint", ("finelint>=0.2",), {})
Flags = dict[str, set[int]]  # places (from 0) by code


def write(talks: Sequence[Talk], path: Path) -> Path:
    """Write conversations as JSONL."""
    path.write_text("".join(json.dumps(talk, ensure_ascii=False) + "\n" for talk in talks), "utf-8")
    return path


def audit(train: Path, codes: Iterable[str] = (), model: str | None = None, **files: object) -> tuple[Flags, Flags]:
    """Return what finetooth flags in the training file: all findings, and those that are more than a remark."""
    from finetooth.core.finding import Outcome, Severity
    from finetooth.pipeline import audit as look
    from finetooth.recipe.files import make_recipe

    content = {
        "task": "sft",
        "data": {"train": str(train), "on_bad_line": "quarantine", **files},
        "audit": {"select": list(codes)},
    }
    found = look(make_recipe(content | ({"base_model": model} if model else {})))
    broken = [verdict for verdict in found.verdicts if verdict.outcome is Outcome.BROKEN]
    if broken:
        raise RuntimeError(f"{broken[0].code}: {broken[0].message} {broken[0].evidence}")
    failed = [verdict for verdict in found.verdicts if verdict.outcome is Outcome.FAILED]
    every = {verdict.code: {row - 1 for row in verdict.rows if row < 1 << 40} for verdict in failed}
    serious = {verdict.code: every[verdict.code] for verdict in failed if verdict.severity is not Severity.INFO}
    return every, serious


def finelint(train: Path, may_install: bool) -> Flags | None:
    """Return what finelint flags at its defaults; None where it is not there, or crashes."""
    python = environment(FINELINT, may_install)
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(python.parent / "finelint"), "inspect", str(train), "--report", str(report)]
        done = subprocess.run([*command, "--affected-records", str(Path(folder) / "rows.json")], capture_output=True)
        if not report.is_file():
            print(f"finelint: {done.stderr.decode('utf-8', 'replace').strip()[-200:]}", file=sys.stderr)
            return {}
        findings = json.loads(report.read_text("utf-8"))["findings"]
    flags: Flags = {}
    for finding in findings:
        flags.setdefault(finding["code"], set()).update(record["row"] - 1 for record in finding["records"])
    return flags
