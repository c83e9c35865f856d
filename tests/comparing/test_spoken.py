"""Runs of language models are read back, put in line, and compared by prompt and reference."""

import pytest

from finetooth.comparing.history import history, lines_of
from finetooth.comparing.regression import regression_of, rival_of
from finetooth.comparing.spoken import Spoken, read_spoken
from finetooth.comparing.spoken_comparison import compare_spoken
from finetooth.core.errors import UserError

ROWS = [{"prompt": f"where is shelf {n}", "reference": f"aisle {n}"} for n in range(60)]


@pytest.fixture
def lm(made_lm_run, tmp_path):
    return lambda name, wrong=(), rows=ROWS, **told: made_lm_run(tmp_path / name, rows, wrong, **told)


def compared(one, other):
    return compare_spoken(read_spoken(one), read_spoken(other))


def test_metrics_losses_and_endings_are_paired_and_the_worst_answers_stand_first(lm):
    found = compared(lm("old", [40]), lm("new", range(15)))
    told = {one.metric: one for one in found.overall}
    assert list(told) == ["exact_match", "token_f1", "ends_by_itself", "completion_loss"]
    assert found.main.change == pytest.approx(-14 / 60)
    assert (found.main.standing, told["ends_by_itself"].standing, told["completion_loss"].standing) == ("worse",) * 3
    assert told["completion_loss"].change == pytest.approx(14 / 60)  # each wrong row costs a nat a token more
    assert (found.rows, found.changed.height, found.notes) == (60, 16, ())
    assert found.changed["change"].to_list() == [-1.0] * 15 + [1.0]
    assert found.changed.row(0)[1:5] == ("where is shelf 0", "aisle 0", "aisle 0", "wrong")


def test_rows_are_matched_by_what_stands_in_them_whatever_their_order(lm):
    found = compared(lm("old", [3]), lm("new", [56], ROWS[::-1]))  # the same row, at another place
    assert found.changed.is_empty()
    assert found.main.change == 0


def test_only_what_both_answered_is_compared_but_all_losses_are(lm):
    found = compared(lm("old", asked=40), lm("new", range(20, 60), ROWS, asked=50))
    told = {one.metric: one for one in found.overall}
    assert (told["exact_match"].n, told["completion_loss"].n) == (40, 60)
    assert "40 of 60 test prompts were answered by both" in found.notes
    with pytest.raises(UserError, match="no prompt was answered by both"):
        compared(lm("a", asked=10), lm("b", rows=ROWS[::-1], asked=10))


def test_models_with_other_tokens_are_compared_by_character(lm):
    found = compared(lm("old"), lm("new", range(30), tokens=2))
    told = next(one for one in found.overall if one.metric == "loss_per_character")
    assert (told.first, told.second) == (pytest.approx(60 * 2 / 470), pytest.approx(60 * 2 / 470))


def test_a_run_from_before_losses_were_kept_is_compared_by_those_of_the_answers(lm):
    found = compared(lm("old", losses=False), lm("new", range(15)))
    assert next(one for one in found.overall if one.metric == "completion_loss").change == pytest.approx(0.25)
    assert "an older run" in found.notes[-1]


def test_other_prompts_are_refused_and_counted(lm):
    with pytest.raises(UserError, match="20 only in old; 0 only in new; 40 in both"):
        compared(lm("old"), lm("new", rows=ROWS[:40]))


def test_history_lists_them_in_line_beside_the_last_accepted_one(lm, made_run, tmp_path):
    lm("a", [1], at="2026-01-01")
    lm("b", range(30), at="2026-01-02", go=False)
    lm("c", [], ROWS[:30], at="2026-01-03")
    made_run(tmp_path / "d", [{"text": "x", "label": "good"}, {"text": "y", "label": "bad"}], [[0, 1], [1, 0]])
    found = {past.name: past for past in history(tmp_path)}
    assert {past.state for past in found.values()} == {"finished"}
    assert (found["b"].before, found["b"].is_worse, found["b"].test_rows) == ("a", True, 60)
    assert found["a"].score.value == pytest.approx(59 / 60)
    assert [past.name for past in lines_of(found.values())[0]] == ["a", "b"]


def test_the_gate_holds_it_against_an_earlier_run(lm, made_run, tmp_path):
    mine = read_spoken(lm("mine", range(30)))
    lm("runs/first", [1], at="2026-01-01")
    lm("runs/second", [2], at="2026-01-02")
    found = regression_of(str(tmp_path / "runs"), mine)
    assert (found.rival, found.difference.metric, found.difference.standing) == ("second", "exact_match", "worse")
    foreseen = Spoken.foreseen(mine.rows.select("id", text="prompt", pair="reference", group="group"))
    assert rival_of(str(tmp_path / "runs"), foreseen).name == "second"
    made_run(tmp_path / "labels", [{"text": "x", "label": "good"}, {"text": "y", "label": "bad"}], [[0, 1], [1, 0]])
    with pytest.raises(UserError, match="models of two kinds"):
        rival_of(str(tmp_path / "labels"), mine)
