"""Messages that say nothing."""

from random import Random

from finetooth.scenarios.scenario import Scenario

_NOTHING = ("", " ", ".", "...", "?", "-", "n/a", "test", "asdf", "x", "123", "\n", "--", "null", "qwerty", "ok?")


class NoContent(Scenario):
    """The message is empty, or a mark or key presses that say nothing.

    No answer is right, so that the model should not be sure: less than it is of half of the real rows. All sixteen were
    looked at: nothing can be told from any, though `ok?` and `test` are words that a task may give a meaning to.
    """

    name = "no_content"
    title = "Empty and meaningless input"
    expects = "unsure"
    kind = "hostile"

    def change(self, text: str, random: Random) -> str:
        """Return a message that says nothing."""
        return random.choice(_NOTHING)
