"""Windows of long texts as rows: what they weigh, in a step, in all steps, and when classes are drawn alike."""

from dataclasses import replace

import numpy as np
import pytest

from finetooth.core.results import Settings
from finetooth.training.collate import target_and_weight
from finetooth.training.objective import Objective
from finetooth.training.windows import counts_of, drawn_window, guise_spread_out, spread_out

torch = pytest.importorskip("torch")


def text(windows: int, labels: object, start: int = 1) -> dict:
    """Return an encoded text of so many windows."""
    parts = [{"input_ids": [start + n], "attention_mask": [1]} for n in range(windows)]
    return {**parts[0], "labels": labels, **({"windows": parts[1:]} if windows > 1 else {})}


def test_all_windows_of_a_text_weigh_what_it_weighs():
    rows = [text(1, 1), text(4, 0, 10), text(2, [2, 0.5], 20)]
    shown = spread_out(rows)
    assert [row["labels"] for row in shown] == [1, *[[0, 0.25]] * 4, *[[2, 0.25]] * 2]
    assert [row["input_ids"] for row in shown] == [[1], [10], [11], [12], [13], [20], [21]]
    assert not [row for row in shown if "windows" in row]
    assert counts_of(rows) == [1, 4, 2]
    short = [text(1, 1), text(1, 0)]
    assert spread_out(short) is short


def test_a_guise_stands_for_the_same_windows():
    rows, guise = [text(1, 1), text(3, 0, 10), text(2, 1, 20)], [text(1, 1, 31), text(2, 0, 40), text(3, 1, 50)]
    shown = guise_spread_out(guise, rows)
    assert [row["input_ids"][0] for row in shown] == [31, 40, 41, 12, 50, 51]
    assert [row["labels"] for row in shown] == [row["labels"] for row in spread_out(rows)]
    assert guise_spread_out([text(1, 1, 31)], [text(1, 1)])[0]["input_ids"] == [31]


def test_a_window_is_drawn_at_random_with_the_texts_target():
    random = np.random.default_rng(0)
    seen = {drawn_window(text(3, 2, 10), random)["input_ids"][0] for _ in range(40)}
    assert seen == {10, 11, 12}
    assert drawn_window(text(3, 2, 10), random)["labels"] == 2


def test_a_step_of_windows_counts_for_less_than_one_of_whole_texts():
    windows, whole = [torch.full((8,), 0.25)], [torch.ones(8)]
    plain, mixed = Objective(), Objective(mean_weight=0.5)
    assert (plain.total(windows), plain.total(whole)) == (2.0, 8.0)
    assert (mixed.total(windows), mixed.total(whole)) == (4.0, 4.0)


def descent(rows: list[dict], settings: Settings, tiny, **changes: object):
    from types import SimpleNamespace

    from finetooth.training.starting import descent_of

    rules = SimpleNamespace(free=lambda: None, note=lambda _message: None, epochs=None)
    return descent_of(tiny(0.0), rows, 0, replace(settings, bf16=False, **changes), rules, None)


ROWS = [text(4, 0), text(1, 1, 10), text(1, 1, 12), text(2, 2, 14)]


@pytest.mark.model
@pytest.mark.parametrize("options", [{}, {"class_weights": "balanced"}, {"sampling": "balanced"}])
def test_what_all_rows_weigh_in_the_mean_is_what_steps_are_divided_by(tiny, settings: Settings, options: dict):
    found = descent(ROWS, settings, tiny, **options)
    assert len(found.rows) == len(found.batches.lengths) == 8
    targets, weights = zip(*map(target_and_weight, found.rows), strict=True)
    all_weights = found.loss.objective.weights(torch.tensor(targets), torch.tensor(weights)).numpy()
    chances = np.asarray(found.batches.chances or [1.0] * 8)
    assert found.loss.objective.mean_weight == pytest.approx(np.average(all_weights, weights=chances))
    by_class = np.bincount(targets, all_weights * chances)
    by_text = [1, 2, 1]  # texts of each class
    expected = [1, 1, 1] if options else np.array(by_text)
    assert by_class / by_class.sum() == pytest.approx(np.array(expected) / np.sum(expected))


@pytest.mark.model
def test_short_texts_are_trained_on_as_ever(tiny, settings: Settings):
    found = descent([text(1, 0), text(1, 1, 10)], settings, tiny)
    assert (found.loss.objective.mean_weight, [row["labels"] for row in found.rows]) == (0.0, [0, 1])
