"""Groups on two sides of the given files, and training rows from the future."""

from finetooth.checks.data.group_and_time_leak import GroupAndTimeLeak
from finetooth.core.finding import Outcome, Severity

TEST = {"text": "c", "label": "x", "role": "test", "group": "g1", "time": "2024-02-01"}


def test_training_rows_of_a_judging_group_are_found(judge) -> None:
    rows = [{"text": "a", "group": "g1"}, {"text": "b", "group": "g2"}, {"text": "d", "group": "g1"}, TEST]
    verdict = judge(GroupAndTimeLeak, rows)
    assert verdict.rows == (1, 3)
    assert verdict.severity is Severity.ERROR
    assert verdict.message == "2 of 3 training rows (66.7 %) of 1 group that also judge ('g1')"


def test_younger_training_rows_are_a_warning(judge) -> None:
    test = {**TEST, "group": None, "time": "2024-02-01T08:00:00Z"}
    rows = [{"text": "a", "time": "2024-03-01"}, {"text": "b", "time": "2024-01-01"}, test]
    verdict = judge(GroupAndTimeLeak, rows)
    assert (verdict.rows, verdict.severity) == ((1,), Severity.WARNING)


def test_validation_may_be_younger_than_train_or_not(judge) -> None:
    validation = {"text": "v", "role": "validation", "time": "2023-01-01"}
    rows = [
        {"text": "a", "time": "2024-01-01"},
        {"text": "b", "time": "2024-01-02"},
        validation,
        {**TEST, "group": None},
    ]
    assert judge(GroupAndTimeLeak, rows).outcome is Outcome.PASSED


def test_times_that_cannot_be_read_tell_nothing(judge) -> None:
    rows = [{"text": "a", "time": "soon"}, {**TEST, "group": None, "time": "later"}]
    judged = judge(GroupAndTimeLeak, rows)
    assert (judged.outcome, "none of those that judge can be read" in judged.message) == (Outcome.NOT_APPLICABLE, True)


def test_dates_with_the_day_first_are_compared_as_times_not_as_text(judge) -> None:
    """As text 05.12.2023 comes after 01.02.2024."""
    test = {**TEST, "group": None, "time": "01.02.2024"}
    rows = [{"text": "a", "time": "05.12.2023"}, {"text": "b", "time": "31.01.2024"}, test]
    assert judge(GroupAndTimeLeak, rows).outcome is Outcome.PASSED
    rows[0]["time"] = "01.03.2024"
    assert judge(GroupAndTimeLeak, rows).outcome is Outcome.FAILED


def test_one_file_tells_the_order_of_day_and_month_for_the_other(judge) -> None:
    """02/03 of the test alone could be February; a 31 in the training file says it is March."""
    test = {**TEST, "group": None, "time": "02/03/2024"}
    rows = [{"text": "a", "time": "31/01/2024"}, {"text": "b", "time": "01/03/2024"}, test]
    assert judge(GroupAndTimeLeak, rows).outcome is Outcome.PASSED


def test_dates_whose_order_nothing_tells_are_not_judged(judge) -> None:
    rows = [{"text": "a", "time": "03/04/2024"}, {**TEST, "group": None, "time": "05/01/2024"}]
    judged = judge(GroupAndTimeLeak, rows)
    assert judged.outcome is Outcome.NOT_APPLICABLE
    assert "03/04/2024 can be read with the day or the month first" in judged.message
    grouped = [{**rows[0], "group": "g0"}, {**rows[1], "group": "g1"}]
    assert "times were not compared" in judge(GroupAndTimeLeak, grouped).message


def test_one_file_is_not_applicable(judge) -> None:
    assert judge(GroupAndTimeLeak, [{"text": "a", "group": "g1"}]).outcome is Outcome.NOT_APPLICABLE


def _days(role: str, first: int, rows: int) -> list[dict[str, str]]:
    when = [f"2024-{1 + day // 28:02d}-{1 + day % 28:02d}" for day in range(first, first + rows)]
    return [{"text": f"{role} {day}", "label": "x", "role": role, "time": day} for day in when]


def test_files_that_are_mixed_in_time_block(judge) -> None:
    mixed = judge(GroupAndTimeLeak, [*_days("train", 0, 200), *_days("test", 0, 200)])
    assert mixed.severity is Severity.ERROR
    assert "100 newer than half of the test" in mixed.message


def test_a_few_stragglers_are_a_warning(judge) -> None:
    rows = [*_days("train", 0, 200), *_days("train", 260, 10), *_days("test", 200, 60)]
    assert judge(GroupAndTimeLeak, rows).severity is Severity.WARNING


def test_a_date_in_doubt_hides_no_row_that_is_surely_younger(judge) -> None:
    rows = [{"text": "a", "time": "2024-03-01"}, {"text": "b", "time": "03/04/2024"}, {**TEST, "group": None}]
    judged = judge(GroupAndTimeLeak, rows)
    assert (judged.outcome, judged.rows) == (Outcome.FAILED, (1,))
    assert "not all times were compared: dates such as 03/04/2024" in judged.message
