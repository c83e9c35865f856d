"""What the stage tests share: a place to work in, and one small finished fit."""

from pathlib import Path

import polars as pl
import pytest

from finetooth.core.events import silent
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.sections import Training
from finetooth.stages.train import Trained, train
from finetooth.stages.tune import default_settings
from finetooth.training.base_model import locate

NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})


@pytest.fixture
def work(tmp_path: Path) -> Work:
    (tmp_path / "a-stage").mkdir()
    return Work(tmp_path / "a-stage", "a-stage", silent)


@pytest.fixture(scope="session")
def base(tiny_model: Path) -> Base:
    return locate(str(tiny_model))


@pytest.fixture(scope="session")
def splits(opinions) -> Splits:
    rows = Rows.of(opinions(240))
    parts = (rows.table[:140], rows.table[140:180], rows.table[180:], rows.table[:0])
    return Splits(*(Rows(part) for part in parts))


@pytest.fixture(scope="session")
def settings(base: Base, splits: Splits) -> Settings:
    options = {"num_train_epochs": 5, "per_device_train_batch_size": 8, "max_length": 32, "bf16": False}
    training = Training(learning_rate=5e-3, cross_validation="none", **options)
    return default_settings(training, "auto", 42, base, splits)


@pytest.fixture(scope="session")
def trained(base: Base, splits: Splits, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train(
        Work(tmp_path_factory.mktemp("trained"), "4-train", silent), settings, base, splits, ("PRE007",), NO_WEIGHTS
    )
