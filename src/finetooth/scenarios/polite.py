"""Texts with a greeting and thanks."""

from random import Random

from finetooth.scenarios.scenario import Scenario

_FRAMES = (
    ("Hello, ", " Thank you."),
    ("Hi there, ", " Best regards"),
    ("Good morning, ", " Kind regards"),
    ("Dear team, ", " Many thanks in advance."),
    ("Hello, I hope you are well. ", ""),
    ("", " Thank you for reading this."),
)


class Polite(Scenario):
    """A greeting stands before the text, thanks or regards behind it.

    Meaning is preserved: in 48 of 48 texts looked at, though thanks sound odd behind a complaint.
    """

    name = "polite"
    title = "Greeting and thanks"
    examples = [("", ""), ("\n", "\n")]

    def change(self, text: str, random: Random) -> str:
        """Return the text in a polite frame."""
        before, after = random.choice(_FRAMES)
        return f"{before}{text.strip()}{after}" if text.strip() else text
