"""Pricing: what the fine-tuned model cost, and the pace at which it answers, by which readings of texts are priced."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finetooth.core.beside import Price
from finetooth.core.results import Splits


@dataclass(frozen=True)
class Pace:
    """How fast the model answered the test rows, and what teaching it cost.

    A frozen encoder reads a text as fast as the model that was made of it: its price follows from this pace, since
    vectors that are kept on disk from the audit cost nothing when they are asked for again.
    """

    rows: int  # answered
    tokens: int  # in them
    seconds: float
    taught_seconds: float | None = None
    taught_tokens: int | None = None
    taught_rows: int = 0

    @property
    def seconds_per_1000(self) -> float:
        """Seconds for 1,000 rows."""
        return 1000 * self.seconds / max(1, self.rows)

    @property
    def tokens_per_1000(self) -> float:
        """Tokens in 1,000 rows."""
        return 1000 * self.tokens / max(1, self.rows)

    def seconds_of(self, tokens: int) -> float:
        """Return how long it takes to read so many tokens."""
        return tokens * self.seconds / max(1, self.tokens)

    def model_price(self) -> Price:
        """Return the price of the model itself."""
        told = (self.taught_seconds, self.taught_tokens, self.seconds_per_1000, self.tokens_per_1000)
        return Price(*told, self.taught_rows, self.taught_rows)


def pace_of(run: Path, tokens: int, seconds: float, splits: Splits) -> Pace:
    """Return the pace of a run's model, which answered the test rows, so many tokens, in these seconds."""
    return Pace(len(splits.test), tokens, seconds, *paid(run), len(splits.train))


def paid(run: Path) -> tuple[float | None, int | None]:
    """Return the seconds and the tokens that the search and the training of a run took; None where it is not told.

    Seconds are those of the last process: what ran before an interruption is not counted.
    """
    done = [_read(run / stage / "done.json") for stage in ("3-tune", "4-train")]
    seconds = [float(one["seconds"]) for one in done if isinstance(one, dict) and "seconds" in one]
    tokens = sum(_tokens(run))
    return sum(seconds) if len(seconds) == len(done) else None, tokens or None


def _tokens(run: Path) -> Iterator[int]:
    """Yield the tokens that each fit was trained on: trials, finalists again, folds or watched fit, and the last one.

    Folds that a trial had fitted already were paid for once, by the trial; where it is none of this search's, here.
    """
    trials = _read(run / "3-tune" / "trials.json") or []
    for trial in (*trials, *(_read(run / "3-tune" / "repeats.json") or [])):
        yield int(trial.get("tokens", 0))
    crossed, shown = _read(run / "4-train" / "crossed.json"), _read(run / "4-train" / "curve.json") or {}
    folds = crossed["folds"] if crossed else [{"curve": shown}]
    for curve in (fold["curve"] for fold in folds if not (trials and fold.get("taken_over"))):
        yield sum(int(point.get("tokens", 0)) for point in curve.get("points", []))
    yield int(shown.get("refitted_tokens", 0))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
