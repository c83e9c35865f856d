"""PRE008: characters that cannot be seen, and spaces too many."""

import polars as pl

from finetooth.checks.wording import counted, names, part_of
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.text import only_where

_CONTROL = r"[\p{Cc}&&[^\t\n\v\f\r\x{85}]]"
_NO_WIDTH = r"[\x{AD}\x{61C}\x{180E}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}\x{FFF9}-\x{FFFB}]"
_SPACES = r"[\s&&[^\n]]+"  # every white space but the newline
# Joiners shape emoji and the scripts of India and Persia, and U+200B parts words in those of South-East Asia; beside a
# space or a letter of these scripts they do nothing.
_IDLE = r"\s\x00-\x7F\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\x{300}-\x{36F}"
_JOINERS = r"[\x{200B}-\x{200D}]+"
_UNTIDY = r"[^\n\x20-\x7E]|^\s|\s$|  "  # no other text can need mending
_TRACES = rf"{_CONTROL}|{_NO_WIDTH}|{_JOINERS}"


class UntidyText(Check):
    """Texts hold invisible characters or untidy spaces.

    Why: two texts that look alike become different tokens, so duplicates hide and words are not recognised.
    Fix: Unicode's composed form (NFC), without control and zero-width characters and without spaces at either end or in
    a row. Newlines, and joiners that an emoji or a script needs, are kept.
    Blind: invisible characters of a kind that a script may need, and those that hide or reorder text (PRE016).
    """

    code = "PRE008"
    severity = Severity.INFO
    fix_class = "safe"
    fix_step = "mend"
    bad = [
        [{"text": " Delivered  late ", "label": "bad"}, {"text": "On time", "label": "good"}],
        [{"text": "Deli\u200bvered\u0000 late\ufeff", "label": "bad"}],
        [{"text": "Cafe\u0301 to go", "label": "good"}],
    ]
    good = [
        [{"text": "Delivered late.\nNever again.", "label": "bad"}],
        [{"text": "The family 👩\u200d👩\u200d👧 liked it ❤️\u200d🔥", "label": "good"}],
        [{"text": "می\u200cخواهم", "label": "good"}, {"text": "Café to go", "label": "good"}],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for texts that the fix would change."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        changed = rows.table.filter(self.mend(rows.texts).ne_missing(rows.texts))
        if changed.is_empty():
            return Passed(f"{counted(len(rows))}, all tidy")
        texts = changed["text"]
        kinds = {
            "not composed": int((texts.str.normalize("NFC") != texts).sum()),
            "invisible characters": int((texts.str.replace_all(_TRACES, "") != texts).sum()),
            "spaces": int((texts.str.replace_all(_SPACES, " ").str.strip_chars() != texts).sum()),
        }
        message = f"{part_of(changed.height, len(rows))} with invisible characters or untidy spaces"
        return Finding.on(message, changed["id"], checked=len(rows), kinds=kinds, first=names(changed["id"]))

    def mend(self, texts: pl.Series) -> pl.Series:
        """Compose, remove what cannot be seen, strip and collapse spaces."""
        return only_where(texts, texts.str.contains(_UNTIDY).fill_null(False), _mended)


def _mended(texts: pl.Series) -> pl.Series:
    if texts.str.contains(r"[^\n\x20-\x7E]").any():
        texts = _visible(texts.str.replace_all(r"\r\n?|[\x{2028}\x{2029}]", "\n"))
    return texts.str.replace_all(_SPACES, " ").str.strip_chars()


def _visible(texts: pl.Series) -> pl.Series:
    texts = texts.str.replace_all(f"{_CONTROL}|{_NO_WIDTH}", "").str.normalize("NFC")
    texts = texts.str.replace_all(rf"(^|[{_IDLE}]){_JOINERS}", "${1}")
    texts = texts.str.replace_all(rf"{_JOINERS}([{_IDLE}]|$)", "${1}")
    return texts.str.normalize("NFC")
