"""What is told of the field: predicted scores, the mix of classes, what is new there, which rows to label."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Predicted:
    """A score of the field rows that was predicted without their labels, with its 90 % interval.

    ``held`` is the same score on the rows whose labels are known, which the model had not seen.
    """

    metric: str
    value: float
    low: float
    high: float
    held: float


@dataclass(frozen=True)
class Told:
    """What one method said of the field's accuracy, how far it was off on simulated shifts, and its weight."""

    method: str
    value: float
    error: float  # root of the mean square
    weight: float


@dataclass(frozen=True)
class Share:
    """A class's share of the held-out rows' labels, of the answers in the field, and as estimated for the field."""

    label: str
    held: float
    answered: float
    estimated: float


@dataclass(frozen=True)
class FieldEstimate:
    """The predicted scores of the field rows and what they rest on.

    ``distance`` is how much newer the field rows are than the held-out ones, in standard deviations; ``simulated`` the
    most that a simulated shift was. ``foreign`` is the share of rows in a language that the known rows hardly have.
    ``labelled`` field rows took part with their labels.
    """

    rows: int
    held_rows: int
    accuracy: Predicted
    macro_f1: Predicted
    methods: tuple[Told, ...]
    shifts: int
    distance: float
    simulated: float
    foreign: float
    mix: tuple[Share, ...]
    labelled: int = 0

    def get(self, metric: str) -> Predicted | None:
        """Return the prediction of a metric; None where that metric is not predicted."""
        return {"accuracy": self.accuracy, "macro_f1": self.macro_f1}.get(metric)


@dataclass(frozen=True)
class Topic:
    """Field rows of one kind that training hardly has: the words that name it, its share of the field and its rows.

    ``in_train`` is the share of training rows that lie as near to its middle; ``examples`` are texts, with their ids.
    """

    words: tuple[str, ...]
    share: float
    rows: int
    in_train: float
    examples: tuple[str, ...]
    example_ids: tuple[int, ...]


@dataclass(frozen=True)
class Coverage:
    """How many of the field ``rows`` are ``uncovered`` (as ``usual`` of the training rows are), and the topics there.

    ``least`` are the ids of the uncovered rows, the farthest first.
    """

    rows: int
    uncovered: int
    usual: float
    topics: tuple[Topic, ...]
    least: tuple[int, ...]


@dataclass(frozen=True)
class Drifted:
    """One feature of the texts (or the classifier, or the discrepancy) beside what alike rows have at most."""

    name: str
    value: float
    usual: float
    p: float


@dataclass(frozen=True)
class FieldLook:
    """All that is known of the field rows beside the scores of those with labels.

    ``auc`` tells how well a classifier on embeddings tells them from training rows (with a 95 % interval), ``p`` how
    rarely alike rows differ as much, ``alarm`` whether that is too rare. ``estimate`` is None where there are too few
    rows; ``why`` says so.
    """

    train_rows: int
    rows: int
    auc: float
    low: float
    high: float
    p: float
    alarm: bool
    drifted: tuple[Drifted, ...]
    coverage: Coverage
    estimate: FieldEstimate | None = None
    why: str = ""
