"""What the card says of each kind, and that its code reads the outputs as it says."""

from types import SimpleNamespace

import numpy as np
import pytest

from finetooth.problems import KINDS
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE
from finetooth.report.card_kinds import about, gives, read_own, read_pooled


def run(code: str, **known: object) -> dict[str, object]:
    exec(code, known)
    return known


NAMES = {0: "hot", 1: "tea", 2: "cold"}
LOGITS = {SINGLE: [[0.1, 2.0, -1.0]], ORDINAL: [[0.1, 2.0, -1.0]], MULTI: [[0.1, 2.0, -1.0]], REGRESSION: [[12.5]]}
EXPECTED = {SINGLE: "tea", ORDINAL: "tea", MULTI: ["hot", "tea"], REGRESSION: 12.5}
RESULT = {MULTI: "labels", REGRESSION: "number"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_reads_the_outputs_of_sentence_transformers(kind: str):
    config = SimpleNamespace(config=SimpleNamespace(id2label=NAMES))
    found = run(read_pooled(kind), model=[SimpleNamespace(auto_model=config)], logits=np.array(LOGITS[kind]))
    assert found[RESULT.get(kind, "label")] == EXPECTED[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_reads_the_outputs_of_transformers(kind: str):
    import torch

    class Model:
        config = SimpleNamespace(id2label=NAMES)

        def __call__(self, **_inputs: object) -> SimpleNamespace:
            return SimpleNamespace(logits=torch.tensor(LOGITS[kind]))

    assert run(read_own(kind), model=Model(), inputs={})[RESULT.get(kind, "label")] == EXPECTED[kind]


def test_each_kind_is_named():
    assert about(SINGLE, 3) == "A text classifier with 3 labels"
    assert len({gives(kind) for kind in KINDS}) == len({about(kind, 2) for kind in KINDS}) == 4
