"""How answers are made is kept as plain numbers: the code that the docs show for other programs gives the same."""

import json
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from finetooth.answering.answering import Answering
from finetooth.answering.fitting import isotonic, temperature, vector
from finetooth.answering.rule import Rule
from finetooth.answering.scaling import Scaling

DOCS = Path(__file__).parents[2] / "docs" / "calibration.md"
RULES = [Rule(), Rule("weights", weights=(0.2, 0.8)), Rule("costs", costs=((0.0, 1.0), (7.0, 0.0)))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
@pytest.mark.parametrize("fit", [None, temperature, vector, isotonic])
def test_the_code_for_other_programs_answers_the_same(told, fit, rule, tmp_path, monkeypatch):
    one = told(300, 2, 2.0)
    scaling = fit(one.probabilities, one.truth) if fit else Scaling()
    mine = Answering(one.labels, scaling, rule, abstain_below=0.7)
    monkeypatch.chdir(tmp_path)
    Path("answering.json").write_text(json.dumps(TypeAdapter(Answering).dump_python(mine, mode="json")))
    code = next(part for part in DOCS.read_text("utf-8").split("```python\n") if part.startswith("import json"))
    theirs: dict = {}
    exec(code.split("```")[0], theirs)
    found = mine.apply(one.probabilities)
    assert theirs["calibrated"](one.probabilities) == pytest.approx(found.probabilities, abs=1e-9)
    assert (theirs["answers"](found.probabilities) == found.answers).all()
    sure = found.probabilities[np.arange(300), found.answers]
    assert (found.abstained == (sure < theirs["how"]["abstain_below"])).all()
