"""The chart of a cross-validation: one row a fold, and what they tell together."""

from dataclasses import replace

from finetooth.core.results import CrossValidation, Curve, Fold
from finetooth.report.charts.folds import folds

CURVE = Curve((), "macro_f1", 0, False, 10)


def crossed(*scores: float, **more) -> CrossValidation:
    parts = tuple(Fold(1, n, 160, 40, score, 0.03, 6.0, CURVE) for n, score in enumerate(scores, start=1))
    beside = {"frozen": 0.7, "fine-tuned": 0.8}
    return replace(CrossValidation(parts, "macro_f1", "fine-tuned", 6.0, 0.8, 0.72, 0.88, beside, "refit", 200), **more)


def test_each_fold_has_a_row_and_all_together_one():
    figure = folds(crossed(0.8, 0.7, 0.9))
    assert figure.svg.count("other-whisker") == 3
    assert figure.svg.count("model-whisker") == 1
    assert figure.title == "3 folds by turns: macro-F1 0.800 (0.720 to 0.880) on rows that the model had not seen"
    assert figure.svg.index("fold 2") < figure.svg.index("fold 1") < figure.svg.index("fold 3")  # the worst first


def test_the_note_says_what_is_handed_on_and_what_was_beside():
    assert folds(crossed(0.8, 0.7)).note == (
        "Handed on is the fine-tuned model, fitted again on all 200 rows, for 6 epochs, the folds' mean. "
        "Beside it: the frozen encoder 0.700."
    )
    soup = folds(crossed(0.8, 0.7, final="soup", chosen="frozen")).note
    assert soup.startswith("Handed on is the frozen encoder, the mean of the folds' models.")


def test_many_folds_show_the_worst_and_repeats_are_named():
    many = crossed(*(0.5 + 0.01 * n for n in range(12)))
    figure = folds(replace(many, folds=tuple(replace(fold, repeat=1 + fold.number % 2) for fold in many.folds)))
    assert "The worst 10 of 12 folds are shown." in figure.note
    assert figure.svg.count("other-whisker") == 10
    assert "of repeat 2" in figure.svg


def test_without_folds_there_is_no_chart():
    assert folds(None) is None


def test_a_fold_without_a_score_has_no_mark_and_that_is_said():
    nan = float("nan")
    figure = folds(crossed(0.8, nan, 0.9))
    assert figure.svg.count("other-whisker") == figure.svg.count("other-dot") == 2
    assert "fold 2: no score" in figure.svg
    assert "1 fold without a score: no mark is drawn." in figure.note
    assert "nan" not in figure.svg.lower()
    assert "without a score" not in folds(crossed(0.8, 0.9)).note


def test_a_fold_whose_error_is_unknown_has_a_mark_without_a_whisker():
    given = crossed(0.8, 0.7)
    figure = folds(replace(given, folds=(replace(given.folds[0], error=float("nan")), given.folds[1])))
    assert (figure.svg.count("other-whisker"), figure.svg.count("other-dot")) == (1, 2)
    assert "0.000 to 1.000" not in figure.svg
