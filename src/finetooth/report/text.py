"""Hostile text made harmless: what a reader sees is what stands there, invisible characters included."""

import re
import unicodedata

# C0 and C1 controls but tab and line feed; a terminal or a browser may act on them
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# characters without a shape or that turn the reading direction, line separators, lone surrogates, noncharacters, tags
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Strip control characters and write those that cannot be seen as escapes, e.g. ``\\u202e``."""
    return _UNSEEN.sub(_escape, _CONTROL.sub("", text))


def line(text: str, limit: int = 200) -> str:
    """Return ``visible`` text on one line, cut after ``limit`` characters."""
    flat = " ".join(text[: limit + 1].split())
    cut = len(text) > limit
    return visible(flat[:limit].rstrip()) + ("…" if cut else "")


def width(text: str) -> float:
    """Estimate how wide a text stands, in mean characters of a proportional font."""
    return sum(_character_width(character) for character in text)


def fit(text: str, room: float) -> str:
    """Cut a text, made ``visible``, so that it stands in ``room`` mean characters."""
    shown = line(text, 200)
    if width(shown) <= room:
        return shown
    kept, used = "", 1.0
    for character in shown:
        used += _character_width(character)
        if used > room:
            break
        kept += character
    return kept.rstrip(" …") + "…"


def sentence(text: str) -> str:
    """Return the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def whole_sentences(text: str, limit: int) -> str:
    """Return as many sentences from the beginning as stand in ``limit`` characters, the first at any rate."""
    first, *rest = re.split(r"(?<=[a-z0-9)]\.) (?=[A-Z])", text)
    for more in rest:
        if len(first) + len(more) >= limit:
            break
        first += f" {more}"
    return first


def slug(text: str) -> str:
    """Return the text as an anchor: ASCII letters, digits, dots and hyphens only."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-") or "x"


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _character_width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.9
    if unicodedata.combining(character):
        return 0.0
    if character in "iljtfrI.,:;'|!()[] ":
        return 0.6
    return 1.35 if character in "mwMW@%" or character.isupper() else 1.0
