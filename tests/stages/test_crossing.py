"""A cross-validation: every row judges once, all teach in the end, and a kill in any fold loses none."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import Event
from finetooth.core.results import Curve, CurvePoint, Retry, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.core.store import CHECKPOINTS, load, read_lines, save
from finetooth.recipe.sections import Training
from finetooth.stages.crossing import _with_troubles, chosen_of
from finetooth.stages.folding import folds_of
from finetooth.stages.held import step_at
from finetooth.stages.learn import Manner, has_lasted, refit
from finetooth.stages.lesson import Lesson
from finetooth.stages.train import Trained, train
from finetooth.tasks import classify
from finetooth.training import defaults
from finetooth.training.base_model import locate

pytestmark = pytest.mark.model
NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})


@pytest.fixture(scope="module")
def splits(opinions) -> Splits:
    rows = Rows.of(opinions(90))
    return Splits(*(Rows(rows.table[low:high]) for low, high in ((0, 48), (48, 60), (60, 90), (90, 90))))


@pytest.fixture(scope="module")
def base(tiny_model: Path):
    return locate(str(tiny_model))


def settings(**asked) -> Settings:
    options = {"learning_rate": 5e-3, "num_train_epochs": 4, "per_device_train_batch_size": 8, "folds": 3}
    training = Training(**({"cross_validation": "always", "keep_simpler": False} | options | asked))
    return defaults.settings(training, 20_000, 60, 32, "macro_f1", 7, pooling="mean")


def trained(folder: Path, splits: Splits, base, asked: Settings, listener=lambda _event: None) -> Trained:
    folder.mkdir(exist_ok=True)
    return train(Work(folder, "4-train", listener), asked, base, splits, (), NO_WEIGHTS)


def weights(model: Path) -> bytes:
    return (model / "model.safetensors").read_bytes()


@pytest.fixture(scope="module")
def calm(tmp_path_factory, splits: Splits, base) -> Trained:
    return trained(tmp_path_factory.mktemp("calm"), splits, base, settings())


def test_every_row_of_both_sets_is_answered_once_by_a_model_that_never_saw_it(calm: Trained, splits: Splits):
    both = pl.concat([splits.train.table, splits.validation.table])
    assert calm.out_of_fold["id"].to_list() == sorted(both["id"].to_list())
    truth = dict(zip(both["id"].to_list(), both["label"].to_list(), strict=True))
    assert calm.out_of_fold["truth"].to_list() == [truth[row] for row in calm.out_of_fold["id"].to_list()]
    assert set(calm.out_of_fold["fold"].to_list()) == {1, 2, 3}
    assert np.allclose(calm.out_of_fold.select("p_0", "p_1").sum_horizontal(), 1)


def test_the_account_adds_up(calm: Trained):
    account = calm.crossed
    assert account is not None
    right = (calm.out_of_fold["truth"] == calm.out_of_fold["prediction"]).mean()
    assert account.score == pytest.approx(right, abs=0.05)  # macro-F1 of two even classes
    assert account.low <= np.mean([fold.score for fold in account.folds]) <= account.high
    assert [fold.rows + fold.train_rows for fold in account.folds] == [60] * 3
    best = [fold.best_epoch for fold in account.folds]
    assert account.epochs == max(1, round(float(np.mean(best))))
    assert account.chosen == "fine-tuned"


def test_the_model_handed_on_has_learned_all_rows(calm: Trained, splits: Splits, base):
    model, tokenizer = classify.load_trained(calm.model)
    rows = classify.encode(splits.validation.texts.to_list(), tokenizer, 32)
    told = [calm.labels[place] for place in classify.logits(model, tokenizer, rows).argmax(axis=1)]
    assert np.mean([a == b for a, b in zip(told, splits.validation.labels.to_list(), strict=True)]) > 0.9
    assert calm.curve.refitted == 60


def test_the_curve_shown_is_that_of_the_fold_in_the_middle(calm: Trained):
    account = calm.crossed
    assert account is not None
    middle = sorted(account.folds, key=lambda fold: (fold.score, fold.number))[1]
    assert calm.curve.points == middle.curve.points
    kept = next(point for point in calm.curve.points if point.step == calm.curve.best_step)
    assert kept.epoch <= account.epochs


def test_it_saves_loads_and_repeats(calm: Trained, splits: Splits, base, tmp_path: Path):
    again = trained(tmp_path / "again", splits, base, settings())
    assert weights(again.model) == weights(calm.model)
    assert again.out_of_fold.equals(calm.out_of_fold)
    save(again, tmp_path / "again")
    loaded = load(Trained, tmp_path / "again")
    assert loaded.crossed is not None
    assert [fold.score for fold in loaded.crossed.folds] == [fold.score for fold in again.crossed.folds]


class Stop(Exception):
    """A kill, as far as the files can tell."""


@pytest.mark.parametrize("after", ["fold 1: epoch 3", "fold 2: epoch 1", "all rows: epoch 1"])
def test_a_kill_loses_no_fold_and_changes_nothing(calm: Trained, splits: Splits, base, tmp_path: Path, after: str):
    seen: list[str] = []

    def dies(event: Event) -> None:
        seen.append(event.message)
        if event.message.startswith(after):
            raise Stop

    with pytest.raises(Stop):
        trained(tmp_path / "run", splits, base, settings(), dies)
    done = len(list((tmp_path / "run" / CHECKPOINTS).glob("fold-*/fold.json")))
    assert done == {"fold 1": 0, "fold 2": 1, "all row": 3}[after.partition(": ")[0].rstrip("s")]
    seen.clear()
    epochs = calm.crossed.epochs if calm.crossed else 0
    again = trained(tmp_path / "run", splits, base, settings(), lambda event: seen.append(event.message))
    assert weights(again.model) == weights(calm.model)
    assert again.out_of_fold.equals(calm.out_of_fold)
    assert done == 0 or not any(message.startswith("fold 1: epoch") for message in seen)
    assert any(message.startswith(f"all rows: epoch {epochs:g} of {epochs:g}") for message in seen)


def test_repeats_deal_anew_and_answer_every_row_each_time(splits: Splits, base, tmp_path: Path):
    found = trained(tmp_path / "run", splits, base, settings(fold_repeats=2, folds=2, num_train_epochs=1))
    assert found.out_of_fold.group_by("repeat").len().sort("repeat")["len"].to_list() == [60, 60]
    one, two = (found.out_of_fold.filter(pl.col("repeat") == repeat)["fold"].to_list() for repeat in (1, 2))
    assert one != two
    assert len(read_lines(tmp_path / "run" / "curve-2-2.jsonl")) == 1


def test_a_soup_is_the_mean_of_the_folds(calm: Trained, splits: Splits, base, tmp_path: Path):
    from safetensors.torch import load_file

    found = trained(tmp_path / "run", splits, base, settings(final_model="soup"))
    parts = [
        load_file(path / "model" / "model.safetensors") for path in (tmp_path / "run").glob(f"{CHECKPOINTS}/fold-*")
    ]
    mean = {name: sum(part[name] for part in parts) / len(parts) for name in parts[0]}
    kept = load_file(found.model / "model.safetensors")
    assert all(np.allclose(kept[name], mean[name], atol=1e-6) for name in mean)
    assert weights(found.model) != weights(calm.model)


def test_a_frozen_encoder_is_handed_on_where_it_answers_no_worse(splits: Splits, base, tmp_path: Path):
    asked = settings(keep_simpler=True, learning_rate=1e-7, num_train_epochs=1)  # fine-tuning learns next to nothing
    found = trained(tmp_path / "run", splits, base, asked)
    assert found.crossed is not None
    assert found.crossed.chosen == "frozen"
    assert found.crossed.beside["frozen"] >= found.crossed.beside["fine-tuned"]
    assert (found.curve.best_step, found.curve.simpler) == (0, "frozen")


def test_a_length_is_the_same_evaluation_in_every_fold_and_in_the_last_fit():
    def points(steps: int, times: int, epochs: int) -> tuple[CurvePoint, ...]:
        """Return the evaluations of a fit, at the steps where it makes them."""
        at = [epoch * steps + -(-steps * part // times) for epoch in range(epochs) for part in range(1, times + 1)]
        return tuple(CurvePoint(round(step / steps, 4), step, 0.5, 0.5, 0.5, 0.5) for step in at)

    for steps, times in ((7, 2), (6, 3), (13, 4), (9, 1)):
        found = points(steps, times, 3)
        curve = Curve(found, "accuracy", found[-1].step, False, 3)
        for number, point in enumerate(found, start=1):
            assert step_at(curve, number / times) == point.step
            assert next(one for one in found if has_lasted(one, number / times)) == point
        assert step_at(curve, 9.0) == found[-1].step  # it ended before


def test_a_fold_too_large_for_simpler_models_leaves_the_choice_to_the_others(
    splits: Splits, base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from finetooth.stages import simpler

    monkeypatch.setattr(simpler, "MOST_ROWS", 30)  # a fold learns from 40
    asked = settings(contrastive="always", contrastive_steps=1, num_train_epochs=1, keep_simpler=True)
    found = trained(tmp_path / "run", splits, base, asked)
    assert found.crossed is not None
    assert list(found.crossed.beside) == ["fine-tuned"]


def test_the_interval_holds_the_score_and_a_finished_fold_takes_no_room(calm: Trained, splits: Splits, base, tmp_path):
    account = calm.crossed
    assert account is not None
    assert account.low <= account.score <= account.high
    assert account.low < account.high

    def dies(event: Event) -> None:
        if event.message.startswith("all rows: epoch 1"):
            raise Stop

    with pytest.raises(Stop):
        trained(tmp_path / "run", splits, base, settings(), dies)
    assert not list((tmp_path / "run" / CHECKPOINTS).glob(f"fold-*/{CHECKPOINTS}"))


def test_what_is_chosen():
    assert chosen_of({"frozen": 0.8, "fine-tuned": 0.8}, 100) == "frozen"
    assert chosen_of({"frozen": 0.8, "fine-tuned": 0.81}, 100) == "fine-tuned"
    assert chosen_of({"frozen": float("nan"), "fine-tuned": 0.1}, 100) == "fine-tuned"
    assert chosen_of({"frozen": 0.81, "contrastive": 0.8}, 100) == "contrastive"
    assert chosen_of({"frozen": 0.9, "contrastive": 0.8}, 100) == "frozen"


def test_a_contrastive_run_is_crossed_too(splits: Splits, base, tmp_path: Path):
    found = trained(tmp_path / "run", splits, base, settings(contrastive="always", contrastive_steps=3, pooling="mean"))
    assert found.crossed is not None
    assert set(found.crossed.beside) <= {"frozen", "contrastive"}
    assert len(found.out_of_fold) == 60


def test_folds_keep_together_what_belongs_together_and_spread_the_classes():
    rows = Rows.of(
        [{"text": f"row {n}", "label": "ab"[n % 2], "group": f"g{n // 4}" if n < 40 else None} for n in range(80)]
    )
    keys = pl.Series([str(n // 2) for n in range(80)])
    (fold,) = folds_of(rows, keys, 4, 1, 3)
    groups = rows.table["group"].to_list()
    assert all(len({fold[n] for n in range(80) if groups[n] == name}) == 1 for name in set(groups) - {None})
    assert all(fold[n] == fold[n + 1] for n in range(0, 80, 2))
    shares = [np.mean([rows.labels[int(n)] == "a" for n in np.flatnonzero(fold == part)]) for part in range(4)]
    assert max(shares) - min(shares) < 0.2
    assert (folds_of(rows, keys, 4, 1, 3)[0] == fold).all()
    assert not (folds_of(rows, keys, 4, 1, 4)[0] == fold).all()


def test_too_few_groups_for_the_folds_are_refused():
    rows = Rows.of([{"text": f"row {n}", "label": "ab"[n % 2], "group": f"g{n // 10}"} for n in range(20)])
    with pytest.raises(UserError, match=r"2 groups of rows .* 5 folds"):
        folds_of(rows, pl.Series([str(n) for n in range(20)]), 5, 1, 0)


def test_a_fold_of_one_label_is_refused():
    rows = Rows.of([{"text": f"row {n}", "label": "a" if n else "b"} for n in range(12)])
    with pytest.raises(UserError, match="one label only"):
        folds_of(rows, pl.Series([str(n) for n in range(12)]), 3, 1, 0)


def test_a_group_of_most_rows_cannot_be_a_fold():
    rows = Rows.of(
        [{"text": f"row {n}", "label": "ab"[n % 2], "group": "big" if n < 40 else f"g{n // 2}"} for n in range(50)]
    )
    with pytest.raises(UserError, match=r"one fold would hold 4\d of 50 rows"):
        folds_of(rows, pl.Series([str(n) for n in range(50)]), 4, 1, 0)


def test_an_averaged_refit_is_the_mean_of_its_last_evaluations(splits: Splits, base, tmp_path: Path):
    plain = trained(tmp_path / "plain", splits, base, settings())
    mean = trained(tmp_path / "mean", splits, base, settings(average="soup", soup_size=2))
    assert weights(plain.model) != weights(mean.model)
    assert mean.crossed is not None
    assert mean.crossed.epochs > 1, "there is more than one evaluation to average"


def test_validation_rows_of_an_unknown_label_are_named(splits: Splits, base, tmp_path: Path):
    odd = splits.validation.table.with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("odd")).otherwise(pl.col("label")).alias("label")
    )
    told: list[str] = []
    found = trained(
        tmp_path / "run", replace(splits, validation=Rows(odd)), base, settings(num_train_epochs=1),
        lambda event: told.append(event.message),
    )  # fmt: skip
    assert any("1 validation rows have a label that no training row has" in message for message in told)
    assert len(found.out_of_fold) == 59


def test_a_divergence_in_any_fold_stands_in_the_curve(calm: Trained):
    account = calm.crossed
    assert account is not None
    retry = Retry(5, 0, "the loss is no number", 1e-3)
    first = replace(account.folds[0], curve=replace(account.folds[0].curve, retries=(retry,)))
    told = _with_troubles(
        calm.curve, replace(account, folds=(first, *account.folds[1:])), replace(calm.curve, retries=(retry,))
    )
    assert [one.reason for one in told.retries] == [
        "fold 1 of repeat 1: the loss is no number", "all rows: the loss is no number",
    ]  # fmt: skip


@pytest.mark.parametrize(("evaluations", "epochs"), [(1, 2.0), (2, 1.5), (3, 4 / 3)])
def test_the_refit_settles_where_it_ends(splits: Splits, base, evaluations: int, epochs: float):
    rates: list[float] = []

    def progress(_done: float, message: str) -> None:
        rates.append(float(message.rpartition("learning rate ")[2]))

    lesson = Lesson.of(base, ("bad", "good"), splits.train, Rows(splits.train.table[:0]), 32)
    asked = settings(num_train_epochs=8, keep_simpler=False, evaluations_per_epoch=evaluations)
    _, curve = refit(lesson, asked, Manner(progress), "fine-tuned", epochs)
    assert curve is not None
    steps = curve.points[-1].step / curve.points[-1].epoch
    assert len(curve.points) == round(epochs * evaluations)
    assert len(rates) == curve.points[-1].step == math.ceil(epochs * steps - 1e-3)
    assert rates[-1] < 0.2 * max(rates)
