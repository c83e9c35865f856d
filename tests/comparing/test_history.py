import pytest

from finetooth.comparing.answers import read_answers
from finetooth.comparing.history import history, last_accepted, lines_of, runs_in
from finetooth.core import store
from finetooth.core.errors import UserError


def test_runs_are_listed_oldest_first_with_what_they_came_to(made, tmp_path):
    made("b", [1], at="2026-01-03T00:00:00+0000", go=False)
    made("a", [2], at="2026-01-02T00:00:00+0000")
    first, second = history(tmp_path)
    assert (first.name, first.state, first.go, first.base, first.rows) == ("a", "finished", True, "package:tiny", 2)
    assert (second.name, second.go, second.test_rows, second.metric) == ("b", False, 80, "macro_f1")
    assert first.score.value == pytest.approx(0.9875, abs=1e-3)
    assert first.since is None
    assert (second.before, second.since.standing) == ("a", "undecided")


def test_rows_are_those_that_taught_the_model_handed_on(made, tmp_path):
    """After folds the model is fitted on all rows, those that were held out for judging too."""
    run = made("a", [3])
    store.write_json(run / "4-train" / "curve.json", {"refitted": 599})
    assert history(tmp_path)[0].rows == 599
    store.write_json(run / "4-train" / "curve.json", {"refitted": 0})
    assert history(tmp_path)[0].rows == 2


def test_a_run_worse_than_the_last_accepted_one_is_marked(made, tmp_path):
    made("a", [1], at="2026-01-01")
    made("b", range(30), at="2026-01-02", go=False)  # no-go: not what the next is held against
    made("c", range(20), at="2026-01-03")
    made("d", range(21), at="2026-01-04")
    assert [(past.name, past.before, past.is_worse) for past in history(tmp_path)] == [
        ("a", "", False), ("b", "a", True), ("c", "a", True), ("d", "c", False)]  # fmt: skip


def test_only_runs_on_the_same_rows_stand_in_line(made, tmp_path):
    rows = [{"text": f"other {n}", "label": "good"} for n in range(20)]
    made("a", at="2026-01-01")
    made("b", rows=rows, at="2026-01-02")
    made("c", at="2026-01-03")
    made("d", at="2026-01-04", metric="accuracy")
    found = history(tmp_path)
    assert [[past.name for past in line] for line in lines_of(found)] == [["a", "c"], ["b"], ["d"]]
    assert {past.name: past.before for past in found} == {"a": "", "b": "", "c": "a", "d": ""}


def test_broken_and_unfinished_runs_are_told_never_raised(made, tmp_path):
    (made("half") / "7-report" / "done.json").unlink()
    (made("torn") / "5-evaluate" / "scores.json").write_text("{")
    (made("gone") / "2-prepare" / "test.parquet").unlink()
    (made("odd") / "run.json").write_text("[]")
    (made("log") / "log.jsonl").write_text("[1]\n")
    (tmp_path / "no-run").mkdir()
    found = {past.name: past for past in history(tmp_path)}
    assert set(found) == {"half", "torn", "gone", "odd", "log"}
    assert (found["half"].state, found["half"].told) == ("unfinished", "stopped before the end of 7-report")
    assert {found[name].state for name in ("torn", "gone", "odd", "log")} == {"broken"}
    assert all(past.told for past in found.values())


def test_a_folder_that_cannot_be_entered_and_one_that_is_not_there(made, tmp_path):
    made("a")
    shut = tmp_path / "shut"
    shut.mkdir()
    shut.chmod(0)
    assert [path.name for path in runs_in(tmp_path)] == ["a"]
    shut.chmod(0o700)
    with pytest.raises(UserError, match="no such folder"):
        runs_in(tmp_path / "nothing")


def test_runs_in_folders_of_projects_are_found_and_a_run_itself(made, tmp_path):
    root = made("project/a")
    assert runs_in(tmp_path) == runs_in(root) == [root]


def test_the_last_accepted_run_on_the_same_rows(made, tmp_path):
    made("a", [1], at="2026-01-01")
    made("b", [2], at="2026-01-02", go=False)
    made("c", [3], at="2026-01-03", rows=[{"text": "other", "label": "good"}] * 4)
    mine = read_answers(made("d", [5], at="2026-01-04"))
    assert last_accepted(tmp_path, mine).name == "a"  # not itself
