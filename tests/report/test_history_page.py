from pathlib import Path

from finetooth.comparing.answers import read_answers
from finetooth.comparing.history import Past, history
from finetooth.report.history_page import history_page, word_of

ROWS = [{"text": f"row {n}", "label": "good" if n % 2 else "bad"} for n in range(40)]


def test_a_line_of_runs_and_what_is_in_none(made_run, tmp_path):
    for number, wrong in enumerate((2, 20)):
        chances = [[0.1, 0.9] if (n % 2 == 1) != (n < wrong) else [0.8, 0.2] for n in range(40)]
        made_run(tmp_path / f"run{number}", ROWS, chances, at=f"2026-01-0{number + 1}")
    broken = Past(Path("x"), "<i>x</i>", "broken", "it cannot be read: <b>")
    page = history_page((*history(tmp_path), broken), "runs")
    assert "2 runs on the same 40 test rows" in page
    assert "1 run worse than the last accepted one" in page
    assert page.index("run1") < page.index('scope="row"><bdi>run0')
    assert "&lt;i&gt;x&lt;/i&gt;" in page
    assert "<i>" not in page


def test_one_run_is_no_line_to_draw(made_run, tmp_path):
    root = made_run(tmp_path / "run", ROWS, [[0.5, 0.5]] * 40)
    assert "<svg class" not in history_page(history(root), "runs").replace('<svg class="icon"', "")
    assert read_answers(root).name == "run"


def test_without_any_run():
    assert "No run came to its end yet" in history_page((), "runs")


def test_a_run_in_a_word():
    assert [word_of(Past(Path("x"), "x", "finished", go=go)) for go in (True, False)] == ["go", "no-go"]
    assert word_of(Past(Path("x"), "x", "unfinished")) == "unfinished"
