"""Fixtures: write a file and read it in one step."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import Source, read

Reads = Callable[..., Source]


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Write content to a file and read it: ``reads(content, name="rows.csv", role="train", **data_options)``."""

    def run(content: str | bytes, name: str = "rows.csv", role: str = "train", **options: Any) -> Source:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(str(path), role, Data(train=str(path), **options))

    return run


@pytest.fixture
def refuses(reads: Reads) -> Callable[..., UserError]:
    """Read content that must be refused, and return the error."""

    def run(content: str | bytes, *args: Any, **options: Any) -> UserError:
        with pytest.raises(UserError) as caught:
            reads(content, *args, **options)
        return caught.value

    return run
