"""Suites that were released with CheckList (Ribeiro et al. 2020), as JSONL; their pickles are never loaded.

Each line is a case: `test`, `type` (MFT, INV, DIR), `capability`, `texts` and `label` (null where the expectation was a
function). The functions of the released sentiment suite are known here by the names of its tests.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from finetooth.behaviour.keys import Keys, plain
from finetooth.behaviour.suite import MOST_FAILURES, BehaviourTest, Case, Expect, Kind
from finetooth.core.errors import UserError

_KEYS = ("file", "labels", "max_failure_rate", "cases")
_KINDS: dict[str, Kind] = {"MFT": "minimum_functionality", "INV": "invariance", "DIR": "direction"}
_NOT_NEGATIVE = ("1", "2")  # labels of the released suite: 0 negative, 1 neutral, 2 positive
_ALLOWED = {
    "simple negations: not negative": _NOT_NEGATIVE,
    "simple negations: I thought x was negative, but it was not (should be neutral or positive)": _NOT_NEGATIVE,
    "Hard: Negation of negative with neutral stuff in the middle (should be positive or neutral)": _NOT_NEGATIVE,
}
_DIRECTIONS: dict[str, tuple[Expect, str]] = {  # what is watched: a label of the suite, or the first answer
    "intensifiers": ("not_falls", ""),
    "reducers": ("not_rises", ""),
    '"used to" should reduce': ("not_rises", ""),
    "add positive phrases": ("not_falls", "2"),
    "add negative phrases": ("not_falls", "0"),
}
_TOLERANCE = 0.1  # of probability: that of the released suite
_LINES, _LONGEST = 500_000, 1_000_000


def read_checklist(top: Keys, folder: Path) -> tuple[list[BehaviourTest], list[str]]:
    """Return the tests of the suite that the key `import` names, and what of it could not be used. Raises UserError."""
    keys = Keys(top.mapping("import"), top.at("import"), _KEYS)
    path = Path(keys.text("file")).expanduser()
    path = path if path.is_absolute() else folder / path
    names = {plain(one): plain(ours) for one, ours in keys.mapping("labels").items() if ours is not None}
    most, limit = keys.count("cases", 100, 5_000), keys.share("max_failure_rate", MOST_FAILURES)
    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for line in _lines(path):
        groups.setdefault((plain(line["capability"]), plain(line["test"]), plain(line["type"])), []).append(line)
    tests, left_out = [], []
    for (capability, name, kind), lines in groups.items():
        made = _test(capability, name, kind, lines, names, most, limit, f"{path}: {name}")
        if isinstance(made, str):
            left_out.append(f"{capability}: {name}: {made}")
        else:
            tests.append(made)
    return tests, left_out


def _test(
    capability: str,
    name: str,
    kind: str,
    lines: list[Mapping[str, Any]],
    names: Mapping[str, str],
    most: int,
    limit: float,
    where: str,
) -> BehaviourTest | str:
    """Return the test, or why it cannot be used."""
    if kind not in _KINDS:
        return f"its type is {kind!r}"
    expect, watched = _DIRECTIONS.get(name, ("not_falls", ""))
    if kind == "DIR" and name not in _DIRECTIONS:
        return "what it expects was a function, and is not known here"
    if watched and watched not in names:
        return f"it watches the label {watched}, which import.labels gives no name"
    cases = [case for case in (_case(line, kind, name, names) for line in lines) if case is not None]
    if not cases:
        return "its labels have no name in import.labels, or what it expects was a function"
    label, tolerance = names.get(watched, ""), _TOLERANCE if kind == "DIR" else 0.0
    return BehaviourTest(name, capability, _KINDS[kind], tuple(cases[:most]), expect, label, tolerance, limit, where)


def _case(line: Mapping[str, Any], kind: str, name: str, names: Mapping[str, str]) -> Case | None:
    texts = tuple(plain(text) for text in line["texts"])
    if kind != "MFT":
        return Case(texts) if len(texts) > 1 else None
    allowed = (plain(line["label"]),) if line.get("label") is not None else _ALLOWED.get(name, ())
    labels = tuple(names[one] for one in allowed if one in names)
    return Case(texts[:1], labels) if labels else None


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    fix = "each line: test, type (MFT, INV, DIR), capability, texts, label; a pickle is never read"
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                found = json.loads(line) if number <= _LINES and len(line) <= _LONGEST else None
                if not isinstance(found, Mapping) or not isinstance(found.get("texts"), list) or not found["texts"]:
                    raise UserError("this line is no case of a suite", f"{path}:{number}", fix)
                if not {"test", "type", "capability"} <= found.keys():
                    raise UserError("this line lacks test, type or capability", f"{path}:{number}", fix)
                yield found
    except OSError as error:
        raise UserError(f"the suite cannot be read: {error.strerror}", str(path), "check import.file") from None
    except ValueError as error:
        raise UserError(f"the suite is not JSONL: {error}", str(path), fix) from None
