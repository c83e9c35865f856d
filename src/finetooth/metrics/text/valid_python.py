"""Valid Python: the share of answers that are code Python can parse. Nothing is executed."""

import ast
import re
import warnings
from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric, share

_MOST = 0.8
_LONGEST = 100_000  # characters
_FENCE = re.compile(r"```(?:python)?\n(.*?)```", re.DOTALL)
_CODE = re.compile(r"^\s*(def |class |import |from \w+ import |for .+:|if .+:|\w+ ?=|return )", re.MULTILINE)


class ValidPython(TextMetric):
    """1 where the answer, or the first fenced block in it, parses as Python; else 0."""

    name = "valid_python"
    title = "Valid Python"
    rank = 35
    examples = [
        ("def f():\n    return 1", "x = 1", 1.0),
        ("def f(:", "x = 1", 0.0),
        ("Here:\n```python\nx = 1\n```", "x = 1", 1.0),
    ]

    def of_row(self, answer: str, reference: str) -> float:
        """Return 1 or 0."""
        return float(_parses(answer))

    def fits(self, references: Sequence[str]) -> bool:
        """Nearly all references are Python code, not prose that happens to parse."""
        return share(references, [_CODE.search(text) is not None and _parses(text) for text in references]) >= _MOST


def _parses(text: str) -> bool:
    fenced = _FENCE.search(text)
    code = fenced.group(1) if fenced else text
    if len(code) > _LONGEST or not code.strip():
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
