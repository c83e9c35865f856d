"""`kill -9` at any moment, the same command again: finished stages stay, and the numbers are those of a calm run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from finetooth.cli import main

pytestmark = pytest.mark.model
SCRIPT = """
import sys
from pathlib import Path
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.pipeline import run
run(make_recipe(read_yaml(Path(sys.argv[1]))), Path(sys.argv[2]))
"""
KILLED_DURING = ["1-audit", "2-prepare", "3-tune", "4-train", "5-evaluate"]


@pytest.fixture(scope="module")
def recipe(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory, opinions, write_csv) -> Path:
    folder = tmp_path_factory.mktemp("resume")
    data = write_csv(folder / "rows.csv", opinions(150))
    path = folder / "recipe.yaml"
    settings = (
        "tune: {trials: 3}\ntraining: {num_train_epochs: 3, learning_rate: {low: 0.004, high: 0.016, log: true}}\n"
    )
    settings += "validate: {cost: none}\n"
    path.write_text(f"base_model: {tiny_model}\ndata: {{train: {data}}}\nevaluate: {{resamples: 200}}\n{settings}")
    return path


def start(recipe: Path, folder: Path) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", SCRIPT, str(recipe), str(folder)], start_new_session=True)


def reaches(folder: Path, stage: str, process: subprocess.Popen) -> None:
    """Wait until a stage is under way (or over)."""
    deadline = time.monotonic() + 120
    while not (folder / f"{stage}.partial").exists() and not (folder / stage).exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)


def numbers(folder: Path) -> dict[str, object]:
    names = ["3-tune/settings.json", "4-train/curve.json", "5-evaluate/scores.json", "6-validate/scenario_scores.json"]
    found: dict[str, object] = {name: json.loads((folder / name).read_text()) for name in names}
    trials = json.loads((folder / "3-tune/trials.json").read_text())
    found["trials"] = [(trial["params"], trial["score"]) for trial in trials]
    found["decision"] = json.loads((folder / "7-report/decision.json").read_text())
    return found


@pytest.fixture(scope="module")
def calm(recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calm") / "run"
    assert start(recipe, folder).wait(timeout=300) == 0
    return folder


def test_killed_again_and_again_it_ends_with_the_same_numbers(recipe: Path, calm: Path, tmp_path: Path):
    folder = tmp_path / "run"
    finished: set[str] = set()
    for number, stage in enumerate(KILLED_DURING):
        process = start(recipe, folder)
        reaches(folder, stage, process)
        time.sleep(0.1 * number)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        whole = {
            path.parent.name for path in folder.glob("[1-7]-*/done.json") if not path.parent.name.endswith(".partial")
        }
        assert finished <= whole  # what was finished stays
        finished = whole
    written = {stage: (folder / stage / "done.json").stat().st_mtime_ns for stage in finished}
    assert start(recipe, folder).wait(timeout=300) == 0
    assert {stage: (folder / stage / "done.json").stat().st_mtime_ns for stage in finished} == written
    assert numbers(folder) == numbers(calm)


def test_a_kill_inside_the_search_keeps_the_trials_that_were_done(recipe: Path, calm: Path, tmp_path: Path):
    folder = tmp_path / "run"
    process = start(recipe, folder)
    while len(kept := whole_trials(folder)) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert start(recipe, folder).wait(timeout=300) == 0
    again = whole_trials(folder)
    assert {name: again[name] for name in kept} == kept, "with their own seconds: not fitted again"
    assert numbers(folder) == numbers(calm)


def whole_trials(folder: Path) -> dict[str, str]:
    """Return what is kept of the trials that are finished, by their keys."""
    done = sorted((folder / "trials").glob("*/done.json"))
    return {path.parent.name: (path.parent / "trial.json").read_text() for path in done}


def test_an_unfinished_training_with_other_inputs_is_refused_until_fresh_is_asked_for(
    recipe: Path, calm: Path, tmp_path: Path, capsys
):
    folder = tmp_path / "run"
    shutil.copytree(calm, folder)
    about = json.loads((folder / "4-train" / "done.json").read_text())
    about["inputs"]["settings"], about["settings"]["settings"]["num_train_epochs"] = "other", 9
    kept = folder / "4-train.partial" / "checkpoints" / "000001-step-1"
    kept.mkdir(parents=True)
    (kept / "manifest.json").write_text("{}")
    lines = [json.dumps("other"), json.dumps({name: about[name] for name in ("inputs", "settings")})]
    (folder / "4-train.partial" / "key.json").write_text("\n".join(lines) + "\n")
    shutil.rmtree(folder / "4-train")
    assert main(["run", str(recipe), "--out", str(folder), "--quiet"]) == 2
    told = capsys.readouterr().err
    assert "settings.num_train_epochs: 9 -> 3" in told
    assert "--fresh" in told
    assert kept.exists()
    assert main(["run", str(recipe), "--out", str(folder), "--quiet", "--fresh"]) in (0, 1)
    assert numbers(folder) == numbers(calm)
    assert not kept.exists()
