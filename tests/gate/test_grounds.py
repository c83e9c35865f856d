import numpy as np
import pytest

from finetooth.comparing.answers import read_answers
from finetooth.core.errors import UserError
from finetooth.core.results import Scores
from finetooth.gate.conditions import parse
from finetooth.gate.grounds import Grounds, must_be_known
from finetooth.metrics.score import score

ROWS = [{"text": f"row {n}", "label": "good" if n % 2 else "bad", "lang": "es" if n < 30 else "en"} for n in range(120)]
LABELS = ("bad", "good")


def chances(wrong):
    said = [(row["label"] == "good") != (number in set(wrong)) for number, row in enumerate(ROWS)]
    return np.array([[0.1, 0.9] if good else [0.8, 0.2] for good in said])


@pytest.fixture
def answers(made_run, tmp_path):
    """A model that has 10 Spanish rows wrong, beside a baseline with 40 wrong and one with all of one class."""
    beside = {"linear": chances(range(20, 60)), "majority": np.tile([0.6, 0.4], (120, 1))}
    return read_answers(made_run(tmp_path / "tea", ROWS, chances(range(10)), baselines=beside))


@pytest.fixture
def grounds(answers):
    beside = {name: score(one, 200) for name, one in answers.baselines.items()}
    return Grounds(Scores(score(answers.predictions, 200), beside), answers, 300)


def test_of_one_class(grounds):
    assert grounds.measure(parse("recall[good] > 0")).value == pytest.approx(55 / 60)
    assert grounds.measure(parse("recall[gold] > 0")).reason == "there is no label 'gold'; known: bad, good"


def test_of_a_slice_as_of_these_rows_alone(grounds, answers):
    found = grounds.measure(parse("slice[lang=es].accuracy > 0"))
    assert (found.value, found.n) == (pytest.approx(2 / 3), 30)
    assert found.low < found.value < found.high
    assert grounds.measure(parse("slice[lang=en].f1.low > 0")).value == 1.0
    assert grounds.measure(parse("slice[lang=es].recall[good] > 0")).value == pytest.approx(10 / 15)
    assert grounds.measure(parse("slice[length=up to 2 words].accuracy > 0")).n == 120
    assert "no column 'langs'" in grounds.measure(parse("slice[langs=es].f1 > 0")).reason
    assert "no test row has lang = fr" in grounds.measure(parse("slice[lang=fr].f1 > 0")).reason


def test_the_gain_is_over_the_best_baseline_on_the_same_rows(grounds):
    found = grounds.measure(parse("gain_over_baseline.low > 0"))
    mine, best = grounds.scores.get("macro_f1").value, grounds.scores.baselines["linear"][0]
    assert best.metric == "accuracy"
    assert found.value == pytest.approx(mine - 2 / 3, abs=0.01)
    assert 0.1 < found.low < found.value < found.high < 0.4


def test_without_kept_answers_there_is_no_gain_and_it_is_said(grounds):
    told = Grounds(grounds.scores).measure(parse("gain_over_baseline > 0"))
    assert (told.value, "run it again" in told.reason) == (None, True)
    assert "no baseline" in Grounds(Scores(grounds.scores.model)).measure(parse("gain_over_baseline > 0")).reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("recall[god] > 0", "a label that is not learned: god .did you mean good"),
        ("slice[lnag=es].f1 > 0", "no column of the files: lnag .did you mean lang"),
        ("slice[lang=ess].f1 > 0", "lang = ess, but no test row has it .did you mean es"),
    ],
)
def test_what_the_rows_do_not_have_is_refused(answers, text, told):
    with pytest.raises(UserError, match=told):
        must_be_known([parse(text)], answers, "here")
    must_be_known([parse("slice[label=good].accuracy > 0"), parse("f1[good] > 0")], answers, "here")
