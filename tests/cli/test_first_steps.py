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
    (tmp_path / "models").mkdir()
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
        ("prepare ok.csv --out ok.csv", "is a file, and a run needs a folder", "--out"),
    ],
)
def test_a_first_mistake_is_told_with_the_next_step(place, words, what, following, capsys):
    assert main(shlex.split(words)) == 2
    told, where, fix = capsys.readouterr().err.splitlines()
    assert what in told
    assert where.startswith("  where: ")
    assert following in fix


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
