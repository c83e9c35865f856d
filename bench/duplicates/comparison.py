"""The comparison: each finder on the same texts, what it found held against the truth."""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from duplicates.texts import SEED
from duplicates.truth import THRESHOLD, precision, true_pairs

OPPONENTS = ("gaoya", "rensa", "datasketch")
PART = {"datasketch": 0.05}  # the share of the texts that a slow opponent gets
BENCH = Path(__file__).resolve().parents[1]


def environment() -> Path | None:
    """Return the Python of the opponents' own environment, made the first time; None where that fails."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "finetooth-bench" / "duplicates"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        if subprocess.run(
            [python, "-c", f"import {', '.join(OPPONENTS)}"], capture_output=True, check=False
        ).returncode:
            subprocess.run([python, "-m", "pip", "install", "--quiet", *OPPONENTS], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"no opponents: {error}", file=sys.stderr)
        return None
    return python


def run(name: str, python: Path, texts: list[str], size: int, drawn: list[int], truth: set[Any]) -> dict[str, Any]:
    """Let one finder work in a process of its own, and judge what it found."""
    share = PART.get(name, 1.0)
    part = texts[: int(share * len(texts))]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "texts.json", Path(folder) / "found.json"
        source.write_text(json.dumps(part), "utf-8")
        command = [str(python), "-m", "duplicates.finders", name, str(source), str(size), str(target)]
        subprocess.run(command, check=True, timeout=1800, cwd=BENCH)
        told = json.loads(target.read_text("utf-8"))
    found = {(one, two) for one, two in told["pairs"]}
    wanted = {pair for pair in truth if pair[1] < len(part)}
    return {
        "finder": name,
        "texts": len(part),
        "rate": len(part) / told["seconds"],
        "memory": told["memory"],
        "recall": len(wanted & found) / max(1, len(wanted)),
        "precision": precision(part, size, sorted(found)),
        "pairs": len(found),
        "true_pairs": len(wanted),
    }


def compare(title: str, texts: list[str], size: int, names: list[str], theirs: Path | None) -> list[dict[str, Any]]:
    """Run all finders on the same texts and print what they did."""
    drawn = random.Random(SEED).sample(range(len(texts)), min(3_000, len(texts)))
    truth = true_pairs(texts, size, drawn)
    print(
        f"\n{title}: {len(texts):,} texts, Jaccard of word {size}-grams >= {THRESHOLD}; {len(truth):,} true pairs drawn"
    )
    print(f"{'':12} {'texts/CPU s':>12} {'recall':>8} {'precision':>10} {'MB':>7} {'pairs':>9}")
    results = []
    for name in names:
        python = Path(sys.executable) if name == "finetooth" else theirs
        if python is None:
            continue
        result = run(name, python, texts, size, drawn, truth)
        results.append(result)
        print(
            f"{name:12} {result['rate']:12,.0f} {result['recall']:8.4f} {result['precision']:10.4f}"
            f" {result['memory']:7,.0f} {result['pairs']:9,}" + (f"  of {result['texts']:,}" if name in PART else ""),
            flush=True,
        )
    return results
