"""Rows that say something."""

from finetooth.checks.examples import example_facts

LONG = [{"text": f"The room on floor {n} was clean and quiet.", "label": "ab"[n % 2]} for n in range(60)]


def test_placeholders_in_either_text_say_nothing() -> None:
    rows = [*LONG, {"text": "N/A", "label": "a"}, {"text": "Clean.", "pair": "null", "label": "a"}]
    facts = example_facts(rows)
    assert facts.get("placeholder_rows").where.arg_true().to_list() == [60, 61]
    assert facts.get("said_keys")["id"].to_list() == list(range(1, 61))


def test_answers_are_spared_and_counted() -> None:
    facts = example_facts([*LONG, *({"text": "nothing", "label": "none"} for _ in range(5))])
    assert facts.get("placeholder_rows").spared == 5
    assert facts.get("said_keys").height == 65
