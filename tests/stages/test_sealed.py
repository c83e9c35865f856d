"""The sealed test: poisoned test labels change nothing that is tuned, trained, or fitted."""

import json
from pathlib import Path

import pytest

from finetooth.core.events import silent
from finetooth.core.fingerprint import file_digest
from finetooth.core.plugins import all_checks
from finetooth.core.results import Base
from finetooth.core.run import Run
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe
from finetooth.stages.audit import audit, contents
from finetooth.stages.known import Known
from finetooth.stages.prepare import prepare
from finetooth.stages.train import train
from finetooth.stages.tune import tune

pytestmark = pytest.mark.model
SCORES = {"probe.json", "honesty.json"}  # of cheap models on the test rows: shown, and never used
TOLD = {"verdicts.jsonl", "judged.jsonl", "done.json", "key.json"}  # what is said of all rows, when, and their digest
TRIALS = "3-tune/trials.json"  # hold seconds


def gone_through(root: Path, recipe: Recipe, base: Base) -> Path:
    """Do the first four stages as a run does them."""
    run = Run(
        root, [check for check in all_checks() if check.code == "DAT001"], {"recipe": recipe, "base": base}, silent
    )
    read = run.stage(audit, recipe.data, contents(recipe.data), recipe.seed)
    known = Known.of(recipe, base)
    made = run.stage(prepare, recipe.prepare, read.rows, read.columns, read.ledger, known, True)
    training = recipe.training.deciding()
    tuned = run.stage(
        tune, recipe.tune, training, "macro_f1", recipe.seed, base, made.splits, made.weights, recipe.prepare.split
    )
    run.stage(train, tuned.settings, base, made.splits, made.mends, made.weights)
    return root


def files_of(root: Path) -> dict[str, str]:
    folders = [root / name for name in ("2-prepare", "3-tune", "4-train")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): file_digest(path) for path in paths}


def trials_of(folder: Path) -> list[dict[str, object]]:
    trials = json.loads((folder / "run" / TRIALS).read_text("utf-8"))
    return [{name: value for name, value in trial.items() if name != "seconds"} for trial in trials]


def test_poisoned_test_labels_change_only_the_test_rows_and_scores(tmp_path, opinions, write_csv, base):
    rows, test = opinions(70), opinions(24, seed=5)
    poisoned = [{**row, "label": "bad" if row["label"] == "good" else "good"} for row in test]
    train_file, found = write_csv(tmp_path / "train.csv", rows), []
    for name, judged in (("clean", test), ("poisoned", poisoned)):
        (tmp_path / name).mkdir()
        given = {
            "data": {"train": str(train_file), "test": str(write_csv(tmp_path / name / "test.csv", judged))},
            "base_model": base.location,
            "tune": {"trials": 2},
            "training": {"num_train_epochs": 1, "learning_rate": [3e-3, 1e-2], "cross_validation": "none"},
        }
        found.append(files_of(gone_through(tmp_path / name / "run", make_recipe(given), base)))
    clean, other = found
    assert clean.keys() == other.keys()
    changed = {path for path in clean if clean[path] != other[path]}
    allowed = {f"2-prepare/{name}" for name in ("test.parquet", "rows.parquet", *SCORES)}
    assert "2-prepare/test.parquet" in changed
    assert {path for path in changed - allowed if Path(path).name not in TOLD} - {TRIALS} == set()
    assert trials_of(tmp_path / "clean") == trials_of(tmp_path / "poisoned")
    assert any(path.endswith(".safetensors") for path in clean)
