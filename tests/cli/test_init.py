"""A first recipe for a file: what is seen, what is set, and that it can be run as it is."""

import csv
import json
import random
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from finetooth import sources
from finetooth.cli import main
from finetooth.core.strict_yaml import parse
from finetooth.gate import check_conditions
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.recipe.sections import Recipe

HOSTILE = [
    "a: b # c",
    "- x",
    "{[",
    "'\"",
    "x\u2028y",
    "!!python/object/apply:os.system",
    "*x",
    "yes",
    "null",
    "2026-01-01",
    "=1+1",
]


def draft(path: Path, *words: str) -> Recipe:
    """Write a recipe beside the file and read it back."""
    out = path.with_name("recipe.yaml")
    assert main(["init", str(path), "--out", str(out), "--force", *words]) == 0
    return make_recipe(read_yaml(out), where=str(out))


@pytest.fixture
def file(tmp_path, opinions):
    """Writes 60 opinions with further columns: ``file(name, customer=[...])``."""

    def write(name: str = "said.csv", delimiter: str = ",", keep: bool = True, **more: list[str]) -> Path:
        rows = [list(row.values()) if keep else [row["text"]] for row in opinions(60)]
        header = (["text", "label"] if keep else ["text"]) + list(more)
        rows = [row + [values[place] for values in more.values()] for place, row in enumerate(rows)]
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
        return tmp_path / name

    return write


def test_columns_labels_and_language_are_told_and_set(file, capsys):
    recipe = draft(file(delimiter=";"))
    out = " ".join(capsys.readouterr().out.split())
    assert "60 rows, CSV, parted by semicolons, utf-8" in out
    assert re.search(r"label: 2 of them: \w+ \(\d+\), \w+ \(\d+\)", out)
    assert "next: finetooth audit" in out
    assert (recipe.data.text_column, recipe.data.label_column, recipe.task) == ("text", "label", "text-classification")
    assert recipe.base_model


def test_times_groups_and_splits_are_set_where_they_look_like_such(file):
    days = [f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(60)]
    customers = [f"c{n % 20}" for n in range(60)]
    recipe = draft(file(sent=days, customer_id=customers, split=["train", "dev", "test"] * 20))
    assert (recipe.data.time_column, recipe.data.group_column) == ("sent", "customer_id")
    assert recipe.data.split_column == "split"
    other = draft(file(sent=["soon"] * 60, customer_id=["one"] * 60, split=["a", "b"] * 30))
    assert (other.data.time_column, other.data.group_column, other.data.split_column) == (None, None, None)


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y %I:%M %p", "%d.%m.%y"])
def test_times_are_known_by_what_a_column_holds_whatever_its_name(file, form):
    start = datetime(2024, 1, 1)
    recipe = draft(file(eingang=[f"{start + timedelta(days=3 * n):{form}}" for n in range(60)]))
    assert recipe.data.time_column == "eingang"


def test_mere_digits_are_times_by_their_name_only(file):
    seconds = [1_700_000_000 + 999 * n for n in range(60)]
    assert draft(file(unix_ts=seconds, amount=seconds)).data.time_column == "unix_ts"
    assert draft(file(amount=seconds)).data.time_column is None


def test_of_several_columns_of_times_the_others_are_named(file, capsys):
    days = [f"2024-{1 + n % 12:02}-15" for n in range(60)]
    draft(file(opened=days, closed=days), "--json")
    (one,) = [one for one in json.loads(capsys.readouterr().out)["settings"] if one["key"] == "data.time_column"]
    assert (one["value"], one["doubtful"]) == ("opened", True)
    assert "closed" in one["why"]


def test_dates_whose_order_nothing_tells_are_not_set_and_it_is_said(file, capsys):
    days = [f"{1 + n % 12:02}/{1 + n // 12:02}/2024" for n in range(60)]
    assert draft(file(received=days)).data.time_column is None
    assert "can be read with the day or the month first" in " ".join(capsys.readouterr().out.split())
    assert draft(file(received=days), "--set", "data.time_column=received").data.time_column == "received"


