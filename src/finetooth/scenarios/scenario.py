"""Scenario: what a real-world condition is, what it asks of the model, and how chance enters it."""

import copy
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar, Literal, Self

Expects = Literal["same", "less", "either", "unsure"]
Kind = Literal["everyday", "fairness", "neutral", "hostile"]

EXPECTED: dict[Expects, str] = {
    "same": "the answer stays the same",
    "less": "the answer of before becomes less probable",
    "either": "the answer is that to one of the two texts",
    "unsure": "the model is less sure than it is of half of the real rows",
}


@dataclass(frozen=True)
class Surroundings:
    """What a scenario may know of the task: other messages of its kind, and what the model says of each."""

    labels: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)  # by text


class Scenario(ABC):
    """One way in which texts differ in the real world. Subclass it in one file of ``scenarios/``: that is all it takes.

    ``change`` sees one text and a random generator that depends on nothing but that text, the seed and the scenario: so
    a row comes out the same whatever rows stand beside it. A text that the condition cannot touch comes back as it is.
    ``examples`` are pairs of a text and what becomes of it with seed 0. ``expects`` says what a good model does then.
    ``doses`` are strengths to try, of ``dose_of``, where a condition can be weaker or stronger.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    examples: ClassVar[list[tuple[str, str]]] = []
    expects: ClassVar[Expects] = "same"
    kind: ClassVar[Kind] = "everyday"
    doses: ClassVar[tuple[float, ...]] = ()
    dose_of: ClassVar[str] = ""  # what a dose is a share of
    most_rows: ClassVar[int | None] = None  # where a row costs much
    around: Surroundings = Surroundings()  # nothing is known of the task unless `within` told it
    dose: float = 0.0  # the strength of this one: that of the class unless ``at`` set another

    @abstractmethod
    def change(self, text: str, random: Random) -> str:
        """Return the text as it would look under this condition."""

    def apply(self, texts: Iterable[str], seed: int) -> list[str]:
        """Return every text under this condition, in order."""
        return [self.change(text, self._random(text, seed)) for text in texts]

    def at(self, dose: float) -> Self:
        """Return the same condition with another strength."""
        other = copy.copy(self)
        other.dose = dose
        return other

    def within(self, surroundings: Surroundings) -> Self:
        """Return the same condition, knowing the task; most have no use for that."""
        other = copy.copy(self)
        other.around = surroundings
        return other

    def applies(self, labels: Sequence[str]) -> bool:
        """Whether what is expected makes sense for these labels."""
        return True

    def partners(self, texts: Sequence[str], seed: int) -> list[int]:
        """Return for each text the place, among those of the surroundings, of the one it was joined with; -1: none."""
        return [-1] * len(texts)

    def _random(self, text: str, seed: int) -> Random:
        key = f"{self.name}\0{seed}\0{text}".encode("utf-8", "surrogatepass")
        return Random(int.from_bytes(hashlib.sha256(key).digest()))  # noqa: S311 - chance, not secrets
