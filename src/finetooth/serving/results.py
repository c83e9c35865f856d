"""What a model costs in use, as it was measured on one machine: plain values for the gate, the report and the card."""

from dataclasses import dataclass

MIXED, USUAL, LONG, LONGEST = "as they come", "usual", "long", "longest"
LARGEST = 32  # texts of a batch


@dataclass(frozen=True)
class Machine:
    """What answered: ``cores`` that this process may use, ``threads`` as torch has them.

    ``load``: how many processes ran or waited in the last minute before; more than cores, and times are too long.
    """

    processor: str
    cores: int
    threads: int
    device: str
    dtype: str
    load: float = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether others may have slowed the answers down."""
        return self.load > self.cores + 0.5


@dataclass(frozen=True)
class Timed:
    """Batches of one size, of texts of one length, answered again and again; the first time is not counted.

    Milliseconds are those of a whole batch, text to answer. ``p95_ms`` needs 20 times, ``p99_ms`` 100: else None.
    """

    length: str  # MIXED | USUAL | LONG | LONGEST
    tokens: int  # of a text, in the mean
    batch: int
    times: int
    p50_ms: float
    p95_ms: float | None
    p99_ms: float | None
    throughput: float  # texts a second


@dataclass(frozen=True)
class ColdStart:
    """A fresh process, until its first answer. Seconds of each step; ``seconds`` is all, the start of Python included.

    Megabytes are the most that the process held so far; ``peak_mb`` after the largest batch of the longest texts.
    """

    seconds: float
    import_s: float
    load_s: float
    answer_s: float
    imported_mb: float
    loaded_mb: float
    peak_mb: float


@dataclass(frozen=True)
class CostInUse:
    """All of it. ``left_out``: what would have taken too long to measure, or could not be."""

    machine: Machine
    timed: tuple[Timed, ...]
    model_mb: float
    parameters: int
    start: ColdStart | None
    left_out: tuple[str, ...] = ()

    def get(self, length: str, batch: int) -> Timed | None:
        """Return one measurement."""
        return next((one for one in self.timed if (one.length, one.batch) == (length, batch)), None)

    @property
    def single(self) -> Timed | None:
        """One text at a time, as the test rows come."""
        return self.get(MIXED, 1)

    @property
    def fastest(self) -> Timed | None:
        """The batch size with the highest throughput of texts as they come."""
        mixed = [one for one in self.timed if one.length == MIXED]
        return max(mixed, key=lambda one: one.throughput, default=None)

    @property
    def hours_per_million(self) -> float | None:
        """Hours of this machine for a million texts as they come, in batches."""
        return 1e6 / self.fastest.throughput / 3600 if self.fastest else None
