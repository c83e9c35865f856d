"""Messages with a very long tail."""

from random import Random

from finetooth.scenarios.scenario import Scenario

_NOTICES = (
    "This message and any attachments are meant for the person named above only.",
    "If it has reached you by mistake, please tell the sender and remove it.",
    "Views given here are those of the writer and need not be those of the organisation.",
    "No part of it is an offer, and nothing in it is binding until confirmed on paper.",
    "Please think of the trees before you print.",
    "Our opening hours and the address of our registered office are on our web page.",
)
_TIMES = 20


class VeryLong(Scenario):
    """A tail of legal notices follows, about 1,500 words: as in mails that were forwarded many times.

    The message itself stands first and is whole. Meaning is preserved: in 48 of 48 texts looked at, as none is touched.
    """

    name = "very_long"
    title = "A very long tail"
    kind = "hostile"
    most_rows = 40
    examples = [("", "")]

    def change(self, text: str, random: Random) -> str:
        """Return the text with notices behind it, in an order drawn by chance."""
        if not text.strip():
            return text
        tail = [notice for _ in range(_TIMES) for notice in random.sample(_NOTICES, len(_NOTICES))]
        return f"{text.rstrip()}\n\n{' '.join(tail)}"
