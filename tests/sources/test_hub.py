"""Datasets are loaded through the datasets library; here from a folder, which it takes for a dataset too."""

import shutil
from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import content_hash, read
from finetooth.stages.audit import contents


@pytest.fixture
def dataset(tmp_path, monkeypatch):
    pytest.importorskip("datasets")
    from datasets import ClassLabel, Dataset, Features, Value, config

    monkeypatch.setattr(config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(config, "HF_HUB_OFFLINE", True)
    features = Features({"text": Value("string"), "label": ClassLabel(names=["bad", "good"]), "n": Value("int64")})
    columns = {"text": ["it works", "it broke", None], "label": [1, 0, None], "n": [7, 8, 9]}
    folder = tmp_path / "opinions"
    folder.mkdir()
    Dataset.from_dict(columns, features=features).to_parquet(folder / "train.parquet")
    return f"hf://{folder}"


def test_rows_of_a_dataset(dataset):
    source = read(dataset, "train", Data(train=dataset))
    assert source.rows.texts.to_list() == ["it works", "it broke", None]
    assert source.rows.labels.to_list() == ["good", "bad", None]
    assert source.rows.table["line"].to_list() == [None, None, None]
    assert source.facts["format"] == "hub"
    assert source.facts["file"] == dataset


def test_a_split_can_be_named_and_field_rows_are_in_train(dataset):
    assert len(read(f"{dataset}:train", "test", Data(train=dataset)).rows) == 3
    assert len(read(dataset, "field", Data(train=dataset)).rows) == 3


def test_a_split_that_is_not_there(dataset):
    with pytest.raises(UserError, match="test") as caught:
        read(dataset, "test", Data(train=dataset))
    assert "hf://NAME:SPLIT" in caught.value.fix


def test_the_fingerprint_is_repeatable(dataset):
    assert content_hash(dataset) == content_hash(dataset)


def test_the_fingerprint_is_that_of_the_roles_split(dataset):
    from datasets import Dataset

    folder = Path(dataset.removeprefix("hf://"))
    Dataset.from_dict({"text": ["a lamp"], "label": ["good"]}).to_parquet(folder / "test.parquet")
    (folder / "train.parquet").unlink()
    assert content_hash(dataset, "test") == content_hash(f"{dataset}:test")
    assert contents(Data(train=f"{dataset}:test", test=dataset)) == {
        role: content_hash(dataset, "test") for role in ("train", "test")
    }
    with pytest.raises(UserError, match="train"):
        content_hash(dataset)


def test_the_splits_have_fingerprints_of_their_own(dataset):
    folder = Path(dataset.removeprefix("hf://"))
    shutil.copy(folder / "train.parquet", folder / "test.parquet")
    assert content_hash(dataset, "test") != content_hash(dataset) == content_hash(dataset, "field")


@pytest.mark.usefixtures("dataset")
def test_a_dataset_that_is_not_there():
    for ask in (
        lambda: read("hf://nobody/nothing", "train", Data(train="x")),
        lambda: content_hash("hf://nobody/nothing"),
    ):
        with pytest.raises(UserError) as caught:
            ask()
        assert caught.value.where == "hf://nobody/nothing"
