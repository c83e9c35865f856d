"""Cold start: a fresh process that imports, loads the model and answers, timed from outside; its memory from inside."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from finetooth.core.rows import Input
from finetooth.serving.results import ColdStart

TIMEOUT = 300.0  # seconds
_MARK = "finetooth-cold-start:"
_PROGRAM = "from finetooth.stages.cold_start import answer_once; answer_once()"


def cold_start(
    model: Path, labels: tuple[str, ...], trust: bool, texts: Sequence[Input], threads: int, timeout: float = TIMEOUT
) -> ColdStart | str:
    """Start a process that answers the first text, then all of them as one batch; why, where it did not.

    Files may still lie in the system's memory: a start after the machine's own takes longer.
    """
    asked = {"model": str(model), "labels": labels, "trust": trust, "texts": texts, "threads": threads}
    path = os.pathsep.join(part for part in sys.path if part)
    begin = time.time()
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM],
            input=json.dumps({**asked, "begin": begin}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"a fresh process gave no answer within {timeout:.0f} s"
    except OSError as error:
        return f"no fresh process could be started: {error}"
    told = [line for line in done.stdout.splitlines() if line.startswith(_MARK)]
    if done.returncode or not told:
        return f"a fresh process ended with {done.returncode} before it answered"
    return ColdStart(**json.loads(told[-1].removeprefix(_MARK)))


def answer_once() -> None:
    """Be that process: read what is asked from standard input, and print what it took."""
    asked: dict[str, Any] = json.load(sys.stdin)
    start = time.perf_counter()
    import torch

    from finetooth.stages.predicting import Predictor

    torch.set_num_threads(asked["threads"])
    imported, imported_mb = time.perf_counter(), most_held()
    predictor = Predictor(Path(asked["model"]), tuple(asked["labels"]), asked["trust"])
    loaded, loaded_mb = time.perf_counter(), most_held()
    texts = [text if isinstance(text, str) else tuple(text) for text in asked["texts"]]
    predictor.probabilities(texts[:1])
    answered, ready = time.perf_counter(), time.time()
    predictor.probabilities(texts)
    told = {
        "seconds": ready - asked["begin"],
        "import_s": imported - start,
        "load_s": loaded - imported,
        "answer_s": answered - loaded,
        "imported_mb": imported_mb,
        "loaded_mb": loaded_mb,
        "peak_mb": most_held(),
    }
    sys.stdout.write(f"\n{_MARK}{json.dumps(told)}\n")


def most_held() -> float:
    """Return the most memory that this process has held so far, in megabytes (2**20 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells on Linux holds what the parent had when it forked
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (2**20 if sys.platform == "darwin" else 2**10)