def test_a_date_among_words_makes_no_column_of_dates(file, capsys):
    draft(file(remark=["01/02/2024", *(f"called {n} times" for n in range(59))]))
    assert "holds dates" not in " ".join(capsys.readouterr().out.split())


def test_a_column_of_ids_with_an_unknown_name_is_offered_but_not_set(file, tmp_path, capsys):
    ids = [f"K-{n % 25:03}" for n in range(60)]
    recipe = draft(file(kunde=ids, age=[20 + n % 25 for n in range(60)], price=[f"{n % 25}.50" for n in range(60)]))
    assert recipe.data.group_column is None
    out = " ".join(capsys.readouterr().out.split())
    assert "offered # data.group_column: kunde 25 values, 2 rows each in the middle, 3 at most" in out
    assert not re.search("also be.*(age|price)", out)
    written = (tmp_path / "recipe.yaml").read_text("utf-8")
    assert re.search(r"(?m)^  # group_column: kunde +# 25 values", written)
    numbers = draft(file(kunden_nr=[n % 25 for n in range(60)]), "--json")
    (offered,) = json.loads(capsys.readouterr().out)["offered"]
    assert (numbers.data.group_column, offered["value"]) == (None, "kunden_nr")


def test_ids_that_a_spreadsheet_rounded_are_not_offered_as_groups(file, capsys):
    """Rows that share a rounded number have nothing in common; the same values spelt out are offered."""
    rounded = [f"5.70{n % 25:03d}E+17" for n in range(60)]
    draft(file(post_id=rounded))
    assert "data.group_column" not in capsys.readouterr().out
    draft(file(post_id=[value.replace("E+", "x") for value in rounded]))
    assert "data.group_column: post_id" in capsys.readouterr().out


def test_no_group_is_offered_where_values_hardly_repeat_or_one_is_named(file, capsys):
    draft(file(ref=[f"r{n // 2 if n < 20 else n}" for n in range(60)]), "--json")
    assert json.loads(capsys.readouterr().out)["offered"] == []
    ids = [f"K{n % 25}" for n in range(60)]
    assert draft(file(kunde=ids, CustomerID=ids), "--json").data.group_column == "CustomerID"
    assert json.loads(capsys.readouterr().out)["offered"] == []


def test_a_test_file_beside_it_is_taken_where_it_can_be_read(file, opinions, write_csv, tmp_path):
    path = file("train.csv")
    write_csv(tmp_path / "test.csv", opinions(20, 5))
    write_csv(tmp_path / "dev.csv", [{"text": "no label"}])
    recipe = draft(path)
    assert recipe.data.test == str(tmp_path / "test.csv")
    assert recipe.data.validation is None
    assert "dev.csv lies beside it, but is not used" in (tmp_path / "recipe.yaml").read_text("utf-8")
    assert draft(path, "--test", str(path)).data.test == str(path)


def test_what_a_run_would_ask_is_chosen_and_marked(file, capsys):
    topics = [random.Random(n).choice("xyz") for n in range(60)]
    recipe = draft(file(keep=False, topic=topics, sentiment=["up", "down"] * 30), "--json")
    told = json.loads(capsys.readouterr().out)
    (doubtful,) = [one for one in told["settings"] if one["doubtful"]]
    assert (doubtful["key"], doubtful["value"]) == ("data.label_column", recipe.data.label_column) == (
        "data.label_column", "sentiment",
    )  # fmt: skip
    assert "topic" in doubtful["why"]


def test_records_that_cannot_be_read_are_set_aside_and_a_missing_header_is_noticed(tmp_path, opinions):
    rows = opinions(30)
    lines = [json.dumps(row) for row in rows]
    (tmp_path / "rows.jsonl").write_text("\n".join([*lines[:9], "{torn", *lines[9:]]), "utf-8")
    assert draft(tmp_path / "rows.jsonl").data.on_bad_line == "quarantine"
    bare = "".join(f"{row['text']} was all that was in there,{row['label']}\n" for row in rows)
    (tmp_path / "bare.csv").write_text(bare, "utf-8")
    assert draft(tmp_path / "bare.csv").data.header is False


