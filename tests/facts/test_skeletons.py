"""What is left of conversations without numbers, names and quotations."""

from finetooth.checks.examples import example_values
from finetooth.core.facts import Facts
from finetooth.facts import skeletons as _skeletons  # noqa: F401  (registers the fact)

PROMPT = "How many pens does {} have who buys {} more at the shop?"
ANSWER = "The pens are {} + {} = {} in the end."


def _table(*pairs):
    talks = [[("user", prompt), ("assistant", answer)] for prompt, answer in pairs]
    return Facts(example_values({"conversations": talks})).get("skeletons")


def test_numbers_and_names_are_slots():
    one = (PROMPT.format("Anna", 3), ANSWER.format(2, 3, 5))
    other = (PROMPT.format("Berta", 40), ANSWER.format(1, 40, 41))
    table = _table(one, other, (PROMPT.format("Anna", 3), "The lamps are 3 in number here."))
    assert table["skeleton"][0] == table["skeleton"][1] != table["skeleton"][2]


def test_too_little_is_no_template():
    assert _table(("What is 3 + 4?", "7"))["skeleton"].to_list() == [None]


def test_only_what_the_prompt_names_is_a_slot_of_the_answer():
    form = "SELECT name FROM staff WHERE room = {} AND term = 'winter'"
    table = _table(
        ("Who has room 12?", form.format(12)), ("Who is in 40?", form.format(40)), ("Who is it?", form.format(7))
    )
    first, second, third = table["answer_template"]
    assert first == second != third
    assert "'winter'" in first
