from dataclasses import replace

import pytest

from finetooth.core.results import Score, Scores
from finetooth.field.results import Coverage, Drifted, FieldEstimate, FieldLook, Predicted, Share, Told, Topic
from finetooth.report.charts.field_scores import field_scores_chart
from finetooth.report.charts.field_topics import field_topics
from finetooth.report.concealed import concealed_evidence
from finetooth.report.field import field_words
from finetooth.report.page import page

TOPIC = Topic(("gift", "<b>card"), 0.12, 48, 0.0, ("refund <script>alert(1)</script> to ann@example.org",), (7,))
ESTIMATE = FieldEstimate(
    400, 900,
    Predicted("accuracy", 0.74, 0.69, 0.79, 0.84), Predicted("macro_f1", 0.71, 0.66, 0.77, 0.82),
    (Told("mean confidence", 0.8, 0.05, 0.1), Told("fading with novelty", 0.73, 0.02, 0.9)), 38, 2.4, 1.5, 0.25,
    (Share("positive", 0.5, 0.62, 0.7), Share("negative", 0.5, 0.38, 0.3)), 0,
)  # fmt: skip
LOOK = FieldLook(
    900, 400, 0.93, 0.91, 0.95, 0.0025, True, (Drifted("length", 0.8, 0.1, 0.0025), Drifted("digits", 0.1, 0.1, 0.4)),
    Coverage(400, 80, 0.05, (TOPIC,), (7, 9)), ESTIMATE,
)  # fmt: skip


def test_the_page_shows_the_prediction_beside_the_test_and_what_training_lacks(make_evidence, checks) -> None:
    shown = page(make_evidence(field_look=LOOK), checks)
    assert "In the field macro-F1 is expected to be 0.710 (0.660 to 0.770): below the 0.812 of the test" in shown
    assert "20 % of the field is unlike all training rows" in shown
    assert "label_next.csv" in shown
    assert "fading with novelty" in shown
    assert "<script>alert" not in shown
    assert "<b>card" not in shown


def test_personal_data_in_examples_is_masked(make_evidence, checks) -> None:
    told = concealed_evidence(make_evidence(field_look=LOOK)).field_look
    assert "ann@example.org" not in told.coverage.topics[0].examples[0]
    assert "ann@example.org" not in page(make_evidence(field_look=LOOK), checks)


def test_without_field_rows_nothing_is_said(make_evidence) -> None:
    assert field_words(make_evidence()) is None
    assert field_topics(None) is None


def test_the_shares_of_topics_have_intervals() -> None:
    drawn = field_topics(LOOK)
    assert drawn.svg.count("ink-whisker") == 1
    assert drawn.note == "Whiskers are 95 % intervals of the shares of 400 field rows."


def test_measured_scores_stand_beside_the_prediction(make_evidence) -> None:
    test, field = Scores((Score("macro_f1", 0.81, 0.78, 0.84, 300),)), Scores((Score("macro_f1", 0.7, 0.6, 0.8, 90),))
    drawn = field_scores_chart(replace(LOOK, estimate=replace(ESTIMATE, labelled=90)), test, field)
    assert "field rows with labels (90)" in drawn.svg
    assert "predicted, with 90 labels" in drawn.svg
    assert field_scores_chart(replace(LOOK, estimate=None), test, field) is None


def test_words_say_what_moved_and_what_cannot_be_seen(make_evidence) -> None:
    told = field_words(make_evidence(field_look=LOOK))
    assert told.moved == "length (0.8 standard deviations)"
    assert "“positive” from 50 % to 70 %" in told.mix
    assert "another rule" in told.limits
    assert "25 % of the rows are in a language" in told.limits
    assert "farther from the known rows than any simulated shift" in told.limits


@pytest.mark.parametrize("alarm", [True, False])
def test_an_alike_field_is_said_to_be_alike(make_evidence, alarm: bool) -> None:
    told = field_words(make_evidence(field_look=replace(LOOK, alarm=alarm)))
    assert told.alike.startswith("The field is another kind" if alarm else "The field looks like training")
