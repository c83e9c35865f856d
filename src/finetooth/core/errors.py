"""Errors that tell a person what was wrong, where, and what to do next."""

from collections.abc import Iterable
from difflib import get_close_matches


class UserError(Exception):
    """The input is wrong: what it is, where it stands, and the next step. Ends with exit code 2 and no traceback."""

    def __init__(self, what: str, where: str, fix: str) -> None:
        super().__init__(what, where, fix)
        self.what, self.where, self.fix = what, where, fix

    def __str__(self) -> str:
        return f"{self.what}\n  where: {self.where}\n  next:  {self.fix}"


class NotApplicable(Exception):
    """A fact cannot exist here, and why; whoever asked for it is "not applicable", which is no evidence."""


class LedgerError(Exception):
    """Rows were lost or invented without an entry. A defect of finetooth, never the user's."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean X?)` when one of ``known`` is close to ``word``, else an empty text."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""
