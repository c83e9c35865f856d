from finetooth.screen.plan import plan_table, stage_name


def test_the_plan_has_a_line_a_step_and_the_sum(printed):
    steps = [("1-audit", "read the files", 0.2), ("3-tune", "6 trials", 140.0), ("4-train", "nothing to do", 0.0)]
    lines = [line.split() for line in printed(plan_table(steps, 7500, {"train": 4000, "field": 0}, ["a note"]))
             .splitlines() if line.strip()]  # fmt: skip
    assert lines[0] == ["audit", "read", "the", "files", "1", "s"]
    assert lines[1] == ["tune", "6", "trials", "2", "min"]
    assert lines[2] == ["train", "nothing", "to", "do", "–"]
    assert lines[3] == ["in", "all", "about", "2", "h", "5", "min"]
    assert lines[4] == ["rows:", "4,000", "train"]
    assert lines[5] == ["a", "note"]


def test_the_most_it_can_take_is_told_where_it_is_more(printed):
    steps = [("4-train", "up to 10 epochs", 60.0)]
    assert "at most 3 min" in printed(plan_table(steps, 60, {}, [], 180))
    assert "at most" not in printed(plan_table(steps, 60, {}, [], 61))


def test_a_busy_machine_is_told_with_both_times(printed):
    steps = [("4-train", "up to 10 epochs", 890.0)]
    shown = printed(plan_table(steps, 900, {}, [], 1_800, 2.5))
    assert "this machine is busy now: 2.5 times as long" in shown
    assert "about 15 min" in shown
    assert "at most 30 min" in shown
    assert " ".join(shown.splitlines()[-1].split()) == "were nothing else running on it 6 min or less"
    assert "busy" not in printed(plan_table(steps, 900, {}, [], 1_800, 1.2))


def test_stage_names_lose_their_number():
    assert [stage_name(name) for name in ("1-audit", "audit", "x-y")] == ["audit", "audit", "x-y"]
