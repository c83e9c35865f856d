"""Predictions of a file: one line a record, probabilities that add up, safe in a spreadsheet."""

import csv
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from finetooth.cli import main
from finetooth.core.errors import UserError
from finetooth.new_rows import read_new
from finetooth.prediction import mended, predict
from finetooth.recipe.sections import Data, Recipe
from finetooth.report.cells import safe_cell as safe

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def run_folder(finished_run: Path) -> Path:
    return finished_run


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_labels_and_probabilities(run_folder: Path, tmp_path: Path, opinions, write_csv):
    rows = [{"n": str(number), "review": row["text"]} for number, row in enumerate(opinions(40, seed=5))]
    out = predict(run_folder, str(write_csv(tmp_path / "new.csv", rows)), tmp_path / "out.csv")
    found = lines_of(out)
    assert [line["record"] for line in found] == [str(number) for number in range(1, 41)]
    assert {line["problem"] for line in found} == {""}
    said = {"'=good": "good", "-1": "bad"}
    right = [said[line["prediction"]] == row["label"] for line, row in zip(found, opinions(40, seed=5), strict=True)]
    assert sum(right) > 30
    for line in found:
        chances = [float(line["p(=good)"]), float(line["p(-1)"])]
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        assert float(line["confidence"]) == pytest.approx(max(chances), abs=1e-6)


def test_the_default_name_and_an_empty_text(run_folder: Path, tmp_path: Path, write_csv, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "new.csv", [{"review": ""}, {"review": "a lovely box"}])
    out = predict(run_folder, "new.csv")
    assert out == Path("new.predictions.csv")
    assert len(lines_of(out)) == 2
    with pytest.raises(UserError, match="is there already") as caught:
        predict(run_folder, "new.csv")
    assert "--out" in caught.value.fix
    assert predict(run_folder, "new.csv", out) == out  # asked for by name, it is replaced


def test_records_set_aside_keep_their_line(run_folder: Path, tmp_path: Path):
    new = tmp_path / "new.csv"
    new.write_text("review,n\na lovely box,1\na clumsy lamp,2,3,4\na dismal chair,3\n")
    found = lines_of(predict(run_folder, str(new), tmp_path / "out.csv"))
    assert [line["record"] for line in found] == ["1", "2", "3"]
    assert [bool(line["prediction"]) for line in found] == [True, False, True]
    assert {found[1][name] for name in ("prediction", "confidence", "p(=good)", "p(-1)")} == {""}
    assert "4" in found[1]["problem"]
    assert (found[0]["problem"], found[2]["problem"]) == ("", "")


def test_a_new_file_is_read_by_its_own_dialect(run_folder: Path, tmp_path: Path):
    new = tmp_path / "new.csv"  # the recipe says that the training file has commas
    new.write_text("n;review\n" + "".join(f"{n};a lovely box, with {n} screws\n" for n in range(5)), "utf-16")
    assert len(lines_of(predict(run_folder, str(new), tmp_path / "out.csv"))) == 5


def test_a_file_without_header_is_read_as_the_training_file_was(run_folder: Path, tmp_path: Path, opinions, write_csv):
    run = shutil.copytree(run_folder, tmp_path / "run")
    recipe, about = run / "recipe.yaml", run / "1-audit" / "sources.json"
    recipe.write_text(recipe.read_text().replace("header: null", "header: false"))
    assert "header: false" in recipe.read_text()
    sources = json.loads(about.read_text())
    about.write_text(json.dumps([{**sources[0], "text_column": "column_1"}]))
    new = tmp_path / "new.csv"
    new.write_text("".join(f"{row['text']},{n}\n" for n, row in enumerate(opinions(6))))
    assert len(lines_of(predict(run, str(new), tmp_path / "out.csv"))) == 6


def test_it_can_be_said_how_a_new_file_is_read(run_folder: Path, tmp_path: Path):
    new, out = tmp_path / "new.csv", tmp_path / "out.csv"
    new.write_text("words|n\na lovely box|1\na torn box|2\n")
    with pytest.raises(UserError, match="no such column") as told:
        predict(run_folder, str(new), out)
    assert told.value.fix.endswith("--set data.text_column=NAME")
    assert len(lines_of(predict(run_folder, str(new), out, sets=["data.text_column=words"]))) == 2
    new.write_text("a lovely box\na torn box\n")  # no header, and no column to part
    bare = ["data.header=false", "data.text_column=column_1"]
    assert [line["record"] for line in lines_of(predict(run_folder, str(new), out, sets=bare))] == ["1", "2"]
    new.write_text('{"review": "a lovely box"}\n{"review": torn}\n')
    told_of = lines_of(predict(run_folder, str(new), out, sets=["data.on_bad_line=quarantine"]))
    assert [bool(line["prediction"]) for line in told_of] == [True, False]
    assert main(["predict", str(run_folder), str(new), "--out", str(out), "--set", "data.on_bad_line=quarantine"]) == 0
    with pytest.raises(UserError, match="says nothing of how a new file is read") as told:
        predict(run_folder, str(new), out, sets=["training.seed=3"])
    assert "data.text_column" in told.value.fix


