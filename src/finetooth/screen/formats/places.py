"""Where a row stands for other programs: the path of its file, and the physical line where the file has lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote

from finetooth.report.rows_told import ToldRow

_NO_FILE = ("hf://", "package:")
_MEMBER = "::"
_PACKED = (".zip", ".gz", ".parquet")


@dataclass(frozen=True)
class Places:
    """The files of an audit by role, as paths relative to the working directory where they lie below it."""

    files: Mapping[str, str]
    packed: frozenset[str]  # roles whose file has no lines that an editor could show

    @classmethod
    def of(cls, locations: Mapping[str, str]) -> "Places":
        """Make places of the locations that a recipe names; what lies in no local file has none."""
        local = {role: place for role, place in locations.items() if not place.startswith(_NO_FILE)}
        outer = {role: place if Path(place).exists() else place.split(_MEMBER)[0] for role, place in local.items()}
        packed = (role for role, place in outer.items() if place.lower().endswith(_PACKED))
        return cls({role: _near(place) for role, place in outer.items()}, frozenset(packed))

    def path(self, row: ToldRow) -> str | None:
        """Return the path of the row's file."""
        return self.files.get(row.role)

    def line(self, row: ToldRow) -> int | None:
        """Return the line of the row in its file."""
        return None if row.role in self.packed else row.line


def uri(path: str) -> str:
    """Return a path as a URI reference: relative stays relative."""
    return PurePath(path).as_uri() if PurePath(path).is_absolute() else quote(path)


def _near(place: str) -> str:
    path = Path(place).absolute()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
