"""Makes text from data safe for a terminal: no escape sequence, control character or bidi override gets through."""

import re

from rich.text import Text

from finetooth.report.text import visible

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC and kin: titles, links
    r"|\x1b[ -/]*[0-~]"
)
_BREAKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"), " ")


def clean(text: object, limit: int = 400) -> str:
    """Return one printable line, cut at ``limit`` with `…`; what cannot be seen is written as `\\u202e`."""
    line = visible(_ESCAPES.sub("", str(text)[: 8 * limit]).translate(_BREAKS)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def safe(text: object, style: str = "", limit: int = 400) -> Text:
    """Return cleaned text as a rich Text, in which square brackets mean nothing."""
    return Text(clean(text, limit), style)
