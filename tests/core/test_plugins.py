"""Discovery: a file in a room, or an entry point of another distribution, is all it takes."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from finetooth.core.check import Check
from finetooth.core.errors import UserError
from finetooth.core.plugins import all_checks, classes_in, modules_of

CHECK = '''
"""A made-up check."""
from finetooth.core.check import Check
from finetooth.core.finding import Passed

class {name}(Check):
    """Nothing is wrong."""
    code = "{code}"
    def judge(self, rows):
        return Passed("looked")
'''


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith(("room_", "third_party")):
            del sys.modules[name]


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def distribute(place: Path, group: str, target: str, name: str = "third") -> None:
    folder = place / f"{name}-1.0.dist-info"
    write(folder / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    write(folder / "entry_points.txt", f"[{group}]\nmine = {target}\n")


def test_a_file_in_a_folder_of_a_room_is_found(place: Path) -> None:
    write(place / "room_a/__init__.py")
    write(place / "room_a/deep/__init__.py")
    write(place / "room_a/deep/one.py", CHECK.format(name="One", code="PRE091"))
    write(place / "room_a/deep/two.py", "from room_a.deep.one import One\n")
    assert modules_of("room_a") == ["room_a.deep", "room_a.deep.one", "room_a.deep.two"]
    assert [kind.__name__ for kind in classes_in("room_a", Check)] == ["One"]  # once, where it is defined


def test_abstract_classes_and_the_kind_itself_are_left_out(place: Path) -> None:
    write(place / "room_b/__init__.py")
    abstract = "from abc import abstractmethod\nfrom finetooth.core.check import Check\n"
    abstract += "class Half(Check):\n    @abstractmethod\n    def more(self): ...\n"
    write(place / "room_b/half.py", abstract)
    assert classes_in("room_b", Check) == []


def test_an_entry_point_of_another_distribution_is_found(place: Path) -> None:
    write(place / "room_c/__init__.py")
    write(place / "third_party.py", CHECK.format(name="Foreign", code="PRE092"))
    distribute(place, "room_c", "third_party:Foreign")
    assert [kind.code for kind in classes_in("room_c", Check)] == ["PRE092"]


@pytest.mark.parametrize("target", ["third_party_absent:Foreign", "third_party:Absent", "third_party:number"])
def test_an_entry_point_that_does_not_work_is_named_with_its_distribution(place: Path, target: str) -> None:
    write(place / "room_d/__init__.py")
    write(place / "third_party.py", "number = 3\n")
    distribute(place, "room_d", target)
    with pytest.raises(UserError) as refused:
        classes_in("room_d", Check)
    assert "mine" in refused.value.what
    assert "third" in refused.value.where
    assert "uninstall" in refused.value.fix


def test_a_code_used_twice_is_refused(place: Path) -> None:
    write(place / "third_party.py", CHECK.format(name="Foreign", code=all_checks()[0].code))
    distribute(place, "finetooth.checks", "third_party:Foreign")
    all_checks.cache_clear()
    with pytest.raises(ValueError, match="check codes used twice"):
        all_checks()
    for path in place.glob("*.dist-info/*"):
        path.unlink()
    all_checks.cache_clear()
    assert all_checks()


def test_our_own_checks_are_sorted_by_code() -> None:
    codes = [check.code for check in all_checks()]
    assert codes == sorted(codes)
    assert all_checks() is all_checks()
