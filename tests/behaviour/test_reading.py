"""A suite's file: what it may say, and errors that name the file and the key."""

import json
from pathlib import Path

import pytest

from finetooth.behaviour.reading import must_know_labels, read_suite
from finetooth.behaviour.suite import Case
from finetooth.core.errors import UserError

LEXICONS = "lexicons: {thing: [lamp, oven], praise: [lovely, superb, grand]}\n"
ONE = "{name: praise, capability: words, kind: mft, templates: ['The {thing} is {praise}.'], label: good}"


def write(folder: Path, text: str) -> Path:
    path = folder / "behaviour.yaml"
    path.write_text(text, "utf-8")
    return path


def read(folder: Path, *tests: str, head: str = LEXICONS):
    return read_suite(write(folder, head + "tests:\n" + "".join(f"  - {test}\n" for test in tests)), 7)


def test_templates_make_every_combination(tmp_path: Path):
    (test,) = read(tmp_path, ONE).tests
    assert test.kind == "minimum_functionality"
    assert len(test.cases) == 6
    assert test.cases[0] == Case(("The lamp is lovely.",), ("good",))
    assert len({case.texts for case in test.cases}) == 6


def test_more_than_the_cap_is_a_sample_by_the_seed(tmp_path: Path):
    words = ", ".join(f"w{number}" for number in range(60))
    head = f"lexicons: {{a: [{words}], b: [{words}], c: [{words}]}}\n"
    one = "{name: n, capability: c, kind: mft, templates: ['{a} {b} {c}'], label: x, cases: 50}"
    path = write(tmp_path, f"{head}tests: [{one}]\n")
    first, again, other = (read_suite(path, seed).tests[0].cases for seed in (1, 1, 2))
    assert len(first) == len(set(first)) == 50
    assert first == again != other


def test_a_swap_makes_variants_that_differ_in_nothing_else(tmp_path: Path):
    one = "{name: n, capability: c, kind: invariance, templates: ['{thing} {praise}'], swap: thing}"
    (test,) = read(tmp_path, one).tests
    assert [case.texts for case in test.cases] == [
        ("lamp lovely", "oven lovely"),
        ("lamp superb", "oven superb"),
        ("lamp grand", "oven grand"),
    ]


def test_a_direction_goes_from_one_template_to_another(tmp_path: Path):
    one = "{name: n, capability: c, kind: direction, templates: ['{a thing}'], to: ['{A thing}!'], expect: not falls}"
    (test,) = read(tmp_path, one).tests
    assert test.cases == (Case(("a lamp", "A lamp!")), Case(("an oven", "An oven!")))
    assert (test.expect, test.label) == ("not_falls", "")


def test_yes_and_numbers_are_labels_too(tmp_path: Path):
    one = "{name: n, capability: c, kind: mft, texts: [on, 12], labels: [yes, 1]}"
    (test,) = read(tmp_path, one).tests
    assert [case.texts for case in test.cases] == [("true",), ("12",)]
    assert test.cases[0].labels == ("true", "1")


