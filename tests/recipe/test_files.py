"""YAML, --set and Python arguments: one Recipe, or an error that names the key."""

from pathlib import Path
from typing import Any

import pytest

from finetooth.core.errors import UserError
from finetooth.recipe.files import ALIASES, make_recipe, parse_override, read_yaml, to_yaml
from finetooth.recipe.sections import Range

DATA: dict[str, Any] = {"data": {"train": "rows.csv"}}


@pytest.fixture
def read(tmp_path: Path):
    def reading(text: str | bytes) -> dict[str, Any]:
        path = tmp_path / "recipe.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_yaml(path)

    return reading


def test_a_recipe_file_reads_as_written(read) -> None:
    recipe = make_recipe(read("base_model: here\ndata: {train: a.csv}\ntraining:\n  learning_rate: 2e-4\n"))
    assert (recipe.base_model, recipe.data.train, recipe.training.learning_rate) == ("here", "a.csv", 2e-4)


def test_a_complete_recipe_read_back_is_the_same(read) -> None:
    recipe = make_recipe(
        {**DATA, "validate": {"max_rows": 20}, "tune": {"time_limit": "20m"}, "gate": {"waive": {"DAT001": "so: #é"}}},
        [("training.learning_rate", {"low": 1e-5, "high": 1e-3, "log": True})],
    )
    assert make_recipe(read(to_yaml(recipe))) == recipe


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases"),
        ("data: {train: a}\ndata: {train: b}\n", "'data' stands twice"),
        ("training: {lr: 1, lr: 2}\n", "'lr' stands twice (line 1)"),
        ("data: {train: a\n", "not valid YAML"),
        ("seed: !!python/object/apply:os.system [id]\n", "not valid YAML"),
        ("- a\n- b\n", "must be a mapping"),
        ("", "must be a mapping"),
        ("just text", "must be a mapping"),
        ("a: \x00\n", "not valid YAML"),
        (b"a: \xff\xfe\n", "not valid YAML"),
        ("[" * 5000, "not valid YAML"),
        ("{" * 400_000, "not valid YAML"),
        ("? [1, 2]\n: x\n", "not valid YAML"),
    ],
)
def test_what_is_no_recipe_is_refused_with_the_reason(read, text: str | bytes, told: str) -> None:
    with pytest.raises(UserError) as refused:
        read(text)
    assert told in refused.value.what
    assert refused.value.where.endswith("recipe.yaml")


def test_a_file_over_a_megabyte_is_refused_unread(read) -> None:
    assert read("a: b\n" + "#" * 900_000) == {"a": "b"}
    with pytest.raises(UserError, match="over 1,000,000 bytes"):
        read("a: b\n" + "#" * 1_000_000)


def test_a_file_that_is_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path, tmp_path / ("long" * 100)):
        with pytest.raises(UserError, match="cannot be read: "):
            read_yaml(path)


def test_many_keys_are_read(read) -> None:
    assert (
        len(read("{" + ",".join(f"k{number}: 1" for number in range(15_000)) + "}")) == 15_000
    )  # compared pairwise: minutes


def test_a_date_stays_the_text_it_is(read) -> None:
    assert read("data: {train: 2026-11-21}") == {"data": {"train": "2026-11-21"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("training.learning_rate=2e-4", 2e-4),
        ("training.learning_rate=[1e-4, 2e-4]", [1e-4, 2e-4]),
        ("training.learning_rate={low: 1e-5, high: 1e-3, log: true}", Range[float](low=1e-5, high=1e-3, log=True)),
        ("training.learning_rate=null", None),
        ("training.lr=0.5", 0.5),
    ],
)
def test_set_gives_what_a_recipe_file_would_give(text: str, expected: Any) -> None:
    assert make_recipe(DATA, [parse_override(text)]).training.learning_rate == expected


@pytest.mark.parametrize("value", ["nan", "inf", "infinity", "a=b", "2026-11-21", "x y"])
def test_set_takes_text_as_text(value: str) -> None:
    assert make_recipe(DATA, [parse_override(f"data.label_column={value}")]).data.label_column == value


@pytest.mark.parametrize("text", ["training.learning_rate", "=3", "a=[1", "a=*x", "a=" + "[" * 5000])
def test_a_malformed_set_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_override(text)
    assert refused.value.where.startswith("--set")


