"""The sealed test: with other labels on the test rows nothing that is chosen or fitted changes, only the scores."""

import csv
from pathlib import Path
from typing import Any

import pytest

from finetooth.core.store import manifest
from finetooth.pipeline import run
from finetooth.recipe.files import make_recipe

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def runs(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory, opinions, write_csv) -> tuple[Path, Path]:
    """Two whole runs that differ in the labels of the test file alone, three of four of which are turned round."""
    folder = tmp_path_factory.mktemp("poisoned")
    train, test = opinions(220), opinions(60, seed=9)
    turned = {"good": "bad", "bad": "good"}
    poisoned = [{**row, "label": turned[row["label"]] if n % 4 else row["label"]} for n, row in enumerate(test)]
    write_csv(folder / "train.csv", train)
    found = []
    for name, rows in (("clean", test), ("poisoned", poisoned)):
        options: dict[str, Any] = {
            "base_model": str(tiny_model),
            "data": {"train": str(folder / "train.csv"), "test": str(write_csv(folder / f"{name}.csv", rows))},
            "audit": {"select": ["PRE001"]},  # the checks on rows are not what is looked at here
            "tune": {"trials": 2, "final_seeds": 0, "max_train_rows": 60, "max_validation_rows": 30},
            "training": {
                "num_train_epochs": 2,
                "learning_rate": [0.005, 0.002],
                "per_device_train_batch_size": 16,
                "max_length": 24,
                "cross_validation": "none",
            },
            "prepare": {"validation_size": 0.35},
            "validate": {"scenarios": ["upper_case"], "max_rows": 10, "cost": "none"},
            "evaluate": {"resamples": 200, "thresholds": "always", "target_precision": 0.8},
        }
        found.append(run(make_recipe(options), folder / name).root)
    return found[0], found[1]


def read(root: Path, name: str) -> bytes:
    return (root / name).read_bytes()


def test_settings_model_calibration_and_thresholds_stay_as_they_are(runs: tuple[Path, Path]):
    clean, poisoned = runs
    assert read(clean, "3-tune/settings.json") == read(poisoned, "3-tune/settings.json")
    assert manifest(clean / "4-train" / "model") == manifest(poisoned / "4-train" / "model")
    assert read(clean, "5-evaluate/answering.json") == read(poisoned, "5-evaluate/answering.json")
    assert read(clean, "5-evaluate/metric_choice.json") == read(poisoned, "5-evaluate/metric_choice.json")


def test_the_answers_stay_and_only_the_scores_change(runs: tuple[Path, Path]):
    import polars as pl

    clean, poisoned = (pl.read_parquet(root / "5-evaluate" / "predictions.parquet") for root in runs)
    assert clean.drop("truth").equals(poisoned.drop("truth"))
    assert not clean["truth"].equals(poisoned["truth"])
    assert read(runs[0], "5-evaluate/scores.json") != read(runs[1], "5-evaluate/scores.json")


def test_predict_answers_as_the_evaluation_did(runs: tuple[Path, Path], tmp_path: Path):
    """The file of the test rows again: the same probabilities, answers and rows held back."""
    import polars as pl

    from finetooth.answering.answering import read_answering
    from finetooth.metrics.predictions import Predictions
    from finetooth.prediction import predict

    clean = runs[0]
    with predict(clean, str(clean.parent / "clean.csv"), tmp_path / "out.csv").open(newline="") as stream:
        lines = list(csv.DictReader(stream))
    frame = pl.read_parquet(clean / "5-evaluate" / "predictions.parquet").sort("id")
    answering = read_answering(clean / "5-evaluate" / "answering.json")
    told = Predictions.from_frame(frame, answering.labels)
    assert answering.rule.kind == "weights"
    assert [line["prediction"] for line in lines] == frame["prediction"].to_list()
    for place, label in enumerate(answering.labels):
        assert [float(line[f"p({label})"]) for line in lines] == pytest.approx(frame[f"p_{place}"].to_list(), abs=1e-5)
    sure = [told.probabilities[row, said] for row, said in enumerate(told.predicted)]
    assert [float(line["confidence"]) for line in lines] == pytest.approx(sure, abs=1e-5)
    assert ("abstained" in lines[0]) == (answering.abstain_below is not None)
    if answering.abstain_below is not None:
        assert [line["abstained"] == "yes" for line in lines] == answering.abstained(told).tolist()
