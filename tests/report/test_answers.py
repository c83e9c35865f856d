"""The report tells how probabilities become answers: what was tried, what is kept, what it brought, what is not set."""

from dataclasses import replace

import numpy as np
import pytest

from finetooth.answering.answering import Answering, Tried
from finetooth.answering.choosing import fit_answering
from finetooth.answering.effect import effect_of
from finetooth.answering.rule import Rule
from finetooth.answering.scaling import Scaling
from finetooth.answering.selection import MetricChoice
from finetooth.metrics import metric_named
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import score
from finetooth.recipe.sections import Evaluate
from finetooth.report.answers import answer_words
from finetooth.report.charts.coverage import coverage_chart
from finetooth.report.charts.reliability import reliability_chart
from finetooth.report.evidence import Evidence
from finetooth.report.page import page


def drawn(rows: int, seed: int) -> Predictions:
    """Draw predictions of three classes that are too sure."""
    random = np.random.default_rng(seed)
    logits = random.normal(size=(rows, 3)) * 1.5
    honest, told = (np.exp(scale * logits) for scale in (1.0, 3.0))
    honest, told = (powers / powers.sum(axis=1, keepdims=True) for powers in (honest, told))
    truth = (honest.cumsum(axis=1) > random.random((rows, 1))).argmax(axis=1)
    return Predictions(np.arange(rows), truth, told, ("negative", "neutral", "positive"))


@pytest.fixture(scope="module")
def evidence(make_evidence) -> Evidence:
    raw = drawn(400, 1)
    answering = fit_answering(drawn(500, 0).to_frame(), raw.labels, Evaluate(target_precision=0.8), "macro_f1")
    told = answering.predictions(raw)
    chosen = [metric_named(name) for name in ("log_loss", "brier", "ece")]
    before, after = (score(one, 200, chosen=chosen) for one in (raw, told))
    effect = effect_of(raw, told, answering, before, after)
    choice = MetricChoice("macro_f1", "the 3 classes are about even")
    made = make_evidence(3)
    recipe = made.recipe.model_copy(update={"evaluate": Evaluate(target_precision=0.8)})
    return replace(made, recipe=recipe, answering=answering, answering_effect=effect, metric_choice=choice)


def test_what_was_done_is_told_in_words(evidence: Evidence):
    words = answer_words(evidence)
    told = " ".join(words.told)
    assert "picked by macro-F1: the 3 classes are about even" in told
    assert "500 held-out rows" in told
    assert "temperature 3.1" in told or "temperature 2.9" in told or "temperature 3.0" in told
    assert "are held back" in told
    assert "coverage 0." in told
    assert words.rule == ("The most probable label is the answer.",)
    assert {line.outcome.partition(":")[0] for line in words.tried} == {"kept", "left"}
    assert words.table.lines[0].name == "log loss, less is better"
    assert words.table.lines[0].cells[0].value > words.table.lines[0].cells[1].value


def test_both_figures_say_what_they_show(evidence: Evidence):
    effect, answering = evidence.answering_effect, evidence.answering
    drawn_one = reliability_chart(effect, calibrated=True)
    assert drawn_one.title.startswith("Calibration took the ECE from 0.1")
    assert "Chance alone gives a calibrated model an ECE of" in drawn_one.note
    assert drawn_one.svg.count("model-whisker") == len(effect.reliability) == 7
    assert "as told" not in reliability_chart(effect, calibrated=False).svg
    covered = coverage_chart(effect, answering, 0.8)
    assert "of the test rows are answered" in covered.title
    assert "asked for: 80 %" in covered.svg
    bare = replace(effect, coverage=None, precision=None)
    assert "of the surer half" in coverage_chart(bare, answering, None).title
    assert coverage_chart(None, None, None) is None
    assert reliability_chart(None, calibrated=True) is None


def test_the_page_has_it_and_one_without_has_not(evidence: Evidence, make_evidence):
    html = page(evidence, [])
    assert "From probabilities to an answer" in html
    assert "Probabilities before and after calibration" in html
    assert "What was tried on the held-out rows" in html
    assert "From probabilities to an answer" not in page(make_evidence(3), [])


def test_what_could_not_be_set_and_hostile_labels(make_evidence):
    bad = "<script>alert(1)</script>"
    answering = Answering(
        (bad, "b", "c"),
        Scaling(),
        Rule("weights", weights=(2.0, 1.0, 0.5)),
        tried=(Tried("one by one", "macro_f1", 0.5, 0.6, 0.1, 0.02, True, bad),),
        problems=(bad,),
    )
    made = make_evidence(3)
    raw = drawn(100, 2)
    effect = effect_of(raw, raw, answering, (), ())
    html = page(replace(made, answering=answering, answering_effect=effect), [])
    assert bad not in html
    assert "Not set:" in html
    assert "There were no held-out rows" in html
    assert "counts 2.00 times" in html
