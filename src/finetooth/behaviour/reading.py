"""Reading a suite of behavioural tests from YAML; docs/behaviour.md is the page for those who write it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from finetooth.behaviour.checklist import read_checklist
from finetooth.behaviour.keys import Keys, plain
from finetooth.behaviour.making import LONGEST, MOST_CASES, cases_of
from finetooth.behaviour.suite import EXPECTS, KINDS, MOST_FAILURES, BehaviourTest, Expect, Kind, Suite
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.strict_yaml import parse

MAX_BYTES = 1_000_000
_TOP = ("lexicons", "capabilities", "tests", "import")
_TEST = (
    "name", "capability", "kind", "texts", "pairs", "templates", "to", "swap", "label", "labels", "expect",
    "tolerance", "max_failure_rate", "cases",
)  # fmt: skip
_SHORT = {"mft": "minimum_functionality", "inv": "invariance", "dir": "direction"}
_EXAMPLE = "see docs/behaviour.md for an example"


def read_suite(path: Path, seed: int) -> Suite:
    """Read a suite. Raises UserError that names the file and the key."""
    top = Keys(_content(path), str(path), _TOP)
    lexicons = _lexicons(top)
    listed = top.items("tests")
    if not listed and "import" not in top:
        raise UserError("there is no list of tests here", top.at("tests"), _EXAMPLE)
    tests = [_test(one, f"{path}: tests[{number}]", lexicons, seed) for number, one in enumerate(listed, 1)]
    brought, left_out = read_checklist(top, path.parent) if "import" in top else ([], [])
    tests += brought
    _must_differ(tests, path)
    limits = _limits(top, {test.capability for test in tests})
    return Suite(tuple(tests), limits, tuple(left_out))


def must_know_labels(suite: Suite, labels: tuple[str, ...]) -> None:
    """Raise UserError where a test names a label that the model does not learn."""
    for label, where in suite.labels().items():
        if label not in labels:
            told = f"no label of the training rows is {label!r}{did_you_mean(label, labels)}"
            raise UserError(told, where, f"labels: {', '.join(labels[:20])}")


def _content(path: Path) -> Any:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        told = f"the file of behavioural tests cannot be read: {error.strerror}"
        raise UserError(told, str(path), "check validate.behaviour in the recipe") from None
    if len(data) > MAX_BYTES:
        raise UserError(f"the file is over {MAX_BYTES:,} bytes", str(path), "use templates, or import a JSONL suite")
    try:
        return parse(data.decode("utf-8"))
    except ValueError as error:
        raise UserError(f"the file is not valid YAML: {error}", str(path), _EXAMPLE) from None


def _lexicons(top: Keys) -> dict[str, tuple[str, ...]]:
    found = {}
    content = top.mapping("lexicons")
    words = Keys(content, top.at("lexicons"), [str(name) for name in content])
    for name in content:
        found[str(name)] = words.texts(str(name))
        if not found[str(name)]:
            raise UserError("this lexicon has no words", words.at(str(name)), "list at least one")
    return found


def _test(content: Any, where: str, lexicons: Mapping[str, tuple[str, ...]], seed: int) -> BehaviourTest:
    keys = Keys(content, where, _TEST)
    name, capability = keys.text("name"), keys.text("capability")
    raw = keys.text("kind").strip().lower()
    kind = cast(Kind, _SHORT[raw] if raw in _SHORT else keys.choice("kind", KINDS))
    keys.where = f"{where} ({name})"
    labels = (*keys.texts("label"), *keys.texts("labels"))
    must_fit(keys, kind, labels)
    cases = cases_of(keys, kind, labels, lexicons, keys.count("cases", MOST_CASES, LONGEST), seed)
    return BehaviourTest(
        name=name,
        capability=capability,
        kind=kind,
        cases=cases,
        expect=cast(Expect, keys.choice("expect", EXPECTS, "not_falls")),
        label=labels[0] if kind == "direction" and labels else "",
        tolerance=keys.share("tolerance", 0.0),
        most_failures=keys.share("max_failure_rate", MOST_FAILURES),
        where=keys.where,
    )


def must_fit(keys: Keys, kind: Kind, labels: tuple[str, ...]) -> None:
    """Raise UserError where a test of this kind lacks a key, or has one that means nothing there."""
    if kind == "minimum_functionality" and not labels:
        raise UserError("a minimum functionality test needs the right answer", keys.where, "add label: ...")
    if kind == "invariance" and labels:
        raise UserError("an invariance test has no label: any answer that stays is right", keys.at("label"), "drop it")
    if kind == "direction" and ("expect" not in keys or len(labels) > 1):
        fix = f"add expect: one of {', '.join(EXPECTS)}; label is the one whose probability is watched"
        raise UserError("a direction test needs what is expected, of one label at most", keys.where, fix)
    if kind != "direction" and "expect" in keys:
        raise UserError(f"expect means nothing in a test of {kind.replace('_', ' ')}", keys.at("expect"), "drop it")


def _must_differ(tests: list[BehaviourTest], path: Path) -> None:
    seen: dict[tuple[str, str], str] = {}
    for test in tests:
        first = seen.setdefault((test.capability, test.name), test.where)
        if first is not test.where:
            told = f"two tests of {test.capability} have the name {test.name!r}"
            raise UserError(told, test.where, f"rename one; the other is {first}")


def _limits(top: Keys, known: set[str]) -> tuple[tuple[str, float], ...]:
    """Return the share of failures that capabilities may have, where the file says so."""
    content = top.mapping("capabilities")
    limits = Keys(content, top.at("capabilities"), sorted(known))
    return tuple((plain(name), limits.share(plain(name), MOST_FAILURES)) for name in content)
