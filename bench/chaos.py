"""Chaos: what a training is worth after kills, damaged checkpoints, poisoned weights and full disks.

    python bench/chaos.py             200 kills, on rows of trec (../shared/data, or --data DIR), else on own rows
    python bench/chaos.py --kills 60
    python bench/chaos.py --quick     12 kills and a part of the rest, under a minute on an idle machine

Each case is the training stage of a run (a tiny encoder, real in all else) in a process of its own, then the same call
again. It must end with the very bits, curve and metrics of an undisturbed one, or with one clear error. A checkpoint is
made after every step, on a disk that is slowed down (each fsync takes some milliseconds more), so that many kills fall
inside a save. Disks are small tmpfs; where none can be mounted, full disks are left out. The last line is one JSON
object: its value is the number of cases that were stuck, different, silent, or unclear.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ[name] = "1"
os.environ |= {
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}

import commands  # noqa: E402 - one thread each, said before anything else is loaded
from chaotic.faults import full_disks, poisons  # noqa: E402
from chaotic.kills import damages, kills  # noqa: E402
from chaotic.rows import rows_of  # noqa: E402
from chaotic.stage import Stage, Tally  # noqa: E402


def main() -> None:
    """Do the cases, print the table, and the verdict as JSON."""
    options = commands.parser(__doc__)
    options.add_argument("--kills", type=int)
    options.add_argument("--only", choices=["kills", "damages", "poisons", "disks"], help="one kind of case")
    asked, began = options.parse_args(), time.monotonic()
    count = asked.kills or (12 if asked.quick else 200)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), rows_of(asked.data))
        stage.measure_calm()
        print(f"an undisturbed training takes {stage.seconds:.1f} s", flush=True)
        parts: dict[str, Callable[[], Tally]] = {
            "kills": partial(kills, stage, count),
            "damages": partial(damages, stage, asked.quick),
            "poisons": partial(poisons, stage, asked.quick),
            "disks": partial(full_disks, stage, asked.quick),
        }
        tallies = [part() for name, part in parts.items() if asked.only in (None, name)]
    print(f"\n{'case':<12}{'cases':>7}{'wrong':>7}")
    for tally in tallies:
        print(f"{tally.name:<12}{tally.cases:>7}{len(tally.wrong):>7}  {tally.told}")
    wrong = [fault for tally in tallies for fault in tally.wrong]
    counts = {tally.name.replace(" ", "_").replace("-", ""): tally.cases for tally in tallies}
    inside = [float(tally.told.partition("%")[0]) / 100 for tally in tallies if tally.name == "kill -9"]
    ok = not wrong and all(share >= 0.3 for share in inside)
    verdict: dict[str, Any] = {"name": "chaos", "value": len(wrong), "target": 0, "ok": ok, **counts}
    verdict |= {"inside_a_save": inside, "wrong": wrong[:10], "seconds": round(time.monotonic() - began)}
    print("\n" + json.dumps(verdict))
    sys.exit(0 if verdict["ok"] else 1)


if __name__ == "__main__":
    main()
