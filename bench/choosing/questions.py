"""The questions that ``bench/choices.py`` asks: an option, its values with the default first, and how a fit is held."""

from dataclasses import dataclass, field
from typing import Any

REFIT, FROZEN, REPLAY = "refit", "frozen", "replay"
SETS = ("trec", "tweet_emotion")
CUT = " of "  # "4 of 20": ended after 4 epochs though 20 were planned, so that the rate is still high


@dataclass(frozen=True)
class Question:
    """An option and its values.

    ``refit``: all rows are learned from for a fixed number of epochs, the rate falling to zero, as the model that folds
    hand on is. ``frozen``: a logistic regression on the frozen encoder. ``replay``: a fifth of the rows judge, and one
    fit is replayed under each value.
    """

    option: str
    values: tuple[Any, ...]
    how: str = REFIT
    sets: tuple[str, ...] = SETS
    fixed: dict[str, Any] = field(default_factory=dict)

    @property
    def default(self) -> Any:
        """What the others are compared with."""
        return self.values[0]

    def changes(self, value: Any) -> dict[str, Any]:
        """Return the options that a value asks for beside the defaults."""
        return (
            dict(self.fixed) if value == self.default and self.option != EPOCHS else self.fixed | {self.option: value}
        )


EPOCHS = "num_train_epochs"
QUESTIONS = {
    "decay": Question("layerwise_lr_decay", (1.0, 0.95, 0.9, 0.85)),
    "warmup": Question("warmup_ratio", (0.1, 0.0, 0.06)),
    "rate": Question("learning_rate", (1e-4, 5e-5, 2e-4, 4e-4)),
    "head_rate": Question("head_learning_rate_factor", (50.0, 10.0, 20.0)),
    "head": Question("head", ("fresh", "probe")),
    "length": Question(EPOCHS, ("10", "2", "4", "7", "15", "20", f"2{CUT}20", f"4{CUT}20", f"7{CUT}20")),
    "patience": Question("early_stopping_patience", (3, 2, 5), REPLAY),
    "evaluations": Question("evaluations_per_epoch", (1, 2), REPLAY),
    "windows": Question(
        "truncation", ("head", "tail", "head_tail", "windows"), FROZEN, ("reuters_r8",), {"max_length": 64}
    ),
}
