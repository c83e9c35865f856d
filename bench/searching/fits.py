"""Fits on the disk: each done once, whole, and then looked up by whichever search asks for its settings."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Fit:
    """One fit to its own end: its evaluations, what it scored on the rows that judge, and on the test.

    ``tokens`` are those trained on, without padding, up to each evaluation. A fit that diverged has no score.
    """

    params: dict[str, Any]
    seed: int
    epochs: tuple[float, ...]
    scores: tuple[float, ...]
    errors: tuple[float, ...]
    tokens: tuple[int, ...]
    score: float | None
    best: int  # the evaluation whose weights were kept
    test: float | None
    test_error: float = 0.0
    seconds: float = 0.0  # of CPU
    failed: str = ""

    @cached_property
    def spent(self) -> int:
        """All tokens that it was trained on."""
        return self.tokens[-1] if self.tokens else 0


def name_of(params: Params, seed: int) -> str:
    """Return what names a fit among those of the same rows."""
    told = {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in params.items()}
    return json.dumps([sorted(told.items()), seed])


class FitFiles:
    """A folder of fits: one line each in ``fits.jsonl``, and a file of the answers to the rows that judge."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.known: dict[str, Fit] = {}
        self.answers: dict[str, np.ndarray] = {}
        if folder and (folder / "fits.jsonl").is_file():
            for line in (folder / "fits.jsonl").read_text("utf-8").splitlines():
                fit = _read(json.loads(line))
                self.known[name_of(fit.params, fit.seed)] = fit

    def find(self, params: Params, seed: int) -> Fit | None:
        """Return the fit of these settings, if it was done."""
        return self.known.get(name_of(params, seed))

    def answers_of(self, fit: Fit) -> np.ndarray:
        """Return a fit's logits float32[rows, labels] on the rows that judge."""
        name = name_of(fit.params, fit.seed)
        if name not in self.answers and self.folder:
            self.answers[name] = np.load(self.folder / _file(name)).astype(np.float32)
        return self.answers[name]

    def keep(self, fit: Fit, answers: np.ndarray | None) -> Fit:
        """Keep a fit; its line is written last, so that one without answers does not stand there."""
        name = name_of(fit.params, fit.seed)
        fit = replace(fit, params=dict(fit.params))
        if answers is not None:
            self.answers[name] = answers.astype(np.float32)
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            if answers is not None:
                np.save(self.folder / _file(name), answers.astype(np.float32))
            with (self.folder / "fits.jsonl").open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(asdict(fit)) + "\n")
        self.known[name] = fit
        return fit


def summed(parts: list[int]) -> tuple[int, ...]:
    """Return running totals."""
    return tuple(accumulate(parts))


def _file(name: str) -> str:
    return f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.npy"


def _read(line: dict[str, Any]) -> Fit:
    lists = {name: tuple(line[name]) for name in ("epochs", "scores", "errors", "tokens")}
    return Fit(**{**line, **lists})
