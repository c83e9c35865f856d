"""bfloat16 only where the machine multiplies in it."""

from pathlib import Path

import pytest

from finetooth.facts.embedding.precision import cpu_flags, precision_for


@pytest.mark.parametrize(
    ("device", "flags", "gpu", "wanted"),
    [
        ("cpu", {"avx2", "avx512f"}, False, "float32"),
        ("cpu", {"avx512_bf16"}, False, "bfloat16"),
        ("cpu", {"amx_bf16", "amx_tile"}, False, "bfloat16"),
        ("cpu", set(), True, "float32"),
        ("cuda", {"avx512_bf16"}, False, "float32"),
        ("cuda", set(), True, "bfloat16"),
    ],
)
def test_choice(device: str, flags: set[str], gpu: bool, wanted: str) -> None:
    assert precision_for(device, frozenset(flags), gpu) == wanted


def test_flags_are_read(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("processor : 0\nflags\t\t: fpu avx2 amx_bf16\nprocessor : 1\n")
    assert cpu_flags(tmp_path / "cpuinfo") == {"fpu", "avx2", "amx_bf16"}
    assert cpu_flags(tmp_path / "absent") == frozenset()
