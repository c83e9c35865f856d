"""Valid JSON: the share of answers that a program could read."""

import json
from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric, share

_MOST = 0.8
_LONGEST = 1_000_000  # characters


class ValidJson(TextMetric):
    """1 where the answer is one JSON value, an object or a list where the reference is one; else 0."""

    name = "valid_json"
    title = "Valid JSON"
    rank = 35
    examples = [('{"a": 1}', "{}", 1.0), ('{"a": 1', "{}", 0.0), ("3", "{}", 0.0), (" [1] ", "[]", 1.0)]

    def of_row(self, answer: str, reference: str) -> float:
        """Return 1 or 0."""
        said, wanted = _read(answer), _read(reference)
        same_kind = not isinstance(wanted, dict | list) or type(said) is type(wanted)
        return float(said is not None and same_kind)

    def fits(self, references: Sequence[str]) -> bool:
        """Nearly all references are JSON objects or lists."""
        return share(references, [isinstance(_read(text), dict | list) for text in references]) >= _MOST


def _read(text: str) -> object:
    """Return the value that a text is; None where it is none (null is no answer either)."""
    if len(text) > _LONGEST:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
