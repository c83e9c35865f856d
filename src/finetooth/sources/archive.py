"""Archive: one data file out of a zip or a gzip file, read in memory only, with a guard against bombs."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from finetooth.core.errors import UserError, did_you_mean

MAX_BYTES = 4 * 1024**3
MAX_RATIO = 200  # text packs to a half or a tenth, the same row again and again to a hundredth
MAX_RATIO_LARGE = 50
_SMALL, _LARGE = 1024**2, 64 * 1024**2  # unpacked; below the one any ratio is harmless, above the other few are
_STEP = 1024**2
_TRUST = "unpack it yourself if you trust it, and name the unpacked file"
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


def read_gzip(path: Path, where: str) -> bytes:
    """Return what a gzip file holds. A bomb is refused as soon as it shows, long before it fills the memory."""
    unpacked = io.BytesIO()
    try:
        with path.open("rb") as packed, gzip.open(packed) as stream:
            while step := stream.read(_STEP):
                unpacked.write(step)
                _refuse_ratio(f"{path.name} unpacks", packed.tell(), unpacked.tell(), where)
    except (zlib.error, EOFError, OSError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UserError(
            f"the gzip file cannot be read: {reason}", where, "fetch or make the file again, and check its permissions"
        ) from None
    return unpacked.getvalue()


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
    _refuse_ratio(f"{info.filename} would unpack", info.compress_size, info.file_size, where)
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
        raise UserError(f"{info.filename} is encrypted or packed in an unusual way", where, _TRUST)


def _refuse_ratio(what: str, packed: int, unpacked: int, where: str) -> None:
    """Raise UserError where so few bytes give so many that it looks like a bomb."""
    size = f"{what} from {packed:,} to {unpacked:,} bytes"
    ratio = MAX_RATIO_LARGE if unpacked > _LARGE else MAX_RATIO
    if unpacked > MAX_BYTES:
        raise UserError(f"{size}, above the limit of {MAX_BYTES:,}", where, _TRUST)
    if unpacked > _SMALL and unpacked > ratio * max(packed, 1):
        raise UserError(f"{size}, more than {ratio} times its size", where, _TRUST)
