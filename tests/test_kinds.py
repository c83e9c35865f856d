"""Rows of several labels and rows of numbers go from their file to a decision, a report and predictions."""

import csv
import json
import random
from pathlib import Path

import pytest

from finetooth.comparing.answers import read_answers
from finetooth.comparing.comparison import compare
from finetooth.core.errors import UserError
from finetooth.core.finding import Outcome
from finetooth.pipeline import Finished, run
from finetooth.prediction import predict
from finetooth.recipe.sections import Recipe

GOOD, BAD, PLAIN = ("lovely", "superb"), ("dreadful", "clumsy"), ("the", "lamp", "kettle", "arrived", "on", "monday")


def write(path: Path, several: bool) -> Path:
    draw, lines = random.Random(1), []
    for number in range(200):
        good, bad = (draw.choices(words, k=draw.choice((0, 1, 2))) for words in (GOOD, BAD))
        words = [*draw.choices(PLAIN, k=6), *good, *bad]
        draw.shuffle(words)
        sets = [name for name, found in (("<good>", good), ("bad", bad)) if found]
        label = sets if several else 50 + 7.5 * (len(good) - len(bad)) + number / 1000
        lines.append(json.dumps({"text": " ".join(words), "label": label}))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def ran(folder: Path, model: Path, several: bool) -> Finished:
    recipe = Recipe(
        base_model=str(model),
        problem_type="auto" if several else "regression",
        data={"train": str(write(folder / "rows.jsonl", several))},
        tune={"method": "none"},
        training={"num_train_epochs": 3, "learning_rate": 3e-3, "cross_validation": "none", "final_model": "best"},
        evaluate={"resamples": 200},
        validate={"scenarios": ["typos"], "max_rows": 20, "cost": "none"},
        gate={"require": ["gain_over_baseline.low > -2", "macro_f1 > 0.01" if several else "spearman > -1"]},
    )
    return run(recipe, folder / "run")


def looked(done: Finished) -> None:
    broken = [verdict for verdict in done.verdicts if verdict.outcome is Outcome.BROKEN]
    assert not broken, broken
    assert not done.decision.uncovered
    assert all(told.startswith("it is ") for told in done.decision.conditions.values())


def test_rows_of_several_labels(tmp_path: Path, tiny_model: Path):
    done = ran(tmp_path, tiny_model, several=True)
    looked(done)
    assert done.scores.selection_metric == "pr_auc"
    assert {score.label for score in done.scores.model} == {None, "<good>", "bad"}
    assert {"label_rates", "tfidf_logistic_regression"} <= done.scores.baselines.keys()
    page = done.report.read_text("utf-8")
    assert "Most mistakes" in page
    assert "<good>" not in page
    assert "Most confused" not in page
    new = tmp_path / "new.csv"
    new.write_text("text\nlovely superb lamp\nthe kettle arrived\n")
    lines = list(csv.DictReader(predict(done.root, str(new), tmp_path / "said.csv").open()))
    assert list(lines[0]) == ["record", "prediction", "p(<good>)", "p(bad)", "problem"]
    assert set(lines[0]["prediction"].split("|")) <= {"<good>", "bad", ""}
    with pytest.raises(UserError, match="multi_label_classification"):
        compare(read_answers(done.root), read_answers(done.root))


def test_rows_of_numbers(tmp_path: Path, tiny_model: Path):
    done = ran(tmp_path, tiny_model, several=False)
    looked(done)
    assert [score.metric for score in done.scores.model] == [
        "mean_absolute_error", "r2", "root_mean_squared_error", "spearman",
    ]  # fmt: skip
    assert {"mean", "tfidf_ridge"} <= done.scores.baselines.keys()
    judged = {verdict.code: verdict for verdict in done.verdicts}
    for code in ("DAT002", "PRE005", "QTY001", "EVL004"):
        assert judged[code].outcome is Outcome.NOT_APPLICABLE
        assert "regression" in judged[code].message
    assert "predicted = truth" in done.report.read_text("utf-8")
    new = tmp_path / "new.csv"
    new.write_text("text\nlovely superb lamp\n")
    (line,) = csv.DictReader(predict(done.root, str(new), tmp_path / "said.csv").open())
    assert list(line) == ["record", "prediction", "problem"]
    assert 20 < float(line["prediction"]) < 80, "the number is in the unit of the rows"
    assert json.loads((done.root / "4-train" / "model" / "config.json").read_text())["problem_type"] == "regression"


def test_a_condition_of_another_kind_is_refused_before_training(tmp_path: Path, tiny_model: Path):
    rows = write(tmp_path / "rows.jsonl", several=False)
    recipe = Recipe(
        base_model=str(tiny_model),
        problem_type="regression",
        data={"train": str(rows)},
        gate={"require": ["macro_f1 >= 0.5"]},
    )
    with pytest.raises(UserError, match="regression is not scored by"):
        run(recipe, tmp_path / "run")
    assert not (tmp_path / "run" / "4-train").exists()


def test_numbers_as_many_as_rows_are_not_taken_for_classes(tmp_path: Path, tiny_model: Path):
    recipe = Recipe(base_model=str(tiny_model), data={"train": str(write(tmp_path / "rows.jsonl", several=False))})
    with pytest.raises(UserError) as error:
        run(recipe, tmp_path / "run")
    assert "problem_type: regression" in error.value.fix
