"""Two messages sent as one."""

from collections.abc import Sequence
from random import Random

from finetooth.scenarios.scenario import Scenario

_NEAR = 20  # so many are looked at for one that can be joined


class TwoMessages(Scenario):
    """A text is followed by another message of the same kind, as people who have two things to say write it.

    The answer to either of the two is right, any third is wrong. All of 48 joined pairs looked at read as two messages,
    each of which says what it said.
    """

    name = "two_messages"
    title = "Two messages in one"
    expects = "either"
    examples = [("nothing to join it with", "nothing to join it with")]

    def change(self, text: str, random: Random) -> str:
        """Return the text and another one."""
        place = self._partner(text, random)
        return text if place < 0 else f"{text.rstrip()} {self.around.texts[place].lstrip()}"

    def partners(self, texts: Sequence[str], seed: int) -> list[int]:
        """Return the places of the texts that were joined to these."""
        return [self._partner(text, self._random(text, seed)) for text in texts]

    def _partner(self, text: str, random: Random) -> int:
        """Return the place of another text that is neither empty nor the same; -1 where none is near a drawn place."""
        pool = self.around.texts
        start = random.randrange(len(pool)) if pool and text.strip() else 0
        near = [(start + step) % len(pool) for step in range(min(_NEAR, len(pool)))] if text.strip() else []
        return next((place for place in near if pool[place].strip() and pool[place] != text), -1)
