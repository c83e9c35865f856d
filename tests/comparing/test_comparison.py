import pytest

from finetooth.comparing.comparison import BETTER, OTHER, WORSE, compare
from finetooth.comparing.wording import told
from finetooth.core.errors import UserError


def test_a_better_model_is_told_with_points_and_interval(answers):
    found = compare(answers("old", range(0, 40, 2)), answers("new", [7]))
    assert found.main.standing == "better"
    assert told(found).startswith("new is better than old by ")
    assert "points of macro-F1 (" in told(found)
    assert (found.mcnemar.only_first, found.mcnemar.only_second) == (1, 20)
    assert found.mcnemar.p < 0.001
    back = compare(answers("older", [7]), answers("newer", range(0, 40, 2)))
    assert told(back).startswith("newer is worse than older by ")


def test_what_is_within_noise_is_no_difference(answers):
    found = compare(answers("old", [1, 2, 3]), answers("new", [2, 3]))
    assert told(found).startswith("no difference can be told: new looks better by 1.3 points")
    same = compare(answers("a", [1]), answers("b", [1]))
    assert told(same).startswith("no difference can be told: both have macro-F1 0.987")
    assert same.changed.is_empty()


def test_a_class_and_a_slice_that_differ_are_found_after_correction(answers):
    wrong = [n for n in range(80) if n % 2 == 0 and (n // 2) % 2 == 0][:15]  # bad ones of the north
    found = compare(answers("old", wrong), answers("new"))
    sure = {one.name for one in found.slices if one.differs}
    assert {"shop = north", "label = bad"} <= sure
    assert not {"shop = south", "label = good"} & sure
    assert all(one.adjusted >= one.p for one in found.slices)
    assert found.class_p["bad"] < 0.05
    assert found.of_class("bad").standing == "better"


def test_rows_that_changed_sides_are_told_with_both_answers(answers):
    found = compare(answers("old", [2, 3]), answers("new", [3, 8]))
    rows = {row["row"]: row for row in found.changed.to_dicts()}
    assert {name: row["change"] for name, row in rows.items()} == {"test:3": BETTER, "test:9": WORSE}
    assert (rows["test:9"]["truth"], rows["test:9"]["first"], rows["test:9"]["second"]) == ("bad", "bad", "good")
    assert rows["test:9"]["sure_second"] == pytest.approx(0.9)
    assert found.changed["change"][0] == WORSE


def test_rows_wrong_in_another_way_are_no_side(answers):
    labels = ("bad", "good", "odd")
    first, second = [[0.9, 0.1, 0.0]] * 80, [[0.0, 0.1, 0.9]] * 80
    found = compare(answers("a", probabilities=first, labels=labels), answers("b", probabilities=second, labels=labels))
    assert set(found.changed.filter(found.changed["truth"] == "good")["change"]) == {OTHER}


def test_differences_in_what_the_models_know_are_noted(answers):
    second = answers("b", probabilities=[[0.2, 0.7, 0.1]] * 80, labels=("good", "bad", "odd"), metric="accuracy")
    notes = " ".join(compare(answers("a"), second).notes)
    assert "a does not know 'odd'" in notes
    assert "b by accuracy" in notes


def test_without_any_label_nothing_is_compared(answers):
    rows = [{"text": f"row {n}", "label": None} for n in range(5)]
    one, other = (answers(name, rows=rows, probabilities=[[0.5, 0.5]] * 5) for name in "ab")
    with pytest.raises(UserError, match="no test row has a label"):
        compare(one, other)


def test_runs_of_one_name_are_told_apart(answers, tmp_path):
    found = compare(answers("x/tea"), answers("y/tea"))
    assert (found.first, found.second) == (f"{tmp_path}/x/tea", f"{tmp_path}/y/tea")
    same = answers("z/tea")
    assert (compare(same, same).first, compare(same, same).second) == ("tea (first)", "tea (second)")
