"""What prepare would do, shown before it does it."""

import json

import pytest

from finetooth.cli import main


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Row 2 has blanks around it, row 4 repeats row 1, row 5 has markup, row 6 no label."""
    lines = ["green tea,hot", " black tea ,cold", "white tea,cold", "green tea,hot", "<b>red</b> tea,hot", "blue tea,"]
    (tmp_path / "tea.csv").write_text("\n".join(["text,label", *lines]) + "\n")
    monkeypatch.chdir(tmp_path)
    return "tea.csv"


def changes(capsys, key):
    return {one["code"]: one for one in json.loads(capsys.readouterr().out)[key]}


def test_safe_fixes_and_reviewed_ones_stand_apart(file, tmp_path, capsys):
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(["audit", file, "--diff"]) == 0
    out = capsys.readouterr().out
    applied, offered = out.split("not applied unless prepare.fix names them")
    assert "[-␣-]black tea[-␣-]" in applied
    assert "dropped: the same text and label as row 1" in applied
    assert "PRE007" in offered
    assert "PRE007" not in applied
    assert "--set 'prepare.fix=[" in out.splitlines()[-1]
    assert "nothing was written" in out
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_json_tells_every_entry(file, capsys):
    assert main(["audit", file, "--diff", "--json"]) == 0
    applied = changes(capsys, "applied")
    assert [entry["row"] for entry in applied["PRE003"]["entries"]] == [4]
    assert applied["PRE002"]["entries"][0]["row"] == 6


def test_a_kind_that_is_named_is_applied(file, capsys):
    assert main(["audit", file, "--diff", "--json", "--set", "prepare.fix=[PRE007]"]) == 0
    applied = changes(capsys, "applied")
    assert applied["PRE007"]["entries"][0]["after"].split() == ["red", "tea"]
    assert "PRE003" in applied


def test_what_is_ignored_mends_nothing(file, capsys):
    assert main(["audit", file, "--diff", "--json", "--ignore", "PRE003=copies are wanted"]) == 0
    assert "PRE003" not in changes(capsys, "applied")
    assert main(["audit", file, "--diff", "--ignore", "PRE007", "--set", "prepare.fix=[PRE007]"]) == 2
    assert "PRE007 is ignored, and its fix is asked for" in capsys.readouterr().err


def test_with_no_fixes_nothing_is_mended(file, capsys):
    assert main(["audit", file, "--diff", "--json", "--set", "prepare.fix=none"]) == 0
    assert set(changes(capsys, "applied")) == {"PRE002"}  # a row without a label cannot stay


def test_a_row_that_is_kept_is_not_touched(file, capsys):
    assert main(["audit", file, "--diff", "--json", "--set", "prepare.keep_rows=[4]"]) == 0
    assert "PRE003" not in changes(capsys, "applied")


@pytest.mark.parametrize("form", ["html", "sarif", "github"])
def test_other_forms_are_refused(file, form, capsys):
    assert main(["audit", file, "--diff", "--format", form]) == 2
    assert "--diff" in capsys.readouterr().err


def test_quiet_is_one_line(file, capsys):
    assert main(["audit", file, "--diff", "--quiet"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_personal_data_and_secrets_are_masked(tmp_path, capsys):
    lines = ["ask  jo@mail.example.net,hot", "password is hunter2Z! and more ,cold", "white tea,cold"]
    (tmp_path / "tea.csv").write_text("\n".join(["text,label", *lines]) + "\n")
    file = str(tmp_path / "tea.csv")
    for options in ([], ["--json"]):
        assert main(["audit", file, "--diff", *options]) == 0
        out = capsys.readouterr().out
        assert "<email>" in out
        assert "jo@mail" not in out
        assert "hunter2Z" not in out
    assert main(["audit", file, "--diff", "--set", "gate.waive={DAT016: test data}"]) == 0
    assert "jo@mail.example.net" in capsys.readouterr().out


def test_conflicts_that_are_the_rule_are_offered_and_not_applied(tmp_path, capsys):
    lines = [f"fine {n // 3},{'hot' if n % 3 else 'cold'}" for n in range(30)]
    (tmp_path / "tea.csv").write_text("\n".join(["text,label", *lines]) + "\n")
    file = str(tmp_path / "tea.csv")
    assert main(["audit", file, "--diff", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "PRE005" not in [one["code"] for one in told["applied"]]
    assert [one["rows"] for one in told["offered"] if one["code"] == "PRE005"] == [{"drop": 10}]
    assert main(["audit", file, "--diff", "--json", "--set", "prepare.fix=[PRE005]"]) == 0
    assert changes(capsys, "applied")["PRE005"]["rows"] == {"drop": 10}
