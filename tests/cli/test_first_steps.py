"""A newcomer's first mistakes: each error says what to do next; completion and examples help before they are made."""

import json
import os
import shlex
import subprocess
import sys
import zipfile

import pytest
from typer.main import get_command

from finetooth.cli import VERBS, app, main
from finetooth.verbs.examples import EXAMPLES


@pytest.fixture
def place(tmp_path, monkeypatch, opinions, write_csv):
    """A folder with good rows and files that are often taken for rows."""
    monkeypatch.chdir(tmp_path)
    rows = opinions(40)
    write_csv(tmp_path / "ok.csv", rows)
    write_csv(tmp_path / "bare.csv", [{"text": row["text"]} for row in rows])
    write_csv(
        tmp_path / "two.csv",
        [{"text": row["text"], "topic": row["label"], "tag2": "ab"[n % 2]} for n, row in enumerate(rows)],
    )
    (tmp_path / "under.json").write_text(json.dumps({"data": rows}), "utf-8")
    (tmp_path / "rows.pkl").write_bytes(b"\x80\x04\x95" + bytes(range(200)))
    (tmp_path / "tabs.yaml").write_text("data:\n\ttrain: ok.csv\n", "utf-8")
    (tmp_path / "header.csv").write_text("text,label\n", "utf-8")
    (tmp_path / "models").mkdir()
    (tmp_path / "runs" / "said" / "1-audit").mkdir(parents=True)
    (tmp_path / "runs" / "begun").mkdir()
    (tmp_path / "runs" / "begun" / "recipe.yaml").write_text("data:\n  train: ok.csv\n", "utf-8")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<x/>")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "what", "following"),
    [
        ("audit oc.csv", "did you mean ok.csv", "check the path"),
        ("audit book.xlsx", "spreadsheet", "Save as, CSV"),
        ("audit rows.pkl", "pickle", "CSV"),
        ("audit under.json", "one record", "one record a line"),
        ("audit bare.csv", "which column holds the label", "--label-column"),
        ("audit two.csv --text-column text --set data.label_column=topik", "did you mean topic", "data.label_column"),
        ("audit ok.csv --set learning_rate=1e-4", "did you mean training.learning_rate", "known keys"),
        ("audit ok.csv --set epochs=3", "did you mean training.num_train_epochs", "known keys"),
        ("run nothing.yaml", "cannot be read", "finetooth init"),
        ("run tabs.yaml", "not valid YAML", "spaces"),
        ("run --data ok.csv", "no base model", "package:NAME"),
        ("run --data ok.csv --model ./model", "did you mean models", "check the path"),
        ("run --data ok.csv --model package:no-such-thing", "no installed package", "check the spelling"),
        ("audit ok.csv --test bare.csv", "test rows need labels", "--field"),
        ("audit https://example.org/ok.csv", "this is an address", "download it"),
        ("init header.csv --out x.yaml", "nothing but a header", "a file with records"),
        ("report models", "no finished run lies here", ", runs/said"),
        ("gate runs/siad", "no such run folder (did you mean said?)", ", runs/said"),
        ("predict ok.csv ok.csv", "this is a file", ", runs/said"),
        ("ledger runs/begun", "no ledger lies here", "finish it: finetooth run runs/begun/recipe.yaml"),
        ("history none", "no such folder", "the folder that your runs lie in"),
        ("history ok.csv", "this is a file", "the folder that your runs lie in"),
        ("prepare ok.csv --out ok.csv", "is a file, and a run needs a folder", "--out"),
    ],
)
def test_a_first_mistake_is_told_with_the_next_step(place, words, what, following, capsys):
    assert main(shlex.split(words)) == 2
    told, where, fix = capsys.readouterr().err.splitlines()
    assert what in told
    assert where.startswith("  where: ")
    assert following in fix


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("trian ok.csv", "there is no command 'trian': did you mean finetooth run?"),
        ("aduit ok.csv", "there is no command 'aduit': did you mean finetooth audit?"),
        ("evaluate runs/x", "there is no command 'evaluate': did you mean finetooth report?"),
        ("help", "there is no command 'help': did you mean finetooth --help?"),
        ("ok.csv", "name what to do with the file, e.g. finetooth audit ok.csv"),
        ("recipe.yaml", "name what to do with the file, e.g. finetooth run recipe.yaml"),
        ("xyzzy", "there is no command 'xyzzy': finetooth --help lists them"),
        ("run --modle x", "there is no option --modle: did you mean --model?"),
        ("audit ok.csv --time_column when", "there is no option --time_column: did you mean --time-column?"),
        ("run --epochs 3", "it is a key of the recipe, e.g. --set training.num_train_epochs=VALUE"),
        ("predict runs/x ok.csv --epochs 3", "these exist: --help, --json, --no-scope, --out, --set"),
        ("predict runs/x ok.csv --text-column x", "it is a key of the recipe, e.g. --set data.text_column=VALUE"),
        ("--verison", "there is no option --verison: did you mean --version?"),
        ("--json audit ok.csv", "others stand behind it"),
        ("audit ok.csv two.csv", "(two.csv): one file of training rows; that of the test goes behind --test"),
        ("audit ok.csv --fail-on never", "for '--fail-on': 'never' is not one of"),
    ],
)
def test_what_was_meant_is_said_of_a_command_or_an_option_that_does_not_exist(place, words, told, capsys):
    assert main(shlex.split(words)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err.splitlines()[-1]


@pytest.mark.parametrize("verb", ["init", "audit", "prepare", "plan", "run"])
def test_every_verb_that_reads_rows_takes_the_same_columns(verb, capsys):
    assert main([verb, "--help"]) == 0
    out = capsys.readouterr().out
    assert [part for part in ("text", "label", "group", "time") if f"--{part}-column NAME" not in out] == []


@pytest.mark.parametrize("verb", ["audit ok.csv", "prepare ok.csv", "run --data ok.csv", "plan --data ok.csv"])
@pytest.mark.parametrize("part", ["text", "label", "group", "time"])
def test_a_column_that_does_not_exist_is_the_same_mistake_everywhere(place, tiny_model, verb, part, capsys):
    words = [*verb.split(), "--model", str(tiny_model), f"--{part}-column", "lable"]
    assert main(words) == 2
    assert f"data.{part}_column = 'lable', but there is no such column (did you mean label?)" in capsys.readouterr().err


def test_examples_are_shown_and_are_commands_that_exist(capsys):
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for verb in VERBS:
        name = verb.__name__
        assert len(EXAMPLES[name]) >= 2, name
        for line in EXAMPLES[name]:
            words = shlex.split(line.partition(" | ")[0].partition(" > ")[0])
            assert words[:2] == ["finetooth", name] or " >= " in line
            words = shlex.split(line) if " >= " in line else words
            commands[name].make_context(name, words[2:])
    assert main(["audit", "--help"]) == 0
    assert "\n  Examples:\n    finetooth audit reviews.csv\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "offered"), [("finetooth ", {"init", "run", "audit", "doctor"}), ("finetooth au", {"audit"})]
)
def test_a_shell_completes_verbs(typed, offered):
    env = {"_FINETOOTH_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": "1"}
    code = "import sys; from finetooth.cli import main; sys.exit(main([]))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    assert offered <= set(done.stdout.split())
    assert typed.endswith(" ") or set(done.stdout.split()) == offered
