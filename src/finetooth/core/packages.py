"""Files that lie inside installed packages, found without importing the package."""

import importlib.util
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from finetooth.core.errors import UserError


def package_folder(name: str) -> Path:
    """Return the folder of an installed package, by import name or distribution name. Raises UserError."""
    module = name.replace("-", "_")
    spec = importlib.util.find_spec(module) if module.isidentifier() else None
    if spec is not None and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    try:
        inside = [path for path in files(name) or [] if len(path.parts) > 1 and ".dist-info" not in path.parts[0]]
        return Path(str(inside[0].locate())).parents[len(inside[0].parts) - 2]
    except (PackageNotFoundError, IndexError):
        fix = f"check the spelling; if that is its name, install it: pip install --no-deps {name}"
        raise UserError(f"no installed package is named {name!r}", f"package:{name}", fix) from None
