"""Archive: one data file out of a zip, read in memory only, with a guard against zip bombs."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from finetooth.core.errors import UserError, did_you_mean

MAX_BYTES = 4 * 1024**3
MAX_RATIO = 200
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # these unpack in steps of a bounded size
_ENCRYPTED = 0x1


def read_member(path: Path, member: str | None, suffixes: tuple[str, ...], where: str) -> tuple[str, bytes]:
    """Return name and bytes of a member; without a name, of the only data file in the zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = _choose(archive.infolist(), member, suffixes, where)
            _refuse_bomb(info, where)
            return info.filename, archive.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise UserError(f"the zip file is damaged: {error}", where, "fetch or make the file again") from None


def _choose(infos: list[zipfile.ZipInfo], member: str | None, suffixes: tuple[str, ...], where: str) -> zipfile.ZipInfo:
    files = [info for info in infos if not info.is_dir() and not _is_clutter(info.filename)]
    names = [info.filename for info in files]
    if member is not None:
        found = [info for info in files if info.filename == member]
        if not found:
            what = f"the zip holds no {member!r}{did_you_mean(member, names)}"
            raise UserError(what, where, f"name one of: {_listed(names)}")
    else:
        found = [info for info in files if PurePosixPath(info.filename).suffix.lower() in suffixes] or files
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError("the zip holds no data file", where, f"put one file ({', '.join(suffixes)}) into it")
    listed = _listed([info.filename for info in found])
    raise UserError(f"the zip holds {len(found)} data files: {listed}", where, "name one, as in FILE.zip::MEMBER")


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _listed(names: list[str]) -> str:
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _refuse_bomb(info: zipfile.ZipInfo, where: str) -> None:
    size = f"{info.filename} would unpack from {info.compress_size:,} to {info.file_size:,} bytes"
    fix = "unpack it yourself if you trust it, and name the unpacked file"
    if info.file_size > MAX_BYTES:
        raise UserError(f"{size}, above the limit of {MAX_BYTES:,}", where, fix)
    if info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise UserError(f"{size}, more than {MAX_RATIO} times its size", where, fix)
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
        raise UserError(f"{info.filename} is encrypted or packed in an unusual way", where, fix)
