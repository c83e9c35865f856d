from finetooth.monitoring.advising import advice
from finetooth.monitoring.results import Ends, Record, Signal

TESTED = Ends("accuracy", 0.9, 0.87, 0.93, 400)


def signal(code, name="length", value=1.0, **more):
    return Signal(name, code, "texts", "both", "share", value, 0.1, 0.0, 0.2, 3.0, **more)


def record(*signals, **more):
    return Record("2026-01-01", "x.csv", "a", 100, 100, 0, 0, 0.01, signals, tested=TESTED, **more)


def codes(*signals, **more):
    return [(one.code, one.severity) for one in advice(record(*signals, **more))]


def ends(value, low, high):
    return Ends("accuracy", value, low, high, 100)


def test_within_the_limits_there_is_nothing_to_say():
    assert codes(signal("MON001", value=0.1), predicted=ends(0.5, 0.4, 0.6)) == []


def test_each_code_is_told_once():
    assert codes(signal("MON001"), signal("MON001"), signal("MON003"), signal("MON004")) == [
        ("MON001", "warning"), ("MON003", "warning"), ("MON004", "warning")]  # fmt: skip


def test_a_predicted_fall_counts_only_beside_a_drift():
    low = ends(0.7, 0.6, 0.88)
    assert codes(predicted=low) == []
    assert ("MON002", "warning") in codes(signal("MON001"), predicted=low)
    assert ("MON002", "error") in codes(signal("MON001"), predicted=ends(0.7, 0.6, 0.8))
    assert ("MON002", "warning") not in codes(signal("MON001"), predicted=ends(0.9, 0.6, 1.0))


def test_the_gate_goes_before_the_test_score():
    assert ("MON002", "error") not in codes(signal("MON001"), predicted=ends(0.86, 0.8, 0.865), floor=0.8)
    told = advice(record(signal("MON002", "wrong answers"), scored=ends(0.7, 0.6, 0.8), floor=0.8))
    assert told[0].severity == "error"
    assert "the gate asks for 0.8" in told[0].message
    assert "wrong answers 100.0 %" in told[0].message


def test_true_labels_go_before_what_was_predicted():
    found = codes(
        signal("MON002", "wrong answers"), signal("MON001"), predicted=ends(0.9, 0.8, 1.0), scored=ends(0.88, 0.8, 0.9)
    )
    assert found == [("MON001", "warning"), ("MON002", "warning")]


def test_a_refined_prediction_is_told_as_what_the_labels_make_it():
    (told,) = advice(record(signal("MON002", "wrong answers"), predicted=ends(0.7, 0.6, 0.8), refined=50))
    assert (told.code, told.severity) == ("MON002", "error")
    assert "estimated with 50 labels to be 0.700" in told.message


def test_only_a_file_that_is_written_is_named():
    fallen = record(signal("MON001"), predicted=ends(0.7, 0.6, 0.8))
    for to_label in (True, False):
        found = advice(fallen, to_label=to_label)
        assert [one.code for one in found] == ["MON001", "MON002"]
        assert ["label_next.csv" in one.fix for one in found] == [to_label, to_label]


def test_a_slow_drift_and_new_topics_are_named():
    slow = signal("MON001", value=0.1, slow=2.0, slow_limit=1.0)
    (told,) = advice(record(slow))
    assert (told.code, "length (up)" in told.message) == ("MON005", True)
    (told,) = advice(record(signal("MON001"), topics=(("gift, card", 0.12),)))
    assert "“gift, card” (12 % of the rows)" in told.message
