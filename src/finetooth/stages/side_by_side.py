"""Trials side by side: each in a process of its own, with its share of the cores or a GPU of its own.

A process gets its work through a pipe and leaves the finished trial in the files of trials, where one that was killed
leaves nothing: it is begun once more, and then noted as failed. It ends when the search that asked for it is gone.
"""

import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from finetooth.core.results import Base, Settings
from finetooth.core.run import Work
from finetooth.core.tuning import Trial
from finetooth.recipe.sections import Tune
from finetooth.stages.searching import Bench, OneByOne, Search, told_of
from finetooth.stages.trying import ATTEMPTS, Court, as_asked, attempt
from finetooth.training.base_model import parameters
from finetooth.training.memory import room

CORES_EACH, MOST = 4, 8
_BYTES, _OVERHEAD = 4 * 8, 10**9  # a parameter's weight, gradient, moments and snapshots; a process and its batches
_POLL = 0.2  # seconds


@dataclass(frozen=True)
class Job:
    """One trial to be done by another process."""

    court: Court
    settings: Settings
    asked: Trial
    before: tuple[Trial, ...]
    threads: int
    gpu: int | None


def bench_of(options: Tune, base: Base, cores: int | None = None, gpus: int | None = None) -> Bench:
    """Return where the trials are fitted, by `n_jobs`, the cores, the GPUs and the memory that is free."""
    import torch

    gpus = torch.cuda.device_count() if gpus is None else gpus
    cores = (os.cpu_count() or 1) if cores is None else cores
    if options.n_jobs != "auto":
        jobs = options.n_jobs
    elif gpus:
        jobs = gpus
    else:
        free, need = room(), (parameters(base) or 0) * _BYTES + _OVERHEAD
        jobs = max(1, min(MOST, cores // CORES_EACH, MOST if free is None else free // need))
    return OneByOne() if jobs == 1 else SideBySide(jobs, max(1, cores // jobs), gpus)


class SideBySide:
    """Fits as many trials at once as there are jobs."""

    def __init__(self, jobs: int, threads: int, gpus: int) -> None:
        self.jobs, self.threads, self.gpus = jobs, threads, gpus

    def fitted(self, work: Work, search: Search, asked: Sequence[Trial], before: Sequence[Trial]) -> list[Trial]:
        """Return the asked trials with what they scored. Raises UserError where the first of all says why it cannot."""
        if not before:  # the default alone, here: what the user did wrong is said at once
            return OneByOne().fitted(work, search, asked, before)
        jobs = [self._job(search, one, before, place) for place, one in enumerate(asked)]
        told = [told_of(work, one.number, search.choice.trials) for one in asked]
        for _ in range(ATTEMPTS):
            missing = [place for place, job in enumerate(jobs) if not job.court.known(job.settings, before)]
            failures = self._run([jobs[place] for place in missing], [told[place] for place in missing])
            for place, failure in zip(missing, failures, strict=True):
                work.note(f"trial {asked[place].number}: {failure}") if failure else None
        return [_found(job, before) for job in jobs]

    def _job(self, search: Search, asked: Trial, before: Sequence[Trial], place: int) -> Job:
        files = replace(search.court.files, note=_nothing)
        gpu = place % self.gpus if self.gpus else None
        court = replace(search.court, files=files)
        return Job(court, search.made(asked.params), asked, tuple(before), self.threads, gpu)

    def _run(self, jobs: Sequence[Job], told: Sequence[Callable[[float, str], None]]) -> list[str]:
        """Do the jobs; return for each how its process failed, or nothing."""
        children: list[_Child] = []
        try:
            for job, say in zip(jobs, told, strict=True):
                children.append(_Child(job, say))
            while any(child.is_alive for child in children):
                time.sleep(_POLL)
        finally:
            for child in children:
                child.end()
        return [child.failure for child in children]


class _Child:
    """A process that does one job; its pipe stays open, so that it notices when this process is gone."""

    def __init__(self, job: Job, told: Callable[[float, str], None]) -> None:
        gpu = {} if job.gpu is None else {"CUDA_VISIBLE_DEVICES": device(job.gpu)}
        threads = {name: str(job.threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
        command = [sys.executable, "-m", "finetooth.stages.side_by_side"]
        pipe = subprocess.PIPE
        environment = {**os.environ, **threads, **gpu}
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        self.errors: list[bytes] = []
        self.readers = [
            threading.Thread(target=self._read, args=(told,), daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self.readers:
            reader.start()
        work = pickle.dumps(job)
        with suppress(BrokenPipeError):  # it died before it had read all: its exit code will say so
            if self.process.stdin:
                self.process.stdin.write(len(work).to_bytes(8, "big") + work)
                self.process.stdin.flush()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    @property
    def failure(self) -> str:
        code = self.process.returncode
        last = b"".join(self.errors).decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
        return "" if code == 0 else f"its process ended with {code}: {last[0]}".rstrip(": ")

    def end(self) -> None:
        """End the process if it is still there, and hear all that it said."""
        if self.is_alive:
            self.process.kill()
        self.process.wait()
        for reader in self.readers:
            reader.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(BrokenPipeError):  # of what it has not read
                if stream:
                    stream.close()

    def _read(self, told: Callable[[float, str], None]) -> None:
        try:
            self._tell(told)
        finally:
            for _ in self.process.stdout or ():  # a pipe that nobody empties would hold the process up
                pass

    def _tell(self, told: Callable[[float, str], None]) -> None:
        for line in self.process.stdout or ():
            try:
                done, message = json.loads(line)
                share = float(done)
            except (ValueError, TypeError):  # what a library printed
                continue
            told(share, str(message))

    def _read_errors(self) -> None:
        for line in self.process.stderr or ():
            self.errors = [*self.errors[-20:], line]


def device(place: int) -> str:
    """Return the name of a GPU by its place among those that this process was given."""
    given = [name.strip() for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name.strip()]
    return given[place] if place < len(given) else str(place)


def _found(job: Job, before: Sequence[Trial]) -> Trial:
    """Return a trial as its process left it, or as failed."""
    if kept := job.court.known(job.settings, before):
        return as_asked(kept[1], job.asked)
    return replace(job.asked, error="its process ended twice without an answer", attempts=ATTEMPTS)


def _nothing(_message: str) -> None:
    return None


def main() -> None:
    """Do the job that comes through the pipe, telling how far it is line by line."""
    size = int.from_bytes(sys.stdin.buffer.read(8), "big")
    job: Job = pickle.loads(sys.stdin.buffer.read(size))  # noqa: S301 - from the process that started this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import torch

    torch.set_num_threads(job.threads)
    attempt(job.court, job.settings, job.asked, job.before, _say)


def _say(done: float, message: str) -> None:
    sys.stdout.write(json.dumps([done, message]) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
