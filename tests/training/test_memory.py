"""What is free: told by files of Linux's kind, here written by ourselves."""

from pathlib import Path

import pytest

from finetooth.training.memory import free_memory, resident


def write(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


INFO = {"proc/meminfo": "MemTotal: 9000 kB\nMemAvailable:    4000 kB\n"}
FREE = 4_000 * 1_024


def test_the_machine_says_what_is_available(tmp_path: Path):
    assert free_memory(write(tmp_path, INFO)) == FREE


def test_nobody_knows_where_no_file_tells(tmp_path: Path):
    assert free_memory(tmp_path) is None
    assert resident(tmp_path) == 0


@pytest.mark.parametrize("place", ["a/b", "a"])
def test_the_limit_of_a_group_or_of_one_above_it_counts(tmp_path: Path, place: str):
    groups = {
        "proc/self/cgroup": "0::/a/b\n",
        f"sys/fs/cgroup/{place}/memory.max": "2000000\n",
        f"sys/fs/cgroup/{place}/memory.current": "1500000\n",
        f"sys/fs/cgroup/{place}/memory.stat": "anon 900000\ninactive_file 300000\n",
    }
    assert free_memory(write(tmp_path, INFO | groups)) == 800_000


def test_a_group_without_a_limit_changes_nothing(tmp_path: Path):
    groups = {"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "max\n"}
    assert free_memory(write(tmp_path, INFO | groups)) == FREE


def test_the_first_version_of_groups_is_read_too(tmp_path: Path):
    groups = {
        "proc/self/cgroup": "7:cpu:/c\n5:memory:/job\n",
        "sys/fs/cgroup/memory/job/memory.limit_in_bytes": "700000\n",
        "sys/fs/cgroup/memory/job/memory.usage_in_bytes": "600000\n",
        "sys/fs/cgroup/memory/job/memory.stat": "inactive_file 1\ntotal_inactive_file 50000\n",
    }
    assert free_memory(write(tmp_path, INFO | groups)) == 150_000


def test_more_used_than_allowed_leaves_nothing(tmp_path: Path):
    groups = {
        "proc/self/cgroup": "0::/\n",
        "sys/fs/cgroup/memory.max": "5",
        "sys/fs/cgroup/memory.current": "9",
        "sys/fs/cgroup/memory.stat": "",
    }
    assert free_memory(write(tmp_path, INFO | groups)) == 0


def test_this_process_holds_something():
    assert 10_000_000 < resident() < 100_000_000_000
