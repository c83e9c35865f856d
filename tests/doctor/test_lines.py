"""What doctor says of machines of every kind, and that a problem ends with exit code 1."""

import json

import pytest

from finetooth.cli import main
from finetooth.doctor import LOOK, OK, PROBLEM, Line, processor, room, software, torch_build
from finetooth.screen import examined


def test_this_machine_is_told_line_by_line(capsys):
    code = main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    subjects = [line["subject"] for line in told["lines"]]
    assert {"cores", "numbers", "memory", "python", "libraries", "torch", "GPU"} <= set(subjects)
    assert (code == 1) is (told["problems"] > 0) is (not told["ok"])
    assert all(line["fix"] for line in told["lines"] if line["state"] != OK)


def test_a_problem_is_printed_with_its_next_step(capsys):
    examined.show([Line("memory", PROBLEM, "[b]1 MB[/b] free", "close programs"), Line("GPU", OK, "none")], False)
    out = capsys.readouterr().out
    assert "next: close programs" in out
    assert "[b]1 MB[/b]" in out
    assert "1 problem; mend the problems first" in out


def test_cores_that_share_what_they_compute_with_are_worth_a_look():
    assert processor.together(2, 1.0).state == LOOK
    assert processor.together(2, 1.9).state == OK
    assert 0 < processor.gain_of(1) <= 1.0


def test_a_limit_on_time_is_told(tmp_path):
    group = tmp_path / "sys/fs/cgroup"
    group.mkdir(parents=True)
    (group / "cpu.max").write_text("150000 100000\n")
    assert processor.quota(tmp_path) == 1.5
    (group / "cpu.max").write_text("max 100000\n")
    assert processor.quota(tmp_path) is None


@pytest.mark.parametrize(
    ("flags", "state", "word"),
    [
        ({"avx2", "avx512f", "amx_bf16", "amx_tile"}, OK, "amx_bf16"),
        ({"avx2"}, OK, "float32"),
        ({"sse2"}, LOOK, "slow"),
    ],
)
def test_instruction_sets(flags, state, word):
    line = processor.numbers(frozenset(flags))
    assert line.state == state
    assert word in line.told


@pytest.mark.parametrize(("free", "state"), [(500_000, PROBLEM), (2_000_000, LOOK), (20_000_000, OK)])
def test_memory(tmp_path, free, state):
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text(f"MemAvailable: {free} kB\n")
    assert [line.state for line in room.memory(tmp_path)] == [state]


def test_a_folder_that_cannot_be_written_to_is_a_problem(tmp_path):
    (tmp_path / "file").touch()
    assert room.disk("runs", tmp_path / "file" / "runs", "elsewhere").state == PROBLEM
    assert room.disk("runs", tmp_path / "not" / "yet", "elsewhere").state in (OK, LOOK)


def test_libraries_outside_their_versions_are_named_with_the_command():
    wanted = ["torch>=2.6", "transformers>=5.6,<6", "polars>=1.34", "gguf>=0.17; extra == 'gguf'"]
    found = {"torch": "2.5.1", "transformers": "6.0.0", "polars": "2.1.0"}.get
    lines = software.libraries(wanted, found)
    assert [(line.subject, line.state) for line in lines] == [
        ("torch", PROBLEM), ("transformers", PROBLEM), ("libraries", OK),
    ]  # fmt: skip
    assert lines[1].fix == "pip install 'transformers<6,>=5.6'"
    assert "1 of 3" in lines[2].told
    assert software.libraries(["polars>=1.34"], lambda name: None)[0].told.startswith("not installed")
    assert software.libraries([])[0].state == LOOK
    assert software.python((3, 10)).state == PROBLEM


@pytest.mark.parametrize(
    ("names", "built_for", "driver", "state"),
    [(["T4"], "12.8", True, OK), ([], "12.8", True, PROBLEM), ([], "12.8", False, LOOK), ([], None, True, LOOK),
     ([], None, False, OK)],
)  # fmt: skip
def test_the_build_of_torch_beside_the_machine(names, built_for, driver, state):
    assert torch_build.gpu(names, built_for, driver).state == state
