"""How a check's test runs it."""

from collections.abc import Callable
from typing import Any

import pytest

from finetooth.checks.examples import example_facts
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.finding import Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows


@pytest.fixture
def judge() -> Callable[[type[Check], Any], Verdict]:
    """Judge an example with a check."""
    all_checks()  # registers all facts
    return lambda check, example: check().run(example_facts(example))


@pytest.fixture
def fix() -> Callable[[type[Check], Any], Rows]:
    """Return the rows of an example after a check's fix."""
    all_checks()

    def fixed(kind: type[Check], example: Any) -> Rows:
        check, facts = kind(), example_facts(example)
        rows = facts.get("rows")
        if check.mend is not None:
            return edits.apply(rows, edits.change(rows, "text", check.mend(rows.texts), check.title))
        assert check.edits is not None
        return edits.apply(rows, facts.call(check.edits))

    return fixed
