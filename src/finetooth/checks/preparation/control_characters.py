"""PRE016: characters that hide or reorder text, or that have no meaning of their own."""

import polars as pl

from finetooth.checks.wording import counted, names, part_of
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

# Each kind as a pattern of what is taken out. A capture stays: it is what makes the characters behind it legitimate.
KINDS = {
    "direction overrides": r"[\x{202D}\x{202E}]",
    "hidden tag characters": r"(\x{1F3F4}[\x{E0020}-\x{E007E}]+\x{E007F})|[\x{E0000}-\x{E007F}]",
    "runs of variation selectors": r"[\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}]{3,}",
    "blank fillers": r"[\x{115F}\x{1160}\x{3164}\x{FFA0}\x{17B4}\x{17B5}\x{1BCA0}-\x{1BCA3}\x{1D173}-\x{1D17A}]",
    "emoji cut to 16 bits": r"[\x{F300}-\x{F64F}\x{F680}-\x{F6FF}]",
    "private use": r"[\p{Co}&&[^\x{F300}-\x{F64F}\x{F680}-\x{F6FF}]]",
    "unassigned": r"[\p{Cn}&&[^\x{1F000}-\x{1FBFF}]]",  # new emoji are assigned in that block every year
}
# Korean fillers part the letters of old syllables: beside another jamo they are spelling.
_JAMO = r"[\x{1100}-\x{11FF}\x{A960}-\x{A97F}\x{D7B0}-\x{D7FF}]"
_FILLED = rf"[\x{{115F}}\x{{1160}}]{_JAMO}|{_JAMO}[\x{{115F}}\x{{1160}}]"
_RARE = (
    r"[\x{115F}\x{1160}\x{17B4}\x{17B5}\x{202D}\x{202E}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}\x{1BCA0}-\x{1BCA3}"
    r"\x{1D173}-\x{1D17A}\x{E0000}-\x{E007F}\x{E0100}-\x{E01EF}\p{Co}\p{Cn}]"
)


class ControlCharacters(Check):
    """Texts hold characters that hide, reorder or mean nothing.

    Why: an override shows people another order than the model reads, tag characters and selectors carry text that
    nobody sees (a way to smuggle in instructions), and private or unassigned code points are read as [UNK].
    Fix: they are taken out; U+F602 and its like become the emoji they were before a digit was lost (U+1F602). Look
    first: a private-use character may be a letter or a sign of an in-house font. Control and zero-width characters and
    soft hyphens, whose removal changes nothing, are mended by PRE008.
    Blind: letters that look like others (a Cyrillic "a"), which are ordinary characters; code points that are newer
    than the Unicode tables in use, outside the emoji blocks. Source: Boucher & Anderson 2021, Trojan Source.
    """

    code = "PRE016"
    tasks = BOTH
    fix_class = "review"
    fix_step = "mend"
    bad = [
        [{"text": "Pay to \u202eknab\u202c today", "label": "spam"}, {"text": "See you at six", "label": "ham"}],
        [{"text": "Nice\U000e0068\U000e0069 weather", "label": "ham"}, {"text": "See you at six", "label": "ham"}],
        [{"text": "Call \ue001 now", "label": "spam"}, {"text": "See you at six", "label": "ham"}],
        [{"text": "Odd \u0378 sign and \ufffe", "label": "spam"}],
        [{"text": "Hi\ufe01\ufe02\ufe03 there", "label": "spam"}],
    ]
    good = [
        [{"text": "❤️ from 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 1️⃣ 👩‍👩‍👧", "label": "ham"}],
        [{"text": "می‌خواهم ภาษา​ไทย क्‍ष", "label": "ham"}, {"text": "葛\U000e0100飾区", "label": "ham"}],
        [{"text": "ܫܠܡܐ ⲁⲃⲅ ᠮᠣᠩ", "label": "ham"}, {"text": "tab\there\nand there", "label": "ham"}],
    ]

    def judge(self, rows: Rows, full_text: pl.Series) -> Finding | Passed:
        """Look for texts that the fix would change."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        table = rows.table.select("id", full_text.alias("text"))
        changed = table.filter(self.mend(full_text).ne_missing(full_text))
        if changed.is_empty():
            return Passed(f"{counted(len(rows))}, no hidden, reordering or unassigned characters")
        counts = {kind: int((_without(changed["text"], kind) != changed["text"]).sum()) for kind in KINDS}
        kinds = {kind: number for kind, number in counts.items() if number}
        told = ", ".join(f"{kind} in {number:,}" for kind, number in kinds.items())
        message = f"{part_of(changed.height, len(rows))} with characters that hide, reorder or mean nothing ({told})"
        return Finding.on(message, changed["id"], checked=len(rows), kinds=kinds, first=names(changed["id"]))

    def mend(self, texts: pl.Series) -> pl.Series:
        """Take the characters out until none is left; what stands around them stays."""
        where = texts.str.contains(_RARE).fill_null(False)
        if not where.any():
            return texts
        before, part = texts.filter(where).clear(), texts.filter(where)
        while not part.equals(before):
            before = part
            for kind in KINDS:
                part = _without(part, kind)
        return texts.clone().scatter(where.arg_true(), part)


_CUT = [chr(code) for first, last in ((0xF300, 0xF650), (0xF680, 0xF700)) for code in range(first, last)]
_WHOLE = [chr(ord(cut) + 0x10000) for cut in _CUT]


def _without(texts: pl.Series, kind: str) -> pl.Series:
    if kind == "emoji cut to 16 bits":
        return texts.str.replace_many(_CUT, _WHOLE)
    kept = "${1}" if "(" in KINDS[kind] else ""
    if kind == "blank fillers":
        return texts.zip_with(texts.str.contains(_FILLED).fill_null(False), texts.str.replace_all(KINDS[kind], kept))
    return texts.str.replace_all(KINDS[kind], kept)