@pytest.mark.parametrize(
    ("test", "told", "where"),
    [
        (ONE.replace("label", "lable"), "did you mean label", "lable"),
        (ONE.replace("mft", "unit"), "not known", "kind"),
        (ONE.replace("{praise}.", "{prase}."), "no lexicon 'prase' (did you mean praise?)", "praise"),
        (ONE.replace(", label: good", ""), "needs the right answer", "praise"),
        (ONE.replace("label: good", "label: good, tolerance: 2"), "number from 0 to 1", "tolerance"),
        (ONE.replace("label: good", "label: good, expect: rises"), "expect means nothing", "expect"),
        (ONE.replace("mft", "invariance"), "no label", "label"),
        ("{name: n, capability: c, kind: mft, label: x}", "no texts", "(n)"),
        ("{name: n, capability: c, kind: invariance, texts: [a]}", "compares texts", "texts"),
        ("{name: n, capability: c, kind: invariance, pairs: [[a]]}", "two texts or more", "pairs"),
        ("{name: n, capability: c, kind: direction, pairs: [[a, b]]}", "what is expected", "(n)"),
        ("{capability: c, kind: mft}", "'name' is missing", "tests[1]"),
        ("just words", "keys and values", "tests[1]"),
    ],
)
def test_mistakes_name_the_file_and_the_key(tmp_path: Path, test: str, told: str, where: str):
    with pytest.raises(UserError) as raised:
        read(tmp_path, test)
    assert told in raised.value.what
    assert "behaviour.yaml" in raised.value.where
    assert where in raised.value.where


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("test: []", "did you mean tests"),
        ("tests: 3", "must be a list"),
        ("lexicons: {a: []}\ntests: []", "no words"),
        ("tests: []", "no list of tests"),
        ("a: &x [1]\ntests: *x", "aliases"),
        ("tests: !!python/object/apply:os.system [ls]", "not valid YAML"),
        (f"{LEXICONS}capabilities: {{wrds: 0.1}}\ntests: [{ONE}]", "did you mean words"),
        (f"{LEXICONS}tests: [{ONE}, {ONE}]", "two tests of words"),
    ],
)
def test_mistakes_of_the_whole_file(tmp_path: Path, text: str, told: str):
    with pytest.raises(UserError) as raised:
        read_suite(write(tmp_path, text), 1)
    assert told in raised.value.what
    assert "behaviour.yaml" in raised.value.where


def test_a_label_that_the_model_does_not_learn_is_refused(tmp_path: Path):
    suite = read(tmp_path, ONE)
    must_know_labels(suite, ("good", "bad"))
    with pytest.raises(UserError, match="did you mean goods") as raised:
        must_know_labels(suite, ("goods", "bads"))
    assert "praise" in raised.value.where


def lines(folder: Path, *cases: dict) -> str:
    path = folder / "suite.jsonl"
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), "utf-8")
    return "import: {file: suite.jsonl, labels: {0: bad, 2: good}}\n"


def case(test: str, kind: str, texts: list[str], label=None) -> dict:
    return {"test": test, "type": kind, "capability": "Words", "texts": texts, "label": label, "group": 0}


def test_a_released_suite_is_imported(tmp_path: Path):
    head = lines(
        tmp_path,
        case("plain", "MFT", ["a fine lamp"], 2),
        case("plain", "MFT", ["a lamp"], 1),
        case("names", "INV", ["Ann came", "Bob came"]),
        case("intensifiers", "DIR", ["a good lamp", "a very good lamp"]),
        case("simple negations: not negative", "MFT", ["not a bad lamp"]),
        case("unheard of", "DIR", ["x", "y"]),
        case("neutral", "MFT", ["a lamp"], 1),
    )
    suite = read_suite(write(tmp_path, head), 1)
    assert [(test.name, test.kind, len(test.cases)) for test in suite.tests] == [
        ("plain", "minimum_functionality", 1),
        ("names", "invariance", 1),
        ("intensifiers", "direction", 1),
        ("simple negations: not negative", "minimum_functionality", 1),
    ]
    assert suite.tests[3].cases[0].labels == ("good",)
    assert [told.split(": ")[1] for told in suite.left_out] == ["unheard of", "neutral"]


def test_a_line_that_is_no_case_is_named(tmp_path: Path):
    head = lines(tmp_path, case("plain", "MFT", ["a"], 2), {"texts": []})
    with pytest.raises(UserError) as raised:
        read_suite(write(tmp_path, head), 1)
    assert raised.value.where.endswith("suite.jsonl:2")


RELEASED = Path(__file__).parents[3] / "shared" / "data" / "checklist_sentiment" / "tests.jsonl"


@pytest.mark.skipif(not RELEASED.exists(), reason="the released suite is not here")
def test_all_of_the_released_sentiment_suite_is_used(tmp_path: Path):
    head = f"import: {{file: {RELEASED}, labels: {{0: negative, 1: neutral, 2: positive}}, cases: 5}}\n"
    suite = read_suite(write(tmp_path, head), 1)
    assert len(suite.tests) == 38
    assert not suite.left_out
    assert len(suite.capabilities) == 7
