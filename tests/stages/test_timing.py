"""What timings tell of the work and of the machine it is done on: in numbers of our own, not by the clock."""

import pytest

from finetooth.stages.timing import Took, alone, busyness, fastest, took, waited


def test_work_beside_others_takes_as_many_times_as_long_as_it_waits_for_a_core():
    assert waited([Took(9.0, 3.0), Took(3.0, 1.0)]) == pytest.approx(3)
    assert waited([Took(2.0, 2.0), Took(1.0, 1.0)]) == 1
    assert waited([Took(2.0, 2.1)]) == 1, "clocks are not exact"
    assert waited([Took(0.0, 0.0)]) == 1


def test_the_first_time_warms_up_and_a_lucky_moment_is_no_promise():
    parts = [Took(12.0, 5.0), Took(5.0, 4.0)]  # the second time nearly alone
    assert fastest(parts, waited(parts)) == pytest.approx(4 * 17 / 9)


def test_threads_that_wait_for_each_other_are_no_measure_of_a_free_machine():
    parts = [Took(39.0, 8.5), Took(15.5, 4.9)]
    assert alone(parts, Took(10.0, 3.7), 2) == pytest.approx(3.7 * 0.6)
    assert alone(parts, Took(10.0, 3.7), 1) == pytest.approx(3.7)
    assert alone(parts, Took(90.0, 80.0), 8) == 4.9, "what all threads did together took no longer"


def test_only_where_it_waited_the_work_is_done_once_more():
    done: list[int] = []
    parts = [Took(3.0, 3.0), Took(2.0, 2.0)]
    assert busyness(lambda: done.append(1), parts, 1.0) == 1
    assert done == []
    assert busyness(lambda: done.append(1), parts, 2.5) > 2.5
    assert done == [1]


def test_what_is_done_elsewhere_tells_nothing_of_cores():
    found = took(lambda: None, on_cpu=False)
    assert found.worked == found.clock
    assert waited([found]) == 1
