"""Location: from what stands in the recipe (a path, a zip member, a file inside a package) to the bytes of one file."""

import hashlib
import importlib.util
import os
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from finetooth.core.errors import UserError, did_you_mean
from finetooth.sources import archive

HUB = "hf://"
PACKAGE = "package:"
MEMBER = "::"
GZIP = ".gz"
STREAMED = (".parquet", ".pq")  # read a column at a time, however large the file


@dataclass(frozen=True)
class Content:
    """One data file: its name, and the location as people wrote it (for error messages).

    ``path`` is the file itself, None where it was unpacked: ``unpacked`` is then what it holds.
    """

    where: str
    name: str
    path: Path | None
    unpacked: bytes = b""

    @property
    def suffix(self) -> str:
        """The last suffix of the name, in lower case."""
        return Path(self.name).suffix.lower()

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return _size(self.path, self.where) if self.path else len(self.unpacked)

    @cached_property
    def data(self) -> bytes:
        """All bytes of the file. Raises UserError where they cannot be read or are more than the memory holds."""
        if self.path is None:
            return self.unpacked
        _must_fit(self.size, self.where)
        return _read(self.path, self.where)

    def start(self, count: int) -> bytes:
        """Return the first bytes. Raises UserError where they cannot be read."""
        return _read(self.path, self.where, count) if self.path else self.unpacked[:count]


def open_content(location: str, suffixes: tuple[str, ...]) -> Content:
    """Find the file at a location; ``suffixes`` tell the data files of a zip from its other files."""
    path, member = _split(location)
    if member is None and path.suffix.lower() == GZIP:
        return Content(location, path.name[: -len(GZIP)], None, archive.read_gzip(path, location))
    if member is None and path.suffix.lower() != ".zip":
        return Content(location, path.name, path)
    name, data = archive.read_member(path, member, suffixes, location)
    return Content(location if member else f"{location}{MEMBER}{name}", Path(name).name, None, data)


def hash_of(location: str) -> str:
    """Return the sha256 of the file (of the whole zip, for a member). Raises UserError where it cannot be read."""
    path, _ = _split(location)
    if path.suffix.lower() not in STREAMED:
        _must_fit(_size(path, location), location)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(error, location) from None


def _split(location: str) -> tuple[Path, str | None]:
    outer, mark, member = location.rpartition(MEMBER)
    if not mark or (not location.startswith(PACKAGE) and _exists(Path(location))):
        outer, member = location, ""
    path = _in_package(outer) if outer.startswith(PACKAGE) else _local(outer)
    _must_be_regular(path, location)
    return path, member or None


def _local(path: str) -> Path:
    return Path.home() / path[2:] if path.startswith("~/") else Path(path)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _must_be_regular(path: Path, location: str) -> None:
    """Refuse what is not a plain file before it is opened: a FIFO or a device would never end."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if re.match(r"(https?|ftp|s3|gs)://", location):
            what = "this is an address, and rows are read from files (or from the hub, hf://NAME)"
            raise UserError(what, location, "download it, and name the file") from None
        near = did_you_mean(path.name, _siblings(path))
        raise UserError(
            f"the file does not exist{near}", location, "check the path; it is relative to where you are"
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(error, location) from None
    if stat.S_ISDIR(mode):
        some = ", ".join(sorted(_siblings(path / "_"))[:8]) or "nothing"
        raise UserError("this is a directory, not a file", location, f"name one file in it; it holds {some}")
    if not stat.S_ISREG(mode):
        raise UserError("this is a pipe or a device, not a plain file", location, "save the rows to a file first")


def _siblings(path: Path) -> list[str]:
    try:
        return [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return []


def _read(path: Path, location: str, count: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise _unreadable(error, location) from None


def _size(path: Path, location: str) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(error, location) from None


def _must_fit(size: int, location: str) -> None:
    """Refuse a file that is larger than the memory of this machine before it is read."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else size
    if size > memory:
        what = f"the file is {size / 1024**3:,.0f} GiB, the memory of this machine {memory / 1024**3:,.0f} GiB"
        raise UserError(what, location, "write it as Parquet, of which only the needed columns are read, or split it")


def _unreadable(error: OSError | ValueError, location: str) -> UserError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UserError(f"the file cannot be read: {reason}", location, "check the path and its permissions")


def _in_package(location: str) -> Path:
    """Return the file that ``package:NAME/inner/path`` means. The package is found, never imported."""
    name, _, inner = location.removeprefix(PACKAGE).partition("/")
    module = name.replace("-", "_")
    if not module.isidentifier() or not inner or ".." in Path(inner).parts:
        raise UserError("this does not name a file inside a package", location, "write package:NAME/path/inside/it")
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise UserError(f"the package {name} is not installed", location, f"install it: pip install --no-deps {name}")
    places = [Path(root) / inner for root in spec.submodule_search_locations]
    return next((place for place in places if _exists(place)), places[0])