def test_a_later_set_wins_over_the_file_and_over_an_earlier_one_in_any_spelling() -> None:
    content = {**DATA, "training": {"lr": 1e-3}}
    assert make_recipe(content, [("training.learning_rate", 2e-3)]).training.learning_rate == 2e-3
    content = {**DATA, "training": {"learning_rate": 1e-3}}
    assert make_recipe(content, [("training.lr", 2e-3)]).training.learning_rate == 2e-3
    assert (
        make_recipe(content, [("training.lr", 2e-3), ("training.learning_rate", 3e-3)]).training.learning_rate == 3e-3
    )


def test_a_set_may_reach_into_a_range_and_leaves_its_input_alone() -> None:
    content = {**DATA, "training": {"lr": {"low": 1e-5, "high": 1e-3}}}
    recipe = make_recipe(content, [("training.lr.low", 1e-6)])
    assert recipe.training.learning_rate == Range[float](low=1e-6, high=1e-3)
    assert content["training"]["lr"]["low"] == 1e-5


def test_a_whole_section_may_be_set() -> None:
    content = {**DATA, "tune": {"trials": 3}}
    assert make_recipe(content, [("tune", {"method": "none"})]).tune.model_dump()["trials"] is None
    assert make_recipe(DATA, [("training", {"lr": 1e-3})]).training.learning_rate == 1e-3


def test_a_set_below_a_value_is_refused() -> None:
    with pytest.raises(UserError, match="seed is a value, not a section"):
        make_recipe({**DATA, "seed": 3}, [("seed.more", 1)])


def test_an_empty_section_means_its_defaults() -> None:
    assert make_recipe({**DATA, "training": None, "tune": {}}) == make_recipe(DATA)


@pytest.mark.parametrize(("spelling", "canonical"), ALIASES.items())
def test_the_neighbours_spellings_are_echoed_in_the_canonical_name(spelling: str, canonical: str) -> None:
    value: Any = "package:model" if canonical == "base_model" else 7 if "learning" not in canonical else 0.5
    value = 0.5 if "smoothing" in canonical else value
    told = to_yaml(make_recipe(DATA, [(spelling, value)]))
    assert f"{canonical.split('.')[-1]}: {value}" in told
    assert f" {spelling.split('.')[-1]}:" not in told.replace("\n", " ")


def test_two_spellings_of_one_option_are_refused() -> None:
    with pytest.raises(UserError, match=r"training\.lr and training\.learning_rate are the same option"):
        make_recipe({**DATA, "training": {"lr": 1e-3, "learning_rate": 2e-3}})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"trian": 1}, "unknown key 'trian'"),
        ({"sed": 1}, "unknown key 'sed' (did you mean seed?)"),
        ({"data": {"train": "a", "text_colum": "x"}}, "'data.text_colum' (did you mean text_column?)"),
        ({"training": {"learning_rat": 1}}, "'training.learning_rat' (did you mean learning_rate?)"),
        ({"validate": {"max_row": 20}}, "'validate.max_row' (did you mean max_rows?)"),
        ({"training": {"weight_decay": {"low": 0, "hihg": 1, "high": 0.5}}}, "weight_decay.hihg' (did you mean high?)"),
        ({"tune": {"trials": 0}}, "tune.trials = 0 is not accepted"),
        ({"tune": {"trials": "many"}}, "tune.trials = 'many' is not accepted"),
        ({"tune": {"method": "gird"}}, "tune.method = 'gird' is not accepted"),
        ({"training": {"learning_rate": "fast"}}, "training.learning_rate = 'fast' is not accepted"),
        ({"training": {"num_train_epochs": 0}}, "training.num_train_epochs"),
        ({"tune": 3}, "tune = 3 is not accepted"),
        ({"gate": {"waive": {"DAT001": ""}}}, "waive takes codes with a reason"),
    ],
)
def test_what_is_wrong_is_named_with_its_key(content: dict[str, Any], told: str) -> None:
    with pytest.raises(UserError) as refused:
        make_recipe({**DATA, **content}, where="my.yaml")
    assert told in refused.value.what
    assert refused.value.where.startswith("my.yaml")
    assert refused.value.fix


def test_missing_training_rows_are_asked_for() -> None:
    for content in ({}, {"data": None}, {"data": {}}, {"data": {"test": "t.csv"}}):
        with pytest.raises(UserError, match=r"'data\.train' is missing") as refused:
            make_recipe(content)
        assert "--set data.train=" in refused.value.fix


def test_a_refused_value_comes_with_what_the_key_takes() -> None:
    with pytest.raises(UserError) as refused:
        make_recipe({**DATA, "data": {"train": "a", "on_bad_line": "skip"}})
    assert "set it aside with an entry in the ledger" in refused.value.fix
