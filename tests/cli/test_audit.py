import json
import shlex

import pytest

from finetooth.cli import main

TEAS = ("assam", "sencha", "oolong", "keemun", "matcha", "rooibos", "darjeeling", "genmaicha", "lapsang", "ceylon")
WORDS = ("brewed", "poured", "served", "spilled", "tasted", "bought", "stored", "warmed", "mixed", "sold")


def rows(count):
    """Distinct rows on tea, half of them hot."""
    texts = [f"the {tea} was {word} in cup {number}" for number in range(9) for tea in TEAS for word in WORDS]
    return [(text, "hot" if number % 2 else "cold") for number, text in enumerate(texts[:count])]


def write(path, records, header="text,label"):
    path.write_text("\n".join([header, *(",".join(record) for record in records)]) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def clean_file(tmp_path):
    return write(tmp_path / "tea.csv", rows(900))


@pytest.fixture
def leaky_file(tmp_path):
    """Rows 901 and 902 repeat rows 1 and 2."""
    return write(tmp_path / "tea.csv", [*rows(900), *rows(2)])


def failed(out):
    return {v["code"]: v for v in json.loads(out)["verdicts"] if v["outcome"] == "failed"}


def test_clean_rows_are_exit_code_0(clean_file, capsys):
    assert main(["audit", clean_file]) == 0
    out = capsys.readouterr().out
    assert "900 rows checked" in out.splitlines()[-1]
    assert f"next: finetooth run --data {clean_file} --model NAME" in out.splitlines()[-1]
    assert "text: text · label: label" in out


def test_findings_are_exit_code_1_with_rows_and_fix(leaky_file, capsys):
    assert main(["audit", leaky_file]) == 1
    out = capsys.readouterr().out
    assert "PRE003" in out
    assert "901 = 1  cold  “the assam was brewed in cup 0”" in out
    assert "fix" in out
    assert "finetooth checks PRE003 explains one" in out
    assert f"finetooth audit {leaky_file} --diff shows what prepare would change" in out


def test_the_threshold_decides(tmp_path, capsys):
    path = write(tmp_path / "few.csv", rows(60))
    assert main(["audit", path, "--json", "--select", "QTY002"]) == 0
    severities = {v["severity"] for v in failed(capsys.readouterr().out).values()}
    assert severities == {"warning"}, "few rows are a warning"
    assert main(["audit", path, "--fail-on", "warning", "--select", "QTY002"]) == 1


def test_json_is_one_object_and_nothing_else(leaky_file, capsys):
    assert main(["audit", leaky_file, "--json"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    value = json.loads(out)
    assert list(value) == ["rows", "files", "verdicts"]
    assert value["rows"] == 902
    keys = ["code", "outcome", "severity", "message", "rows", "evidence"]  # as ever; later ones come behind
    keys += ["title", "statistics", "precision", "cost", "partners", "fix", "blind"]
    assert all(list(verdict) == keys for verdict in value["verdicts"])
    assert failed(out)["PRE003"]["partners"] == [
        {"row": 901, "partner": 1, "score": 1.0},
        {"row": 902, "partner": 2, "score": 1.0},
    ]
    assert failed(out)["PRE003"]["fix"] == "safe"
    assert failed(out)["PRE003"]["statistics"]["flagged"] == 2
    assert failed(out)["PRE003"]["rows"] == [901, 902]


def test_rows_of_another_file_carry_its_name(clean_file, tmp_path, capsys):
    test = write(tmp_path / "other.csv", [("", "hot"), *rows(30)])
    assert main(["audit", clean_file, "--test", test, "--json", "--select", "PRE001"]) == 1
    assert "test:1" in failed(capsys.readouterr().out)["PRE001"]["rows"]


def test_quiet_prints_the_last_line_only(leaky_file, capsys):
    assert main(["audit", leaky_file, "--quiet"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("902 rows checked, ")


def test_a_recipe_may_be_audited(clean_file, tmp_path, capsys):
    recipe = tmp_path / "tea.yaml"
    recipe.write_text(f"data: {{train: {clean_file}}}\n")
    assert main(["audit", str(recipe), "--select", "PRE003"]) == 0
    assert f"next: finetooth run {recipe} --model NAME" in capsys.readouterr().out


def test_a_waived_finding_does_not_count(leaky_file, capsys):
    waive = ["--select", "PRE003", "--set", "gate.waive={PRE003: known copies}"]
    assert main(["audit", leaky_file, "--fail-on", "warning", *waive]) == 0
    assert "known copies" in capsys.readouterr().out


def test_columns_may_be_named(tmp_path, capsys):
    records = [(text, label, f"note {number}") for number, (text, label) in enumerate(rows(300))]
    path = write(tmp_path / "tea.csv", records, "saying,warmth,remark")
    assert main(["audit", path, "--text-column", "saying", "--label-column", "warmth"]) in (0, 1)
    out = capsys.readouterr().out
    assert "text: saying · label: warmth" in out
    assert out.endswith("--model NAME --text-column saying --label-column warmth\n")
    assert main(["audit", path, "--text-column", "sayin"]) == 2
    assert "saying" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "label"), [("0", "1"), ("true", "no"), ("what was said", "it's hot?"), ("-", "~")])
def test_the_command_that_is_printed_works_whatever_the_columns_are_called(tmp_path, text, label, tiny_model, capsys):
    records = [(said, warmth, f"note {number}") for number, (said, warmth) in enumerate(rows(300))]
    path = write(tmp_path / "tea.csv", records, f"{text},{label},remark")
    options = ["--model", str(tiny_model), "--text-column", text, "--label-column", label, "--set", "data.header=true"]
    assert main(["audit", path, *options, "--select", "PRE003"]) in (0, 1)
    printed = capsys.readouterr().out.splitlines()[-1]
    words = shlex.split(printed.partition("next: finetooth ")[2])
    assert words == ["run", "--data", path, *options]
    assert main(["plan", *words[1:], "--json"]) == 0, capsys.readouterr().err
    assert main([*words, "--out", path]) == 2  # the options are good, the folder is a file
    assert "is a file, and a run needs a folder" in capsys.readouterr().err


def broken(tmp_path, kind):
    path = tmp_path / "broken.csv"
    content = {
        "missing": None,
        "empty": b"",
        "header only": b"text,label\n",
        "binary": bytes(range(256)) * 40,
        "one class": ("text,label\n" + "".join(f"{text},hot\n" for text, _ in rows(60))).encode(),
        "free text": ("text,label\n" + "".join(f"{text},well {text} indeed\n" for text, _ in rows(60))).encode(),
    }[kind]
    if content is not None:
        path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("kind", ["missing", "empty", "header only", "binary", "one class", "free text"])
def test_bad_input_is_exit_code_2_with_what_where_and_next(tmp_path, kind, capsys):
    path = broken(tmp_path, kind)
    assert main(["audit", path]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 3, err
    assert "broken.csv" in err
    assert lines[1].startswith("  where: ")
    assert lines[2].startswith("  next:  ")


def test_bad_input_with_json_is_an_object_too(tmp_path, capsys):
    assert main(["audit", broken(tmp_path, "missing"), "--json"]) == 2
    out = capsys.readouterr().out
    assert list(json.loads(out)["error"]) == ["what", "where", "next"]


def test_escapes_in_a_label_never_reach_the_terminal(tmp_path, capsys, monkeypatch):
    hostile = "\x1b[2J\x1b]0;owned\x07hot\u202e"
    records = [(text, hostile if label == "hot" else label) for text, label in rows(200)]
    path = write(tmp_path / "tea.csv", [*records, *[("the rare one", f"{hostile} [red]rare[/red]")] * 2])
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["audit", path])
    out = capsys.readouterr().out
    assert "hot" in out, "the label is shown where it matters"
    assert "\x1b[2J" not in out
    assert "\x1b]" not in out
    assert "\u202e" not in out
    assert "\x07" not in out


def test_a_hostile_file_name_is_harmless(tmp_path, capsys):
    assert main(["audit", str(tmp_path / "no\x1b[2Jsuch.csv")]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_run_folder_that_cannot_be_written_is_the_users_mistake(clean_file, tmp_path, tiny_model, capsys):
    (tmp_path / "file").write_text("in the way")
    out = str(tmp_path / "file" / "run")
    assert main(["run", "--data", clean_file, "--model", str(tiny_model), "--out", out, "--json"]) == 2
    printed, err = capsys.readouterr()
    assert out in err
    assert "--out" in err
    assert json.loads(printed)["error"]["where"] == out


@pytest.mark.parametrize("model", ["missing-folder/model", "package:no_such_package_at_all"])
def test_a_model_that_is_not_there_is_the_users_mistake(clean_file, tmp_path, model, capsys, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    command = ["run", "--data", clean_file, "--model", model, "--out", str(tmp_path / "run")]
    assert main(command) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_no_model_is_the_users_mistake(clean_file, tmp_path, capsys):
    assert main(["run", "--data", clean_file, "--out", str(tmp_path / "run")]) == 2
    assert "base_model" in capsys.readouterr().err


def test_a_plan_says_what_will_be_done_and_how_long(clean_file, tiny_model, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = ["plan", "--data", clean_file, "--model", str(tiny_model)]
    assert main([*command, "--json"]) == 0
    out = capsys.readouterr().out
    ahead = json.loads(out)
    assert [step["stage"] for step in ahead["steps"]][:2] == ["1-audit", "2-prepare"]
    assert sum(ahead["rows"].values()) == 900
    assert main([*command, "--set", "tune.method=none"]) == 0
    assert "in all" in capsys.readouterr().out
    assert not (tmp_path / "runs").exists()
