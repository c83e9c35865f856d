"""Keys of a suite's file: read one by one, so that each error names the file and the key."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from finetooth.core.errors import UserError, did_you_mean


class Keys:
    """A mapping of the file, and where in the file it stands."""

    def __init__(self, content: Any, where: str, known: Collection[str]) -> None:
        if not isinstance(content, Mapping):
            raise UserError(f"here must stand keys and values, not {_short(content)}", where, _listed(known))
        self.where, self._content = where, content
        for key in content:
            if key not in known:
                told = f"unknown key {str(key)!r}{did_you_mean(str(key), known)}"
                raise UserError(told, f"{where}: {key}", _listed(known))

    def __contains__(self, key: str) -> bool:
        return self._content.get(key) is not None

    def at(self, key: str) -> str:
        """Return where a key stands."""
        return f"{self.where}: {key}"

    def mapping(self, key: str) -> Mapping[Any, Any]:
        """Return a mapping; an empty one where there is none."""
        value = self._content.get(key)
        if value is not None and not isinstance(value, Mapping):
            raise self.wrong(key, "keys and values")
        return value or {}

    def items(self, key: str) -> list[Any]:
        """Return a list of anything; an empty one where there is none."""
        value = self._content.get(key) or []
        if not isinstance(value, list):
            raise self.wrong(key, "a list")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that must be there unless it has a default."""
        value = self._content.get(key, default)
        if value is None:
            raise UserError(f"the key {key!r} is missing", self.where, f"add {key}: ... here")
        if not isinstance(value, str | int | float | bool) or not str(value).strip():
            raise self.wrong(key, "a text")
        return plain(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a text or a list of texts; none where the key is not there."""
        value = self._content.get(key)
        many = [] if value is None else value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int | float | bool) for one in many):
            raise self.wrong(key, "a text or a list of texts")
        return tuple(plain(one) for one in many)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return a list of lists of texts."""
        value = self._content.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, list) and len(one) > 1 for one in value):
            raise self.wrong(key, "a list of lists of two texts or more")
        return tuple(tuple(plain(text) for text in one) for one in value)

    def choice(self, key: str, of: Sequence[str], default: str | None = None) -> str:
        """Return one of some words; spaces and hyphens are as good as underscores."""
        value = self.text(key, default)
        word = value.strip().lower().replace(" ", "_").replace("-", "_")
        if word not in of:
            raise UserError(f"{value!r} is not known{did_you_mean(word, of)}", self.at(key), f"one of {', '.join(of)}")
        return word

    def share(self, key: str, default: float) -> float:
        """Return a number from 0 to 1."""
        value = self._content.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.wrong(key, "a number from 0 to 1")
        return float(value)

    def count(self, key: str, default: int, most: int) -> int:
        """Return a whole number from 1."""
        value = self._content.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise self.wrong(key, f"a whole number from 1 to {most:,}")
        return value

    def wrong(self, key: str, wanted: str) -> UserError:
        """Return the error of a value that is of another kind."""
        return UserError(
            f"{key} must be {wanted}, not {_short(self._content.get(key))}", self.at(key), f"write {wanted}"
        )


def plain(value: Any) -> str:
    """Return a value of YAML as the text that was written: `yes` and `1` may be labels."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(known: Collection[str]) -> str:
    return f"known keys here: {', '.join(known)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
