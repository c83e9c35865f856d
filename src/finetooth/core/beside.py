"""What stands beside a score: simpler models and what they cost, scores without known rows, what a lax split claims."""

from dataclasses import dataclass, field
from typing import Literal

from finetooth.core.results import Score, Scores


@dataclass(frozen=True)
class Price:
    """What a model cost: seconds and tokens of the base model to teach it, and for each 1,000 rows it answers.

    ``rows`` taught it, of ``rows_of`` that could have. None where it is not known.
    """

    seconds: float | None
    tokens: int | None
    seconds_per_1000: float | None
    tokens_per_1000: float | None
    rows: int
    rows_of: int

    @property
    def sampled(self) -> bool:
        """Whether only a sample of the rows taught it."""
        return self.rows < self.rows_of


@dataclass(frozen=True)
class Rival:
    """A simpler model on the same test rows. ``gain``: how far the model stands above it, with its paired interval.

    The gain is in the selection metric, turned so that more is better for the model; None where it is undefined.
    """

    name: str
    price: Price
    score: Score | None
    gain: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Beside:
    """The model's own price, the simpler models, and why others could not be made (by name)."""

    metric: str
    price: Price
    rivals: tuple[Rival, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def best(self) -> Rival | None:
        """The simpler model above which the model stands least; of equals the first, which is the cheaper."""
        known = [rival for rival in self.rivals if rival.gain is not None]
        return min(known, key=lambda rival: rival.gain or 0.0, default=None)


@dataclass(frozen=True)
class Leak:
    """Test rows that the training or validation rows give away, and the scores with and without them.

    ``kinds``: how many are known by the same text, by a near copy, or by their group. ``clean`` are the scores of the
    test rows without the ``leaked`` ones, ``flattering`` the selection metric on the leaked ones alone.
    """

    leaked: tuple[int, ...]
    kinds: dict[str, int]
    of: int
    metric: str
    all_rows: Score | None
    clean: Scores
    flattering: Score | None

    @property
    def clean_score(self) -> Score | None:
        """The selection metric without the leaked rows."""
        return self.clean.get(self.metric)


@dataclass(frozen=True)
class SplitHonesty:
    """What a cheap model scores on a naive random split, and on the safe one; ``optimism`` is naive less safe.

    ``way``: splits drawn by finetooth again and again ("drawn"), or the user's files as they came and without the
    training rows that give test rows away ("files"). ``low`` and ``high``: its paired 95 % interval.
    """

    way: Literal["drawn", "files"]
    metric: str
    naive: float
    safe: float
    optimism: float
    low: float
    high: float
    train_rows: int
    test_rows: int
    seeds: int
    rows: int  # looked at, whole clusters of tied rows
    rows_of: int  # there were
    tied: dict[str, int] = field(default_factory=dict)  # rows tied to others, by kind: text, near, group, time


@dataclass(frozen=True)
class Opening:
    """One opening of a test split: by which run, with which recipe and model, when."""

    run: str
    at: str  # ISO 8601
    recipe: str  # sha256 of its recipe.yaml
    model: str  # fingerprint of the training that made it
    test: str  # digest of the test rows' texts and labels, in whatever order
    rows: int


@dataclass(frozen=True)
class Seal:
    """The openings of these test rows so far, this one included, and what choosing among them may have bought.

    ``optimism``: expected height of the best of so many equally good models above their true score, in the selection
    metric; ``error`` is the score's standard error, ``correlation`` that of the models' scores (0 where not known).
    """

    openings: tuple[Opening, ...]
    metric: str
    optimism: float | None
    error: float | None
    correlation: float
    compared: int = 0  # models whose answers told the correlation

    def __len__(self) -> int:
        return len(self.openings)