def test_conversations_are_seen_for_what_they_are(tmp_path, capsys):
    turns = [{"role": "user", "content": "Is it open?"}, {"role": "assistant", "content": "Until nine."}]
    (tmp_path / "talks.jsonl").write_text((json.dumps({"messages": turns, "tag": "x"}) + "\n") * 6, "utf-8")
    recipe = draft(tmp_path / "talks.jsonl")
    assert (recipe.task, recipe.data.format) == ("sft", "messages")
    assert "finetooth preview" in (tmp_path / "recipe.yaml").read_text("utf-8")
    pairs = [{"instruction": f"say {n}", "output": f"number {n}"} for n in range(6)]
    (tmp_path / "pairs.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in pairs), "utf-8")
    assert draft(tmp_path / "pairs.jsonl").task == "sft"


def test_preferences_and_single_turns_are_not_taken_for_labelled_rows(tmp_path, capsys):
    chosen = [{"prompt": f"say {n}", "chosen": f"number {n}", "rejected": f"no {n}"} for n in range(20)]
    turns = [
        {"talk": n // 2, "role": ("user", "assistant")[n % 2], "content": f"number {n} is said"} for n in range(40)
    ]
    for records, told in ((chosen, "these rows are preferences"), (turns, "these rows are single turns")):
        (tmp_path / "rows.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        assert main(["init", str(tmp_path / "rows.jsonl"), "--out", str(tmp_path / "recipe.yaml")]) == 2
        assert told in capsys.readouterr().err
    assert not (tmp_path / "recipe.yaml").exists()


@pytest.mark.parametrize(
    ("values", "kind"), [([f"{n}.5" for n in range(60)], "regression"), (["1", "2", "3"] * 20, "auto")]
)
def test_numbers_are_predicted_where_they_are_too_many_for_classes(file, values, kind):
    path = file(keep=False, rating=values)
    assert draft(path).problem_type == kind
    assert ("# problem_type: auto" in path.with_name("recipe.yaml").read_text("utf-8")) is (kind == "auto")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_and_labels_stay_names(tmp_path, opinions, name):
    path = tmp_path / "odd.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = [(row["text"], row["label"] + name, f"c{place % 9}") for place, row in enumerate(opinions(40))]
        csv.writer(stream).writerows([("text " + name, name, "user " + name), *rows])
    recipe = draft(path, "--label-column", name, "--text-column", "text " + name)
    assert (recipe.data.label_column, recipe.data.text_column) == (name, "text " + name)
    assert len(sources.read(str(path), "train", recipe.data).rows) == 40


def test_options_that_are_commented_out_stand_at_their_defaults(file):
    path = file(sent=[f"2026-01-{n % 28 + 1:02}" for n in range(60)])
    recipe = draft(path)
    text = path.with_name("recipe.yaml").read_text("utf-8")
    opened = re.sub(r"^( *)# (\w+: .*  # )", r"\1\2", text, flags=re.MULTILINE)
    assert opened.count("#") < text.count("#")
    assert make_recipe(parse(opened)) == recipe


def test_what_is_suggested_for_the_gate_can_be_judged():
    for condition in ("macro_f1.low >= 0.80", "gain_over_baseline.low > 0", "completion_loss.high < 1.0"):
        check_conditions(make_recipe({"data": {"train": "x"}, "gate": {"require": [condition]}}).gate)


def test_what_was_asked_for_is_kept(file):
    recipe = draft(file(), "--model", "some/model", "--set", "tune.method=none", "--set", "seed=7")
    assert (recipe.base_model, recipe.tune.method, recipe.seed) == ("some/model", "none", 7)


def test_a_recipe_is_never_replaced_unasked(file, tmp_path, capsys):
    path, out = file(), tmp_path / "mine.yaml"
    out.write_text("mine", "utf-8")
    assert main(["init", str(path), "--out", str(out)]) == 2
    assert (out.read_text("utf-8"), "--force" in capsys.readouterr().err) == ("mine", True)
    for words in ([str(out)], [str(path), "--out", str(tmp_path / "x.txt")], [str(tmp_path / "no.csv")],
                  [str(path), "--out", str(tmp_path / "gone" / "x.yaml")]):  # fmt: skip
        assert main(["init", *words]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 3
