"""Examples become facts."""

from finetooth.checks.examples import example_facts, example_values
from finetooth.core.results import Splits
from finetooth.core.rows import Rows, name_of
from finetooth.recipe.sections import Recipe


def test_a_list_is_rows_and_a_recipe_stands_beside_them() -> None:
    values = example_values([{"text": "hello", "label": "a"}, {"text": "bye", "role": "test"}])
    assert values["rows"].table.equals(
        Rows.of([{"text": "hello", "label": "a"}, {"text": "bye", "role": "test"}]).table
    )
    assert isinstance(values["recipe"], Recipe)


def test_a_mapping_holds_facts_as_they_are() -> None:
    facts = example_facts({"max_length": 8, "rows": Rows.of([])})
    assert facts.get("max_length") == 8
    assert len(facts.get("rows")) == 0


def test_records_in_a_mapping_become_rows_splits_and_recipe() -> None:
    values = example_values(
        {
            "rows": [{"text": "hello"}],
            "splits": {"train": [{"text": "hello"}], "test": [{"text": "bye"}]},
            "recipe": {"data": {"train": "a.csv", "field": "b.csv"}, "seed": 7},
        }
    )
    splits = values["splits"]
    assert isinstance(splits, Splits)
    assert [len(side) for side in vars(splits).values()] == [1, 0, 1, 0]
    assert name_of(splits.test.ids[0]) == "test:1"
    assert values["rows"].texts.to_list() == ["hello"]
    assert (values["recipe"].data.field, values["recipe"].seed) == ("b.csv", 7)


def test_the_example_itself_is_left_alone() -> None:
    example = {"rows": [{"text": "hello"}]}
    example_facts(example).get("rows")
    assert example == {"rows": [{"text": "hello"}]}
