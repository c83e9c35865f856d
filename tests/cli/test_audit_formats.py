"""One audit in every form, with checks selected and ignored."""

import csv
import json

import pytest

from finetooth.cli import main

HOSTILE = ["<script>alert(1)</script>", "\x1b[2Jclear", "100%\r\n::error::owned", "=1+1|cmd", "\u202eevil", "[link](x)"]


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Rows 41 to 46 repeat the hostile rows 35 to 40."""
    rows = [
        (f"the tea of cup number {number} was {'warm' * (number % 7)}", "hot" if number % 2 else "cold")
        for number in range(34)
    ]
    hostile = [(text, "hot") for text in HOSTILE]
    with (tmp_path / "tea.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("text", "label"), *rows, *hostile, *hostile])
    monkeypatch.chdir(tmp_path)
    return "tea.csv"


def audit(*words):
    return main(["audit", *words, "--select", "PRE003,QTY002"])


def test_json_is_a_format_too(file, capsys):
    assert audit(file, "--format", "json") == 1
    one = capsys.readouterr().out
    assert audit(file, "--json") == 1
    assert capsys.readouterr().out == one
    assert audit(file, "--format=json", "--json") == 1


def test_an_error_with_format_json_is_an_object(file, capsys):
    assert audit("missing.csv", "--format", "json") == 2
    assert list(json.loads(capsys.readouterr().out)) == ["error"]
    assert audit("missing.csv", "--format=json") == 2
    assert list(json.loads(capsys.readouterr().out)) == ["error"]


def test_annotations_stand_on_their_lines(file, capsys):
    assert audit(file, "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("::error file=tea.csv,line=43,title=PRE003::")  # one text runs over two lines
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


def test_a_sarif_log_is_written_where_it_is_asked_for(file, tmp_path, capsys):
    assert audit(file, "--format", "sarif", "--out", "tea.sarif") == 1
    assert capsys.readouterr().out == "audit written to tea.sarif\n"
    [run] = json.loads((tmp_path / "tea.sarif").read_text())["runs"]
    assert {"PRE003", "QTY002"} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    places = [result["locations"][0]["physicalLocation"] for result in run["results"] if result["ruleId"] == "PRE003"]
    assert places[0] == {"artifactLocation": {"uri": "tea.csv"}, "region": {"startLine": 43}}
    assert len(places) == len(HOSTILE)


def test_a_page_is_written_and_runs_nothing(file, tmp_path, capsys):
    assert audit(file, "--format", "html", "--out", "tea.html", "--quiet") == 1
    assert capsys.readouterr().out == ""
    page = (tmp_path / "tea.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Content-Security-Policy" in page
    assert "\x1b" not in page


def test_text_may_be_written_too(file, tmp_path):
    assert audit(file, "--out", "tea.txt") == 1
    text = (tmp_path / "tea.txt").read_text("utf-8")
    assert "PRE003" in text
    assert "next: finetooth run" in text.splitlines()[-1]
    assert "\x1b" not in text


@pytest.mark.parametrize("out", ["no/such/folder/x.txt", ".", "tea.csv"])
def test_where_it_cannot_be_written_is_the_users_mistake(file, tmp_path, out, capsys):
    before = (tmp_path / "tea.csv").read_bytes()
    assert audit(file, "--format", "html", "--out", out) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert (tmp_path / "tea.csv").read_bytes() == before


def test_two_formats_cannot_be_had(file, capsys):
    assert audit(file, "--json", "--format", "html") == 2
    assert "--json" in capsys.readouterr().err


def verdicts(capsys):
    return {one["code"]: one for one in json.loads(capsys.readouterr().out)["verdicts"]}


def test_only_what_is_selected_looks(file, capsys):
    assert main(["audit", file, "--json", "--select", "pre003", "--select", "QTY"]) == 1
    found = verdicts(capsys)
    assert found["PRE003"]["outcome"] == "failed"
    assert found["QTY002"]["outcome"] == "failed"
    assert found["PRE001"]["outcome"] == "not applicable"
    assert "audit.select" in found["PRE001"]["message"]
    assert not [code for code in found if code.startswith(("FIT", "EVL"))], "these judge runs, not rows"


def test_what_is_ignored_is_no_pass_and_says_why(file, capsys):
    assert audit(file, "--json", "--ignore", "PRE003=copies are wanted") == 0
    one = verdicts(capsys)["PRE003"]
    assert (one["outcome"], one["message"]) == ("not applicable", "ignored: copies are wanted")
    assert audit(file, "--ignore", "PRE003") == 0
    out = capsys.readouterr().out
    assert "PRE003 ignored: left out on the command line" in out
    assert "audit.ignore.PRE003" in out.splitlines()[-1]


def test_a_recipe_keeps_its_reasons_and_the_command_line_adds(file, tmp_path, capsys):
    (tmp_path / "tea.yaml").write_text("data: {train: tea.csv}\naudit: {ignore: {PRE003: copies are wanted}}\n")
    assert audit("tea.yaml", "--json", "--ignore", "QTY002") == 2  # nothing is left to look
    capsys.readouterr()
    assert main(["audit", "tea.yaml", "--json", "--select", "PRE", "--ignore", "PRE008=as typed"]) in (0, 1)
    found = verdicts(capsys)
    assert found["PRE003"]["message"] == "ignored: copies are wanted"
    assert found["PRE008"]["message"] == "ignored: as typed"


@pytest.mark.parametrize("words", [["--select", "PRE09"], ["--ignore", "PRE3"], ["--ignore", "PRE003="]])
def test_an_unknown_code_or_an_empty_reason_is_the_users_mistake(file, words, capsys):
    assert main(["audit", file, *words]) == 2
    assert "PRE" in capsys.readouterr().err


def test_verbose_says_what_a_check_cannot_see(file, capsys):
    assert audit(file, "-v") == 1
    assert "blind" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "github", "sarif", "html"])
def test_a_secret_that_was_found_is_not_printed(tmp_path, form, capsys):
    key = "AKIA" + "Q7ZK4M2XW9TB5RNE"
    lines = [f"the {word} tea {number},hot" for number, word in enumerate(["green", "black"] * 9)]
    (tmp_path / "tea.csv").write_text(
        "\n".join(["text,label", *lines, f"my key is {key},cold", f"my key is {key},cold"])
    )
    assert main(["audit", str(tmp_path / "tea.csv"), "--format", form, "--select", "DAT017,PRE003"]) == 1
    out = capsys.readouterr().out
    assert "DAT017" in out
    assert "my key is" in out
    assert key not in out
