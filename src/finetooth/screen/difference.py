"""Two texts with what changed between them marked: in colour on a terminal, and by brackets everywhere."""

import re
from difflib import SequenceMatcher

from rich.text import Text

from finetooth.screen.clean import clean

_AROUND = 24  # characters kept around a change
_LONGEST = 1000  # characters compared; beyond that only the first difference is marked
_SPACES = str.maketrans({" ": "␣", "\t": "⇥", "\n": "⏎", "\r": "␍", "\u00a0": "⍽"})
_MOST = 24  # runs shown of one text
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
Part = tuple[str, str]  # "same" | "gone" | "new", and the text


def parts(before: str, after: str) -> list[Part]:
    """Return the change as runs of text: what stayed, what is gone, what is new; long runs that stayed are cut."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if max(len(before), len(after)) > _LONGEST:
        runs: list[tuple[str, int, int, int, int]] = [("replace", *_span(before, after))]
    else:
        runs = list(matcher.get_opcodes())
    told: list[Part] = []
    for kind, start, end, new_start, new_end in runs:
        if kind == "equal":
            told.append(("same", before[start:end]))
            continue
        told += [("gone", before[start:end])] if end > start else []
        told += [("new", after[new_start:new_end])] if new_end > new_start else []
    return [(kind, _cut(text, place, len(told)) if kind == "same" else text) for place, (kind, text) in enumerate(told)]


def marked(before: str | None, after: str | None, limit: int = 160) -> Text:
    """Return one line: ``Caf[-Ã©-]{+é+} au lait``; white space and unseen characters that changed are made visible."""
    told = Text()
    for place, (kind, text) in enumerate(parts(before or "", after or "")):
        if place >= _MOST:
            return told + Text(" …", "dim")
        if kind == "same":
            told += Text(_spaced(text, limit))
        elif kind == "gone":
            told += Text(f"[-{_shown(text, limit)}-]", "red")
        else:
            told += Text(f"{{+{_shown(text, limit)}+}}", "green")
    return told


def _span(before: str, after: str) -> tuple[int, int, int, int]:
    """Return the stretch that differs of texts too long to compare in full: a shared start and end are left out."""
    shortest = min(len(before), len(after))
    start = next((place for place in range(shortest) if before[place] != after[place]), shortest)
    most = shortest - start
    end = next((place for place in range(most) if before[-1 - place] != after[-1 - place]), most)
    return start, len(before) - end, start, len(after) - end


def _cut(text: str, place: int, of: int) -> str:
    """Keep what stands next to a change of a text that stayed."""
    if place == 0:
        return text if len(text) <= _AROUND else "…" + text[-_AROUND:]
    if place == of - 1:
        return text if len(text) <= _AROUND else text[:_AROUND] + "…"
    return text if len(text) <= 2 * _AROUND else text[:_AROUND] + "…" + text[-_AROUND:]


def _spaced(text: str, limit: int) -> str:
    """Clean, and keep one blank at either end where the text had any: it stands beside a change."""
    inner = clean(text, limit)
    return " " * text[:1].isspace() + inner + " " * (bool(inner) and text[-1:].isspace())


def _shown(text: str, limit: int) -> str:
    """Show what changed with what else could not be seen: white space at its ends and control characters."""
    inner = text.strip()
    head = text[: len(text) - len(text.lstrip())].translate(_SPACES)
    tail = text[len(text.rstrip()) :].translate(_SPACES) if inner else ""
    return clean(head + _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", inner) + tail, limit)
