"""What the tests of tasks share: a base model and its tokenizer."""

from pathlib import Path

import pytest

from finetooth.tasks import classify
from finetooth.training.base_model import locate


@pytest.fixture(scope="module")
def base(tiny_model: Path):
    return locate(str(tiny_model))


@pytest.fixture(scope="module")
def tokenizer(base):
    return classify.load_tokenizer(base)
