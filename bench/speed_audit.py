"""How fast the audit is beside its peers: near duplicates, label errors, and the whole of 10,000 labelled rows.

    python bench/speed_audit.py             everything in full: half an hour and more on two slow cores
    python bench/speed_audit.py --quick     smaller parts of each
    python bench/speed_audit.py --only audit,labels

Near duplicates (bench/speed_duplicates.py: beside gaoya, rensa and datasketch) and label errors (bench/speed_labels.py:
beside cleanlab) run as they are. The whole audit is measured here: `finetooth audit FILE --json` with no model against
cleanlab's Datalab on the same CSV, each alone in a process with one thread, from start to end. Datalab gets what its
documentation asks for, and the making of that is counted: features (TF-IDF reduced to 100 dimensions) and
probabilities of a logistic regression in 5 folds. Compared are CPU seconds of the process and those after its imports.
The last line is one JSON object with all ratios (times as fast) and whether each reaches its target.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from detecting import sets
from detecting.audits import START, Cost, run
from detecting.opponents import OPPONENTS, environment
from detecting.table import Dataset, write

HERE = Path(__file__).resolve().parent
ROWS, QUICK_ROWS = 10_000, 1_500
REAL = ("banking77", "tweet_hate")  # 77 classes, and 2
TARGETS = {"duplicates": 2.0, "labels": 1.0, "audit": 1.0}  # times as fast as the fastest peer
_LIBRARIES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS")
ONE_THREAD = dict.fromkeys(_LIBRARIES, "1")
SEED = 7


def main() -> int:
    """Run the parts, print their tables, and end with one JSON object."""
    asked = _asked()
    parts: list[dict[str, Any]] = []
    for name in asked.only:
        print(f"\n==== {name}", flush=True)
        parts += whole_audit(asked) if name == "audit" else other(name, asked)
    print(f"\n{'':34}{'times as fast':>14}{'target':>8}")
    for part in parts:
        value = "-" if part["value"] is None else f"{part['value']:.2f}"
        print(f"{part['name']:34}{value:>14}{part['target']:>8.1f}  {'ok' if part['ok'] else 'NOT REACHED'}")
    shares = [part["value"] / part["target"] for part in parts if part["value"] is not None]
    told = {"name": "speed_audit", "value": round(min(shares), 2) if shares else None, "target": 1.0}
    told |= {"ok": bool(parts) and all(part["ok"] for part in parts), "quick": asked.quick, "parts": parts}
    print(json.dumps(told, allow_nan=False))
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--quick", action="store_true")
    add("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    add("--only", default=",".join(TARGETS), help=f"of {', '.join(TARGETS)}")
    add("--rows", type=int, help="labelled rows of the whole audit")
    asked = parser.parse_args()
    asked.only = [name for name in asked.only.split(",") if name]
    if unknown := set(asked.only) - set(TARGETS):
        parser.error(f"--only: {', '.join(sorted(unknown))}: known are {', '.join(TARGETS)}")
    asked.rows = asked.rows or (QUICK_ROWS if asked.quick else ROWS)
    return asked


# ---- the other benches -----------------------------------------------------------------------------------------------


def other(name: str, asked: argparse.Namespace) -> list[dict[str, Any]]:
    """Run another bench, show what it prints, and return its ratios with what each has to reach."""
    command = [sys.executable, str(HERE / f"speed_{name}.py"), "--data", str(asked.data)]
    lines: list[str] = []
    with subprocess.Popen(command + ["--quick"] * asked.quick, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        for line in process.stdout or ():
            lines.append(line)
            if not line.startswith("{"):
                print(line, end="", flush=True)
    try:
        said = json.loads(lines[-1])
    except (ValueError, IndexError):
        told = f"it ended with exit code {process.returncode} and no result"
        return [{"name": name, "value": None, "target": TARGETS[name], "ok": False, "why": told}]
    return duplicates(said) if name == "duplicates" else labels(said)


def duplicates(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a ratio for each kind of text: times the fastest peer, where nothing is missed and nothing is wrong."""
    parts = []
    for title, (ours, *_) in said["tables"].items():
        exact = ours["recall"] == 1.0 and ours["precision"] == 1.0
        parts.append(_part(f"near duplicates, {title}", said["ratios"].get(title), TARGETS["duplicates"], exact))
    return parts


