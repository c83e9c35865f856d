"""Scenario: what a real-world condition is, and how chance enters it."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from random import Random
from typing import ClassVar


class Scenario(ABC):
    """One way in which texts differ in the real world. Subclass it in one file of ``scenarios/``: that is all it takes.

    ``change`` sees one text and a random generator that depends on nothing but that text, the seed and the scenario: so
    a row comes out the same whatever rows stand beside it. A text that the condition cannot touch comes back as it is.
    ``examples`` are pairs of a text and what becomes of it with seed 0.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    examples: ClassVar[list[tuple[str, str]]] = []

    @abstractmethod
    def change(self, text: str, random: Random) -> str:
        """Return the text as it would look under this condition."""

    def apply(self, texts: Iterable[str], seed: int) -> list[str]:
        """Return every text under this condition, in order."""
        return [self.change(text, self._random(text, seed)) for text in texts]

    def _random(self, text: str, seed: int) -> Random:
        key = f"{self.name}\0{seed}\0{text}".encode("utf-8", "surrogatepass")
        return Random(int.from_bytes(hashlib.sha256(key).digest()))  # noqa: S311 - chance, not secrets
