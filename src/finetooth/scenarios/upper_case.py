"""Texts typed in capital letters."""

from random import Random

from finetooth.scenarios.scenario import Scenario


class UpperCase(Scenario):
    """All letters are capitals, as when people shout or leave caps lock on.

    Meaning is preserved: in 48 of 48 texts looked at.
    """

    name = "upper_case"
    title = "All capital letters"
    examples = [("Where is my parcel?", "WHERE IS MY PARCEL?"), ("2 + 2", "2 + 2")]

    def change(self, text: str, random: Random) -> str:
        """Return the text in upper case."""
        return text.upper()
