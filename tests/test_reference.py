"""What the option page says in words of the values that a key takes."""

from finetooth.reference import recipe_page, schema

TUNED = "; to tune it, a list of these or a range `{low, high, log}`"


def takes(key: str) -> str:
    line = next(line for line in recipe_page().splitlines() if line.startswith(f"| `{key}` |"))
    return line.split(" | ")[1]


def test_a_number_that_can_be_searched_takes_a_list_or_a_range():
    assert takes("training.learning_rate") == "number > 0, ≤ 1" + TUNED
    assert takes("training.hidden_dropout_prob") == "number ≥ 0, < 1" + TUNED
    assert takes("training.lora_alpha") == "whole number > 0" + TUNED


def test_a_name_that_can_be_searched_takes_a_list():
    assert takes("training.lr_scheduler_type") == "`linear` or `cosine` or `constant`; to tune it, a list of these"
    assert takes("training.freeze_layers") == "whole number ≥ 0 or `all`; to tune it, a list of these"


def test_auto_is_no_value_of_a_list():
    assert takes("training.pooling").endswith("; to tune it, a list of these but `auto`")
    assert takes("training.lora_r").endswith("; to tune it, a list of these but `auto` or a range `{low, high, log}`")


def test_what_is_never_searched_and_lists_of_names_are_told_as_they_are():
    assert takes("training.early_stopping_patience") == "whole number ≥ 1"
    assert takes("training.bf16") == "`auto` or true or false"
    assert takes("training.augment") == "list of text"
    assert takes("prepare.fix") == "`auto` or `none` or list of text"
    assert takes("tune.search_space") == "`auto` or list of text"
    assert takes("tune.learning_rate_range_test") == "true or false"


def test_the_schema_takes_null_in_a_list_of_dropouts():
    way = schema()["$defs"]["Training"]["properties"]["hidden_dropout_prob"]["anyOf"][1]
    assert {"type": "null"} in way["items"]["anyOf"]