def labels(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a ratio for each set: the whole search for label errors against cleanlab's, at no less precision."""
    by_set: dict[str, dict[str, Any]] = {}
    for result in said["results"]:
        by_set.setdefault(result["data"], {})[result["tool"]] = result
    parts = []
    for name, tools in by_set.items():
        ours, theirs = tools.get("finetooth, whole"), tools.get("cleanlab")
        value = theirs["seconds"] / ours["seconds"] if ours and theirs else None
        better = bool(ours and theirs and ours["average_precision"] >= theirs["average_precision"])
        parts.append(_part(f"label errors, {name}", value, TARGETS["labels"], better))
    return parts


def _part(name: str, value: float | None, target: float, quality: bool) -> dict[str, Any]:
    ok = value is not None and value >= target and quality
    rounded = None if value is None else round(value, 2)
    return {"name": name, "value": rounded, "target": target, "quality": quality, "ok": ok}


# ---- the whole audit -------------------------------------------------------------------------------------------------


def whole_audit(asked: argparse.Namespace) -> list[dict[str, Any]]:
    """Audit the same CSV with both, each in a process of its own, and return the ratios."""
    python = environment(next(one for one in OPPONENTS if one.name == "cleanlab"), may_install=True)
    parts = []
    for data in labelled(asked):
        with tempfile.TemporaryDirectory() as folder:
            train = write(data, Path(folder)).train
            ours = _ours(train)
            theirs = _theirs(train, python) if python else None
        classes = len({row.label for row in data.train})
        print(f"\n{data.name}: {len(data.train):,} rows, {classes} classes")
        print(f"{'':12}{'CPU s':>8}{'after imports':>15}{'MB':>7}{'looks':>7}  rows flagged")
        for tool, told in (("finetooth", ours), ("Datalab", theirs)):
            if told:
                found = "  ".join(f"{kind} {count:,}" for kind, count in told["found"].items() if count)
                cost = f"{told['seconds']:>8.1f}{told['work']:>15.1f}{told['megabytes']:>7,.0f}{told['looked']:>7}"
                print(f"{tool:12}{cost}  {found}", flush=True)
        value = theirs["seconds"] / ours["seconds"] if theirs else None
        part = _part(f"whole audit, {data.name}", value, TARGETS["audit"], quality=not ours["broken"])
        parts.append({**part, "rows": len(data.train), "finetooth": ours, "datalab": theirs})
    return parts


def labelled(asked: argparse.Namespace) -> list[Dataset]:
    """Return labelled rows of real sets; where none is there, letters that the bench writes itself."""
    sources = {"tweet_hate": sets.Source("tweet_hate/train.csv")} | sets.REAL
    there = [name for name in REAL if (asked.data / sources[name].train).is_file()][: 1 if asked.quick else None]
    if not there:
        return [replace(sets.load("own_free", asked.data, asked.rows), test=())]
    return [_drawn(name, asked.data / sources[name].train, asked.rows) for name in there]


def _drawn(name: str, path: Path, most: int) -> Dataset:
    import random

    from detecting.table import read

    rows = [row for row in read(path) if row.text.strip() and row.label.strip()]
    chosen = rows if len(rows) <= most else random.Random(SEED).sample(rows, most)
    return Dataset(name, tuple(chosen), ())


IMPORTS = "import finetooth.pipeline, polars, numpy, scipy.sparse, scipy.linalg, scipy.special"
THEIR_IMPORTS = "import cleanlab, cleanlab.datalab.datalab, sklearn.linear_model, sklearn.decomposition"


def _ours(train: Path) -> dict[str, Any]:
    ended = run([sys.executable, "-c", START, "audit", str(train), "--json"], 1800, ONE_THREAD)
    said = json.loads(ended.out.splitlines()[-1])
    if "error" in said:
        raise SystemExit(f"finetooth audit: {said['error']['what']}")
    failed = [one for one in said["verdicts"] if one["outcome"] == "failed"]
    found = {one["code"]: len(one["rows"]) for one in failed}
    broken = [one["code"] for one in said["verdicts"] if one["outcome"] == "broken"]
    looked = sum(one["outcome"] in ("failed", "passed") for one in said["verdicts"])
    return _told([sys.executable, "-c", IMPORTS], ended.cost, found) | {"looked": looked, "broken": broken}


def _theirs(train: Path, python: Path) -> dict[str, Any]:
    wrapper = HERE / "detecting" / "wrappers" / "with_cleanlab.py"
    ended = run([str(python), str(wrapper), str(train), "", ""], 1800, ONE_THREAD)
    if ended.code:
        raise SystemExit(f"Datalab: {ended.err.strip()[-300:]}")
    flags = json.loads(ended.out.splitlines()[-1])["flags"]
    found = {kind: len(rows) for kind, rows in flags.items()}
    return _told([str(python), "-c", THEIR_IMPORTS], ended.cost, found) | {"looked": len(found)}


def _told(imports: Sequence[str], cost: Cost, found: dict[str, int]) -> dict[str, Any]:
    """Return what a process took, and what is left of that without its imports (measured apart)."""
    before = run(list(imports), 300, ONE_THREAD)
    if before.code:
        raise SystemExit(before.err.strip()[-300:])
    work = round(cost.cpu_seconds - before.cost.cpu_seconds, 2)
    return {"seconds": round(cost.cpu_seconds, 2), "work": work, "megabytes": round(cost.megabytes), "found": found}


if __name__ == "__main__":
    sys.exit(main())
