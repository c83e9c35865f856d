"""Run ``finetooth audit`` as a user would, and keep what it flagged, how long it took and how much memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .table import Files, Name

TIMEOUT = 600
START = "import sys; from finetooth.cli import main; sys.exit(main())"


@dataclass(frozen=True)
class Found:
    """What one check said of a file: the rows it flagged, worst first, and a score for each row where it gave one."""

    code: str
    severity: str
    message: str
    rows: tuple[Name, ...] = ()
    scores: Mapping[Name, float] = field(default_factory=dict)
    precision: tuple[float, float] | None = None  # what the finding itself says of its rows, and its lower bound
    evidence: str = ""


@dataclass(frozen=True)
class Cost:
    """What a process used."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    megabytes: float = 0.0


@dataclass(frozen=True)
class Look:
    """One audit: its findings by code, the checks that broke, and its cost. ``crash`` tells why where there is none."""

    found: Mapping[str, Found] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    crash: str = ""
    cost: Cost = Cost()
    ranking: Mapping[Name, float] = field(default_factory=dict)  # of all rows, where it was asked for


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    out: str
    err: str
    cost: Cost


def finetooth(files: Files, model: str | None, extra: tuple[str, ...] = ()) -> Look:
    """Audit the files in a process of its own."""
    command = [sys.executable, "-c", START, "audit", str(files.train), "--json", *extra]
    command += ["--test", str(files.test)] if files.test else []
    command += ["--model", model] if model else []
    ended = run(command)
    try:
        said = json.loads(ended.out.strip().splitlines()[-1])
        return looked(said["verdicts"], ended.cost)
    except (ValueError, IndexError, KeyError, TypeError):
        told = (ended.out + ended.err).strip()[-300:] or "no output"
        return Look(crash=f"exit {ended.code}: {told}", cost=ended.cost)


def looked(verdicts: list[dict[str, Any]], cost: Cost) -> Look:
    """Return what the verdicts of an audit say."""
    found = {said["code"]: _found(said) for said in verdicts if said["outcome"] == "failed"}
    broken = {said["code"]: said["message"] for said in verdicts if said["outcome"] == "broken"}
    absent = tuple(said["code"] for said in verdicts if said["outcome"] == "not applicable")
    return Look(found, broken, absent, "", cost)


def _found(said: dict[str, Any]) -> Found:
    scores: dict[Name, float] = {}
    for partner in said.get("partners") or ():
        row, score = partner.get("row"), partner.get("score")
        if row is not None and score is not None:
            scores[row] = max(score, scores.get(row, score))
    evidence = said.get("evidence") or {}
    ranking = evidence.get("ranking") or evidence.get("scores")
    if isinstance(ranking, list):
        scores.update({pair[0]: pair[1] for pair in ranking if isinstance(pair, list) and len(pair) == 2})
    stated = (said["precision"]["value"], said["precision"]["low"]) if said.get("precision") else None
    told = json.dumps(evidence, ensure_ascii=False)
    rows = tuple(said.get("rows") or ())
    return Found(said["code"], said["severity"], said["message"], rows, scores, stated, told)


def run(command: list[str], timeout: float = TIMEOUT, environment: Mapping[str, str] | None = None) -> Ended:
    """Run a command and measure it: wall and CPU seconds, and the most memory it held."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(environment or {})})
        code, usage, memory = _wait(process, begin + timeout)
        seconds = time.monotonic() - begin
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    return Ended(code, texts[0], texts[1], Cost(seconds, usage.ru_utime + usage.ru_stime, memory))


def _wait(process: "subprocess.Popen[bytes]", deadline: float) -> tuple[int, Any, float]:
    """Return exit code, usage and megabytes; what the parent held before the start does not count where /proc tells."""
    held = 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage, held or usage.ru_maxrss / 1024**2
        held = _megabytes(process.pid) or held
        if time.monotonic() > deadline:
            process.kill()
        time.sleep(0.02)


def _megabytes(pid: int) -> float:
    """Return the most memory the process has held so far; 0 where it cannot be known."""
    try:
        told = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmHWM:")), 0.0)


def ranked(files: Files, model: str | None, fact: str) -> dict[Name, float]:
    """Return a score for every row, worst highest, from a fact of finetooth that the audit shows only the top of."""
    from finetooth.core.errors import NotApplicable, UserError
    from finetooth.core.events import silent
    from finetooth.core.rows import name_of
    from finetooth.core.run import Work
    from finetooth.stages.audit import audit, contents
    from finetooth.stages.known import Known
    from finetooth.training.base_model import locate

    recipe = _recipe(files, model, ())
    try:
        with tempfile.TemporaryDirectory() as folder:
            read = audit(Work(Path(folder), "audit", silent), recipe.data, contents(recipe.data), recipe.seed)
        known = Known.of(recipe, locate(model, False) if model else None)
        table = known.facts(read.rows, read.columns).get(fact)
    except (NotApplicable, UserError, LookupError):
        return {}
    return {name_of(row): float(score) for row, score in table.select("id", "score").iter_rows()}


def finetooth_in_process(files: Files, model: str | None, extra: tuple[str, ...] = ()) -> Look:
    """Audit the files in this process: the same findings without the start, for use while developing."""
    from finetooth import pipeline
    from finetooth.core.errors import UserError
    from finetooth.core.plugins import all_checks
    from finetooth.screen.json_output import as_json, audit_object

    begin, cpu = time.monotonic(), time.process_time()
    try:
        done = pipeline.audit(_recipe(files, model, extra))
        checks = {check.code: check for check in all_checks()}
        said = json.loads(as_json(audit_object(done.rows, done.verdicts, checks)))["verdicts"]
    except (UserError, ValueError, TypeError, RuntimeError, OSError) as error:
        return Look(crash=f"{type(error).__name__}: {error}"[:300], cost=Cost(time.monotonic() - begin))
    return looked(said, Cost(time.monotonic() - begin, time.process_time() - cpu))


def _recipe(files: Files, model: str | None, extra: tuple[str, ...]) -> Any:
    """Return the recipe that the command's arguments stand for."""
    from finetooth.recipe.sections import Recipe

    given = dict(zip(extra[::2], extra[1::2], strict=True))
    columns = {"text_column": given.get("--text-column"), "label_column": given.get("--label-column")}
    data = {"train": str(files.train), "test": str(files.test) if files.test else None, **columns}
    selected = given.get("--set", "").removeprefix("audit.select=").strip("[]")
    recipe = {
        "data": data,
        "base_model": given.get("--model", model),
        "audit": {"select": selected.split(",")} if selected else {},
    }
    return Recipe.model_validate({key: value for key, value in recipe.items() if value})
