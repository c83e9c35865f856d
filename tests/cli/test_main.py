import json
import os
import resource
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from finetooth.cli import main
from finetooth.core.plugins import all_checks

VERBS = (
    "run",
    "demo",
    "audit",
    "plan",
    "predict",
    "report",
    "gate",
    "compare",
    "history",
    "monitor",
    "ledger",
    "checks",
    "schema",
)


def finetooth(*words, cwd=None, **env):
    """Run the real command in a process of its own."""
    command = [sys.executable, "-m", "finetooth", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=cwd, env={**os.environ, **env}, check=False
    )


@pytest.mark.parametrize(("own", "kept"), [("", "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_threads_do_not_spin_unless_the_user_says_so(own, kept):
    code = "import os; from finetooth.cli import main; main(['--version']); print(os.environ['OMP_WAIT_POLICY'])"
    env = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    env |= {"OMP_WAIT_POLICY": own} if own else {}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.split()[-1] == kept


def test_the_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"finetooth {version('finetooth')}\n"


def test_help_names_every_verb(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert [verb for verb in VERBS if f"\n  {verb} " not in out] == []
    assert "Begin with: finetooth init FILE. Exit codes" in " ".join(out.split())
    assert "..." not in out.partition("Commands:")[2]  # what each does is told to its end


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help(verb, capsys):
    assert main([verb, "--help"]) == 0
    assert "Usage: finetooth " + verb in capsys.readouterr().out


def test_help_loads_nothing_heavy():
    heavy = ("torch", "transformers", "polars", "pydantic", "sklearn", "numpy", "rich", "yaml")
    code = (
        f"import sys; from finetooth.cli import main; main(['--help']); print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_starts_in_less_than_three_tenths_of_a_cpu_second():
    code = "from finetooth.cli import main; main(['--help'])"
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.3


@pytest.mark.parametrize(
    "words", [["aduit"], ["run", "--nonsense"], ["audit"], ["audit", "x.csv", "--fail-on", "sometimes"]]
)
def test_wrong_usage_is_exit_code_2_without_a_traceback(words, capsys):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage: finetooth" in err
    assert "Traceback" not in err


def test_nothing_to_run_names_the_next_step(capsys):
    assert main(["run"]) == 2
    assert "--data FILE and --model NAME" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["no equals sign", "=3", "data.limit=[1"])
def test_a_malformed_set_is_the_users_mistake(text, capsys):
    assert main(["run", "--data", "tea.csv", "--set", text]) == 2
    assert "--set" in capsys.readouterr().err


def test_an_unknown_key_gets_a_hint(capsys):
    assert main(["run", "--data", "tea.csv", "--set", "training.learning_rat=1e-4", "--json"]) == 2
    out, err = capsys.readouterr()
    assert "did you mean learning_rate?" in err
    assert "training.learning_rat" in json.loads(out)["error"]["where"]


@pytest.mark.parametrize(
    "content", ["data: [", "- a list", "data: {train: x.csv, delimeter: ';'}", "seed: 1", "a: &b 1\nc: *b", "\x00\x01"]
)
def test_a_wrong_recipe_is_the_users_mistake(content, tmp_path, capsys):
    path = tmp_path / "tea.yaml"
    path.write_text(content)
    assert main(["run", str(path), "--out", str(tmp_path / "run")]) == 2
    err = capsys.readouterr().err
    assert str(path) in err
    assert len(err.splitlines()) == 3


def test_a_missing_recipe_is_named(capsys):
    assert main(["run", "missing.yaml"]) == 2
    assert "missing.yaml" in capsys.readouterr().err


def test_checks_lists_all_and_explains_one(capsys):
    code = all_checks()[0].code
    assert main(["checks"]) == 0
    assert code in capsys.readouterr().out
    assert main(["checks", code.lower()]) == 0
    out = capsys.readouterr().out
    assert all_checks()[0].title[:40] in out
    assert main(["checks", code[:-1] + "x"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_predict_and_report_need_a_finished_run(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_the_schema_is_json(capsys):
    assert main(["schema"]) == 0
    assert "base_model" in json.loads(capsys.readouterr().out)["properties"]


def with_plugin(folder, statement):
    """Return the environment in which a third party's check does ``statement`` when it is loaded."""
    about = folder / "teaplug-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: teaplug\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[finetooth.checks]\ntea = teaplug:Tea\n")
    (folder / "teaplug.py").write_text(statement + "\n")
    return {"PYTHONPATH": str(folder), "TMPDIR": str(folder)}


def test_a_defect_is_exit_code_3_in_one_line(tmp_path):
    done = finetooth("checks", "--json", **with_plugin(tmp_path, "raise RuntimeError('it broke')"))
    assert done.returncode == 3
    assert done.stderr.startswith("finetooth failed: RuntimeError: it broke (traceback in ")
    assert done.stderr.count("\n") == 1
    written = Path(json.loads(done.stdout)["error"]["where"])
    assert written.parent == tmp_path
    assert "teaplug.py" in written.read_text()


def test_a_defect_is_raised_for_who_debugs(tmp_path):
    env = with_plugin(tmp_path, "raise RuntimeError('it broke')")
    done = finetooth("checks", FINETOOTH_DEBUG="1", **env)
    assert done.returncode not in (0, 2, 3)
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["checks"], "stopped\n"),
        (["run", "--data", "x.csv", "--model", "y"], "stopped; the same command goes on from here\n"),
        (["prepare", "x.csv"], "stopped; the same command goes on from here\n"),
    ],
)
def test_an_interrupt_is_exit_code_130(words, told, tmp_path):
    done = finetooth(*words, "--quiet" if words[0] == "run" else "--json", cwd=tmp_path,
                     **with_plugin(tmp_path, "raise KeyboardInterrupt"))  # fmt: skip
    assert (done.returncode, done.stderr) == (130, told)


def test_the_exit_code_reaches_the_shell(tmp_path):
    done = finetooth("run", "missing.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_terminal_without_unicode_gets_a_question_mark(tmp_path):
    rows = "".join(f"the cup of gr\u00fcner tee {number} is,h\u00f6t{number % 2}\n" for number in range(60))
    (tmp_path / "tea.csv").write_text("text,label\n" + rows, "utf-8")
    done = finetooth("audit", "tea.csv", "--select", "QTY,PRE003", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode in (0, 1), done.stderr
    assert "? Poor preparation" in done.stdout


def test_small_products_get_one_thread_unless_the_environment_says_otherwise(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    main(["--version"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    main(["--version"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
