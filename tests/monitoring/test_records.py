import pytest

from finetooth.core.errors import UserError
from finetooth.monitoring.records import RECORDS, alone_in, earlier, read_records, with_record, write_records
from finetooth.monitoring.results import Advice, Ends, Record, Signal

SIGNAL = Signal("length", "MON001", "texts", "both", "deviations", 0.5, 0.0, -0.1, 0.1, 2.0)


def record(date, content="a", rows=10):
    ends = Ends("macro_f1", 0.8, 0.7, 0.9, rows)
    found = (Advice("MON001", "warning", "it moved", "look"),)
    return Record(date, "x.csv", content, rows, rows, 0, 0, 0.01, (SIGNAL,), {"a": 3}, ends, findings=found)


def test_what_is_written_is_read_back(tmp_path):
    kept = (record("2026-01-01"), record("2026-01-02"))
    write_records(tmp_path, kept)
    assert read_records(tmp_path) == kept
    assert read_records(tmp_path / "none") == ()


def test_the_same_file_and_date_is_replaced_and_another_file_of_the_day_is_not():
    kept = with_record([record("2026-01-01"), record("2026-01-03")], record("2026-01-01", rows=12))
    assert [(one.date, one.rows) for one in kept] == [("2026-01-01", 12), ("2026-01-03", 10)]
    assert len(with_record(kept, record("2026-01-01", "b"))) == 3
    assert [one.date for one in with_record(kept, record("2026-01-02", "b"))] == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-03",
    ]


def test_earlier_records_are_those_up_to_its_day_without_itself():
    kept = [record("2026-01-01"), record("2026-01-02"), record("2026-01-02", "b"), record("2026-01-03")]
    assert [one.name for one in earlier(kept, "2026-01-02", "b")] == [("2026-01-01", "a"), ("2026-01-02", "a")]


def test_a_replaced_record_keeps_its_place_and_what_stood_before_it():
    kept = with_record([record("2026-01-02"), record("2026-01-02", "b")], record("2026-01-02", rows=12))
    assert [(one.content, one.rows) for one in kept] == [("a", 12), ("b", 10)]
    assert earlier(kept, "2026-01-02", "a") == ()
    assert [one.content for one in earlier(kept, "2026-01-02", "c")] == ["a", "b"]


def test_a_line_that_cannot_be_read_is_named_and_nothing_is_lost(tmp_path):
    (tmp_path / RECORDS).write_text('{"date": 3}\n')
    with pytest.raises(UserError, match="a record cannot be read"):
        read_records(tmp_path)


def test_two_monitors_at_a_time_are_refused(tmp_path):
    with alone_in(tmp_path / "new"), pytest.raises(UserError, match="another monitor"), alone_in(tmp_path / "new"):
        pass
    with alone_in(tmp_path / "new"):
        pass
