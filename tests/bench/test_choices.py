"""The bench of choices: cells are kept and compared in pairs, replays end where early stopping does, luck is luck."""

import json
import sys
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from choices import _cells, _known, _named
from choosing import luck
from choosing.fits import fitted
from choosing.questions import QUESTIONS
from choosing.replays import RULES, ended, replayed
from choosing.telling import by_value, paired, show, verdict
from recipes.draws import Draw

from finetooth.core.rows import Rows
from finetooth.guards.early_stopping import decide
from finetooth.guards.guard import curve
from finetooth.training.base_model import locate


@pytest.fixture
def asked(tmp_path: Path) -> Namespace:
    return Namespace(
        rows=300, epochs=6, test_rows=500, model="m", sets=["trec"], seeds=[0], out=tmp_path / "cells.jsonl"
    )


@pytest.fixture
def drawn(opinions) -> Draw:
    rows = [Rows.of(part) for part in (opinions(60, 1), opinions(48, 2), opinions(12, 3), opinions(30, 4))]
    return Draw(*rows)


def cell(seed: int, score: float, **changes) -> dict:
    return {"set": "trec", "seed": seed, "changes": changes, "macro_f1": score, "epochs": 6.0}


def test_values_are_compared_with_the_default_where_both_are_there():
    question = QUESTIONS["decay"]
    cells = [cell(0, 80.0), cell(1, 70.0), cell(0, 82.0, layerwise_lr_decay=0.9), cell(1, 73.0, layerwise_lr_decay=0.9)]
    cells += [cell(2, 99.0, layerwise_lr_decay=0.9), cell(0, 50.0, warmup_ratio=0.0)]
    found = by_value(question, cells)
    assert set(found) == {1.0, 0.9}
    assert paired(found, question, 0.9) == [2.0, 3.0]
    assert "+2.50" in show("decay", question, cells)
    assert "trec" in show("windows", QUESTIONS["windows"], [cell(0, 80.0, max_length=64)]), "a set that was asked for"


def test_only_a_lead_beyond_chance_counts_against_the_default():
    known = {"decay": QUESTIONS["decay"]}
    usual = [cell(seed, 80.0) for seed in range(4)]
    sure = [cell(seed, 82.0 + 0.1 * seed, layerwise_lr_decay=0.9) for seed in range(4)]
    told = verdict(known, {"decay": usual + sure})
    assert (told["ok"], told["sure"], told["value"]) == (False, ["layerwise_lr_decay 0.9"], pytest.approx(2.15))
    unsure = [cell(seed, 80 + 10 * (-1) ** seed, layerwise_lr_decay=0.9) for seed in range(4)]
    assert verdict(known, {"decay": usual + unsure})["ok"]
    assert verdict(known, {"decay": [usual[0], sure[0]]})["ok"], "one seed proves nothing"


def test_a_cell_of_the_file_is_not_done_again(asked: Namespace):
    question = QUESTIONS["head"]
    lines = []
    for value in question.values:
        line = _named(question, asked, "trec", 0, question.changes(value)) | {"macro_f1": 1.0, "epochs": 6.0}
        lines.append(json.dumps(line))
    asked.out.write_text("\n".join(lines) + "\n")
    assert [one["changes"] for one in _cells(question, asked)] == [{}, {"head": "probe"}]
    other = Namespace(**vars(asked) | {"rows": 200})
    assert _known(_named(question, other, "trec", 0, {}), asked.out) is None


def test_the_default_is_one_cell_for_all_questions_but_length():
    assert QUESTIONS["decay"].changes(1.0) == QUESTIONS["warmup"].changes(0.1) == {}
    assert QUESTIONS["length"].changes("10") == {"num_train_epochs": "10"}


@pytest.mark.model
def test_options_and_lengths_reach_the_fit(drawn: Draw, tiny_model: Path):
    base = locate(str(tiny_model))
    plain, hot, short, cut = (
        fitted(drawn, base, 0, "refit", 3, changes)
        for changes in ({}, {"learning_rate": 0.01}, {"num_train_epochs": "1"}, {"num_train_epochs": "1 of 4"})
    )
    assert (plain.epochs, short.epochs, cut.epochs) == (3.0, 1.0, 1.0)
    assert hot.accuracy > plain.accuracy
    frozen = fitted(drawn, base, 0, "frozen", 3, {"max_length": 8, "truncation": "windows"})
    assert frozen.epochs == 0


@pytest.mark.model
def test_one_fit_answers_for_every_rule(drawn: Draw, tiny_model: Path):
    found = list(replayed(drawn, locate(str(tiny_model)), 0))
    assert [tuple(changes.values()) for changes, _ in found] == list(RULES)
    assert all(0 <= scores.accuracy <= 100 for _, scores in found)
    by_patience = {changes["early_stopping_patience"]: scores.epochs for changes, scores in found}
    assert by_patience[2] <= by_patience[5]


def test_a_replay_is_what_early_stopping_does():
    scores = [0.2, 0.3, 0.5, 0.6, 0.55, 0.6, 0.58, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
    points = curve([1.0] * 16, [0.5] * 16, scores, [0.5] * 16, validation_error=[0.01] * 16)
    kept, last = ended(points, 3, 1)
    seen = points[1::2]
    count = seen.index(last) + 1
    assert decide(seen[:count], 3).stop
    assert not decide(seen[: count - 1], 3).stop
    assert kept is seen[decide(seen[:count], 3).best]
    assert ended(points[:3], 3, 2)[1] is None


def test_alike_trials_are_lucky_by_about_what_is_told():
    found = list(luck.searches(25))
    assert [(one["trials"], one["rows"]) for one in found] == list(luck.CASES)
    for one in found:
        assert one["luck"] > 0
        assert one["told"] == pytest.approx(one["luck"], abs=2.5)
        assert one["left"] <= one["left_by_an_error"]
    assert np.mean([one["left_by_an_error"] for one in found]) > 10
    assert "by luck and an error" in luck.show(found)
