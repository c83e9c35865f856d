"""What is learned of a language model beside its scores: what it forgot, what it recites, whether it ends."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A figure of the base model and of the tuned one on the same rows, and the change with its 95 % interval."""

    before: float
    after: float
    change: float
    low: float
    high: float
    n: int  # rows


@dataclass(frozen=True)
class Recital:
    """How much of an answer is said word for word once its prompt and first half are given, as a share of the rest.

    ``taught`` is the mean over training rows, ``strange`` over rows the model never saw; ``excess`` their difference
    with its 95 % interval. ``base_excess`` is the base model's own: what anyone would guess.
    """

    taught: float
    strange: float
    excess: float
    low: float
    high: float
    base_excess: float
    taught_rows: int
    strange_rows: int
    tokens: int  # of an answer's rest that are looked at, at most


@dataclass(frozen=True)
class Ending:
    """How many answers end by themselves within ``budget`` tokens: the tuned model's share with its 95 % interval."""

    share: float
    low: float
    high: float
    base: float
    n: int  # answers
    budget: int  # tokens of the longest


@dataclass(frozen=True)
class Preference:
    """Whose answers a judge likes better: the share of prompts won by the tuned model, a tie counting half.

    Each pair was shown in both orders; where the two verdicts contradict each other it is a tie. ``alike`` of the ties
    are pairs of the same words, which nobody was asked about. ``first`` is the share of verdicts for the answer that
    stood first, a half where the judge does not care (``verdicts`` of them named one). ``failed`` pairs got no verdict.
    """

    judge: str  # the model's name
    place: str  # the host that was asked
    share: float | None
    low: float | None
    high: float | None
    n: int  # prompts with a verdict
    wins: int
    ties: int
    losses: int
    alike: int
    contradicted: int
    first: float | None
    verdicts: int
    failed: int
    trouble: str = ""  # what the last failure was