@pytest.mark.parametrize(
    ("encoding", "written", "read"),
    [
        ("cp1251", "cp1251", "чай горячий"),  # not UTF-8: the recipe's goes before the guess
        ("cp1251", "utf-8", "чай горячий"),  # UTF-8 tells itself, whatever the training file was
        ("cp1251", "utf-16", "чай горячий"),
        ("utf-16-le", "cp1252", "thé glacé"),  # the recipe's does not fit: the guess
        (None, "cp1252", "thé glacé"),
    ],
)
def test_the_recipe_s_encoding_goes_before_a_guess(tmp_path: Path, encoding, written, read):
    (tmp_path / "1-audit").mkdir()
    (tmp_path / "1-audit" / "sources.json").write_text(json.dumps([{"text_column": "review"}]))
    (tmp_path / "new.csv").write_bytes(f"review,n\n{read},1\n{read},2\n".encode(written))
    recipe = Recipe(data=Data(train="train.csv", encoding=encoding))
    source = read_new(tmp_path, recipe, str(tmp_path / "new.csv"))
    assert source.rows.texts.to_list() == [read, read]


@pytest.mark.parametrize("cell", ["-1", "+2", "-0.5", "1e-3", "-1,5", "plain"])
def test_numbers_stay_as_they_are(cell: str):
    assert safe(cell) == cell


@pytest.mark.parametrize("cell", ["-1+1", "=1", "+a", "-", "@b", "\tc", "-1\n", "-\u0661"])
def test_formulas_are_disarmed(cell: str):
    assert safe(cell) == "'" + cell


def test_texts_are_mended_as_in_training(run_folder: Path, tmp_path: Path, write_csv):
    texts = ["it&#039;s   lovely", "it's lovely"]
    out = predict(
        run_folder, str(write_csv(tmp_path / "new.csv", [{"review": text} for text in texts])), tmp_path / "o.csv"
    )
    first, second = lines_of(out)
    assert first["confidence"] == second["confidence"]
    assert mended(pl.Series("text", [texts[0]]), ["PRE007", "PRE008"]).to_list() == [texts[1]]
    assert mended(pl.Series("text", [texts[0]]), []).to_list() == [texts[0]]


def test_errors(run_folder: Path, tmp_path: Path, write_csv):
    with pytest.raises(UserError, match="no finished training"):
        predict(tmp_path, "new.csv")
    with pytest.raises(UserError, match="column"):
        predict(run_folder, str(write_csv(tmp_path / "other.csv", [{"words": "a lamp"}])))
    new = str(write_csv(tmp_path / "new.csv", [{"review": "a lamp"}]))
    with pytest.raises(UserError, match="cannot be written"):
        predict(run_folder, new, tmp_path / "none" / "out.csv")


def test_what_the_package_offers_is_never_hidden_by_a_module():
    """A module of the same name would take the place of the function once it is imported."""
    import importlib

    import finetooth

    for name in finetooth._PUBLIC:
        importlib.import_module(finetooth._PUBLIC[name])
        assert not hasattr(getattr(finetooth, name), "__path__")
        assert getattr(finetooth, name).__class__.__name__ != "module", name


def test_each_row_says_how_strange_it_is_unless_that_is_left_out(run_folder: Path, tmp_path: Path, write_csv):
    new = str(write_csv(tmp_path / "new.csv", [{"review": "a lovely charming box"}, {"review": "two screws"}]))
    told, bare = lines_of(predict(run_folder, new, tmp_path / "out.csv")), tmp_path / "bare.csv"
    for line in told:
        assert line["out_of_scope"] == ("yes" if float(line["strangeness"]) > 1 else "no")
    assert "strangeness" not in lines_of(predict(run_folder, new, bare, scope=False))[0]

    moved = tmp_path / "moved"
    shutil.copytree(run_folder, moved)
    recipe = moved / "recipe.yaml"
    lines = ["base_model: gone" if line.startswith("base_model:") else line for line in recipe.read_text().splitlines()]
    recipe.write_text("\n".join(lines))
    alone = lines_of(predict(moved, new, tmp_path / "alone.csv"))  # by doubt alone: its base model is not there
    assert [line["strangeness"] for line in alone] != [line["strangeness"] for line in told]
