"""Conversations as the model will meet them: what is learned, what is context only, and what is cut away."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from finetooth.lessons import Fate, Lesson, Piece
from finetooth.screen.clean import clean, safe
from finetooth.screen.console import console
from finetooth.screen.json_output import emit

_STYLES: dict[Fate, str] = {"learned": "bold green", "context": "dim", "cut": "red strike"}
_MARKS: dict[Fate, tuple[str, str]] = {"learned": ("⟦", "⟧"), "context": ("", ""), "cut": ("✂", "✂")}
_LONGEST = 4_000  # characters of a piece


def show_lessons(lessons: Sequence[Lesson], json: bool) -> None:
    """Print them, in colours on a terminal."""
    if json:
        emit({"lessons": [_object(lesson) for lesson in lessons]})
        return
    out = console()
    out.print(lessons_view(lessons, marks=not out.is_terminal or out.no_color))


def lessons_view(lessons: Sequence[Lesson], marks: bool = False) -> RenderableType:
    """Return the view; with ``marks`` signs stand where there are no colours."""
    key = Text("")
    for fate, told in (("learned", "learned"), ("context", "context only"), ("cut", "cut away")):
        start, end = _MARKS[fate] if marks else ("", "")  # type: ignore[index]
        key.append(f"{start}{told}{end}", _STYLES[fate])  # type: ignore[index]
        key.append("   ")
    return Group(key, *(part for lesson in lessons for part in (Text(), _heading(lesson), _body(lesson, marks))))


def _heading(lesson: Lesson) -> Text:
    learned, cut = lesson.count("learned"), lesson.count("cut")
    whole = sum(piece.tokens for piece in lesson.pieces)
    told = f"row {lesson.row}: {whole:,} tokens, {learned:,} learned" + (f", {cut:,} cut" if cut else "")
    return safe(told + (f" ({lesson.told})" if lesson.told else ""), "bold")


def _body(lesson: Lesson, marks: bool) -> Text:
    body = Text()
    for piece in lesson.pieces:
        start, end = _MARKS[piece.fate] if marks else ("", "")
        body.append(f"{start}{_lines(piece)}{end}", _STYLES[piece.fate])
    return body


def _lines(piece: Piece) -> str:
    """Return a piece's text, its line ends kept and everything else made safe."""
    shown = piece.text[:_LONGEST] + ("…" if len(piece.text) > _LONGEST else "")
    safe_lines = []
    for line in shown.split("\n"):
        left, right = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
        safe_lines.append(f"{' ' * len(left)}{clean(line, _LONGEST)}{' ' * len(right) if line.strip() else ''}")
    return "\n".join(safe_lines)


def _object(lesson: Lesson) -> dict[str, Any]:
    pieces = [{"text": piece.text, "fate": piece.fate, "tokens": piece.tokens} for piece in lesson.pieces]
    return {"row": lesson.row, "told": lesson.told, "pieces": pieces}
