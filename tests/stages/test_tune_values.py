"""A search over names, whole numbers and nothing at all, on a real tiny model."""

import polars as pl
import pytest

from finetooth.core.results import Base, Splits
from finetooth.core.run import Work
from finetooth.recipe.sections import Training, Tune
from finetooth.stages.tune import tune

NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
SHORT = {"num_train_epochs": 1, "learning_rate": 3e-4, "per_device_train_batch_size": 16, "cross_validation": "none"}
OPEN = {
    "freeze_layers": [0, 1, "all"],
    "hidden_dropout_prob": [None, 0.0, 0.3],
    "lr_scheduler_type": ["cosine", "constant"],
    "pooling": ["cls", "mean"],
    "head": ["fresh", "probe"],
    "class_weights": ["none", "balanced"],
    "average": ["none", "ema"],
    "max_grad_norm": {"low": 0.5, "high": 2.0},
}


@pytest.mark.model
@pytest.mark.parametrize("method", ["random", "tpe", "grid"])
def test_trials_take_any_value_that_a_recipe_may_list(method: str, work: Work, base: Base, splits: Splits):
    training = Training(**SHORT, **OPEN)
    asked = Tune(trials=3, method=method, final_seeds=0, min_gain=0, pruner="none", n_jobs=1, max_train_rows=48)
    found = tune(work, asked, training, "auto", 3, base, splits, NO_WEIGHTS)
    assert [part.name for part in found.space] == list(found.trials[0].params)
    assert {part.name for part in found.space} == {*OPEN}
    assert [trial.error for trial in found.trials] == ["", "", ""]
    default = {name: values[0] for name, values in OPEN.items() if isinstance(values, list)}
    assert found.trials[0].params == default | {"max_grad_norm": 1.25}
    for trial in found.trials[1:]:
        assert trial.params != found.trials[0].params
        for name in ("freeze_layers", "hidden_dropout_prob", "pooling"):
            assert trial.params[name] in OPEN[name]


@pytest.mark.model
def test_ranks_are_searched_and_merged(work: Work, base: Base, splits: Splits):
    training = Training(**(SHORT | {"lora_r": [2, 4], "lora_alpha": {"low": 4, "high": 8}}))
    asked = Tune(trials=2, final_seeds=0, min_gain=0, pruner="none", n_jobs=1, max_train_rows=48)
    found = tune(work, asked, training, "auto", 3, base, splits, NO_WEIGHTS)
    assert [trial.error for trial in found.trials] == ["", ""]
    assert found.settings.lora_r in (2, 4)
    assert type(found.settings.lora_alpha) is int
