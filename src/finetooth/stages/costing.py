"""Costing: what the trained model costs in use on this machine, by the user's own test rows."""

import os
import platform
from collections.abc import Callable
from pathlib import Path

import numpy as np

from finetooth.core.rows import Rows
from finetooth.serving.results import LARGEST, LONGEST, USUAL, ColdStart, CostInUse, Machine
from finetooth.serving.timing import measured, texts_by_length
from finetooth.stages.cold_start import cold_start
from finetooth.stages.predicting import Predictor

MOST = 2_000  # test rows whose lengths are counted

Progress = Callable[[float, str], None]


def cost_in_use(
    predictor: Predictor, model: Path, test: Rows, trust: bool, seed: int, progress: Progress
) -> CostInUse | None:
    """Measure; None without test rows."""
    if not len(test):
        return None
    rows = test.inputs
    if len(rows) > MOST:
        rows = [rows[place] for place in np.random.default_rng(seed).choice(len(rows), MOST, replace=False)]
    lengths = predictor.lengths(rows)
    machine = machine_of(predictor)
    progress(0.93, "how fast the model answers")
    timed, left_out = measured(predictor.probabilities, rows, lengths, seed)
    progress(0.97, "how long a fresh process takes to answer")
    places = texts_by_length(lengths, seed)
    longest = places.get(LONGEST, places[USUAL])
    asked = [rows[places[USUAL][0]], *(rows[place] for place in longest[: LARGEST - 1])]
    start = cold_start(model, predictor.labels, trust, asked, machine.threads)
    if not isinstance(start, ColdStart):
        left_out.append(start)
    size = sum(path.stat().st_size for path in model.rglob("*") if path.is_file()) / 2**20
    told = start if isinstance(start, ColdStart) else None
    return CostInUse(machine, tuple(timed), size, predictor.parameters, told, tuple(left_out))


def machine_of(predictor: Predictor) -> Machine:
    """Return what answers: the cores that this process may use are not always all."""
    import torch

    able = getattr(os, "sched_getaffinity", None)
    cores = len(able(0)) if able else os.cpu_count() or 1
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return Machine(_processor(), cores, torch.get_num_threads(), *predictor.placed, load)


def _processor() -> str:
    """Return the processor's name, where the system tells it."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text("utf-8", errors="replace").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.processor() or platform.machine())
