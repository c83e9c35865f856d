"""The checks of a training, on real ones: they name what happens with wrong labels, and are silent on clean rows."""

from dataclasses import replace
from pathlib import Path

import pytest

from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.core.plugins import all_checks
from finetooth.core.results import Curve, CurvePoint
from finetooth.core.rows import Rows
from finetooth.guards.early_stopping import decide
from finetooth.recipe.sections import Training
from finetooth.stages.learn import Manner, learn
from finetooth.stages.lesson import Lesson
from finetooth.training import defaults
from finetooth.training.base_model import locate

pytestmark = pytest.mark.model


def found(curve: Curve, rows: Rows) -> dict[str, str]:
    """Return the codes of the FIT checks that object, with their severity."""
    facts = Facts({"curve": curve, "label_counts": rows.table.group_by("label").len("rows")})
    checks = [check for check in all_checks() if check.code.startswith("FIT") and check.ready(facts)]
    verdicts = [check.run(facts) for check in checks]
    assert not [verdict for verdict in verdicts if verdict.outcome is Outcome.BROKEN]
    return {verdict.code: str(verdict.severity) for verdict in verdicts if verdict.outcome is Outcome.FAILED}


def trained(model: Path, records: list[dict[str, str]], cut: int, epochs: int) -> tuple[Curve, Rows]:
    rows = Rows.of(records)
    train, validation = Rows(rows.table[:cut]), Rows(rows.table[cut:])
    lesson = Lesson.of(locate(str(model)), ("bad", "good"), train, validation, 32)
    asked = Training(learning_rate=5e-3, num_train_epochs=epochs, per_device_train_batch_size=16, keep_simpler=False)
    settings = defaults.settings(asked, 20_000, cut, 32, "macro_f1", 3)
    return learn(lesson, replace(settings, early_stopping_patience=5), Manner(lambda _done, _message: None))[1], train


def test_they_are_silent_on_clean_and_ample_rows(tiny_model: Path, opinions) -> None:
    curve, rows = trained(tiny_model, opinions(900), 600, 6)
    assert max(point.validation_score for point in curve.points) > 0.9
    assert not found(curve, rows)


# all-MiniLM-L6-v2 on 400 rows of trec, 30 % of their labels and of those of 100 validation rows flipped at random:
# training loss, validation loss, macro-F1 on training, validation and (clean) test rows, standard error
FLIPPED = [
    (1.779, 1.732, 0.085, 0.064, 0.058, 0.008),
    (1.653, 1.428, 0.249, 0.416, 0.400, 0.044),
    (1.348, 1.248, 0.469, 0.534, 0.713, 0.043),
    (0.940, 1.207, 0.597, 0.546, 0.708, 0.039),
    (0.571, 1.350, 0.751, 0.511, 0.652, 0.039),
    (0.249, 1.759, 0.878, 0.460, 0.625, 0.039),
    (0.131, 1.960, 0.940, 0.448, 0.598, 0.041),
    (0.086, 2.275, 0.974, 0.410, 0.551, 0.040),
    (0.034, 2.095, 1.000, 0.501, 0.642, 0.042),
    (0.027, 2.279, 0.993, 0.488, 0.618, 0.043),
]


def test_wrong_labels_end_the_training_in_time_and_are_named() -> None:
    points = tuple(
        CurvePoint(float(n), 25 * n, taught, loss, train, score, error)
        for n, (taught, loss, train, score, _, error) in enumerate(FLIPPED, 1)
    )
    ended = next(n for n in range(1, len(points) + 1) if decide(points[:n]).stop)
    best = decide(points[:ended]).best
    assert ended < len(points)
    assert max(row[4] for row in FLIPPED) - FLIPPED[best][4] <= 0.01  # of test macro-F1, against hindsight
    curve = Curve(points[:ended], "macro_f1", points[best].step, True, 20)
    assert found(curve, Rows.of([{"text": "a", "label": label} for label in "abcdef"])) == {"FIT004": "info"}
    late = replace(curve, best_step=points[ended - 1].step)
    assert {"FIT001", "FIT004"} <= found(late, Rows.of([{"text": "a", "label": "a"}])).keys()
