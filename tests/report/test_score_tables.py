from finetooth.core.results import Score, Scores
from finetooth.metrics import metrics_for
from finetooth.problems.problem import SINGLE
from finetooth.report.score_tables import class_table, overall_table


def test_overall_table_sets_the_model_beside_each_baseline(make_evidence):
    table = overall_table(make_evidence().scores)
    assert table.heads == ("this model", "majority class", "TF-IDF + logistic regression")
    first = table.lines[0]
    assert (first.name, first.rows) == ("macro-F1", "240")
    assert [cell.value for cell in first.cells] == ["0.812", "0.271", "0.762"]
    assert first.cells[0].interval == "(0.791 to 0.831)"


def test_class_table_is_weakest_first_and_says_why_a_value_is_missing(make_evidence):
    table = class_table(make_evidence().scores)
    assert [line.name for line in table.lines] == ["negative", "neutral", "positive"]
    assert table.heads == ("F1", "precision", "recall", "ROC-AUC")
    assert (table.lines[-1].cells[-1].value, table.lines[-1].cells[-1].reason) == (
        "undefined",
        "every row is of this class",
    )


def test_many_classes_are_folded_and_none_is_lost(make_evidence):
    table = class_table(make_evidence(77, 500).scores)
    assert (len(table.lines), len(table.folded)) == (15, 62)


def test_a_handful_of_metrics_is_open_and_the_rest_is_folded():
    table = overall_table(Scores(tuple(Score(name, 0.5, 0.4, 0.6, 90) for name in _names()), {}, "macro_f1"))
    assert [line.name for line in table.lines] == [
        "macro-F1",
        "accuracy",
        "balanced accuracy",
        "MCC",
        "ROC-AUC",
        "log loss, less is better",
        "ECE, less is better",
    ]
    assert len(table.lines) + len(table.folded) == len(_names())
    assert "Brier score, less is better" in [line.name for line in table.folded]


def test_the_metric_that_models_are_picked_by_leads_and_a_strange_one_is_not_lost():
    scores = tuple(Score(name, 0.5, 0.4, 0.6, 90) for name in (*_names(), "my_own"))
    lines = overall_table(Scores(scores, {}, "weighted_f1")).lines
    assert [lines[0].name, lines[-1].name] == ["weighted F1", "my own"]


def _names() -> list[str]:
    return [metric.name for metric in metrics_for(SINGLE) if not metric.per_class]
