"""Words of prompts and answers that go together."""

from finetooth.checks.examples import example_values
from finetooth.core.facts import Facts
from finetooth.facts import kinship as _kinship  # noqa: F401  (registers the fact)

THINGS = ["lamp", "kettle", "garden", "engine", "carpet", "ladder", "pillow", "ticket", "river", "basket"]
DOINGS = ["repair", "paint", "carry", "measure", "weigh", "borrow"]


def test_a_stranger_is_doubted_most():
    talks = [
        [("user", f"How do I {doing} the {thing}?"), ("assistant", f"To {doing} a {thing}, take it out first.")]
        for thing in THINGS
        for doing in DOINGS
    ]
    talks[7] = [talks[7][0], ("assistant", "Boil two eggs with some salt.")]
    table = Facts(example_values({"conversations": talks}) | {"seed": 1}).get("kinship")
    assert table["id"][0] == 8
    assert table.height == 60


def test_few_rows_tell_nothing():
    talks = [[("user", "How far is it?"), ("assistant", "Four miles from here.")]]
    assert Facts(example_values({"conversations": talks})).get("kinship").is_empty()
