"""Calls aside: in order, without a wait, until one raises."""

import subprocess
import sys
import threading
import time

from finetooth.stages.aside import Aside


def test_calls_are_done_in_order_in_one_other_thread() -> None:
    done: list[tuple[int, str]] = []
    aside = Aside("notes")
    for number in range(100):
        aside.do(lambda number=number: done.append((number, threading.current_thread().name)))
    aside.close()
    assert aside.is_over(10.0)
    assert done == [(number, "notes") for number in range(100)]
    assert aside.fault is None


def test_nobody_waits_for_a_call_that_is_stuck() -> None:
    stuck, begun = threading.Event(), time.monotonic()
    aside = Aside("stuck")
    aside.do(lambda: stuck.wait(60) and None)
    aside.close()
    assert not aside.is_over(0.05)
    assert time.monotonic() - begun < 30
    stuck.set()
    assert aside.is_over(10.0)


def test_after_a_call_that_raises_there_is_no_other() -> None:
    done: list[int] = []
    aside = Aside("exits")
    aside.do(lambda: done.append(1))
    aside.do(lambda: sys.exit("no key"))
    aside.do(lambda: done.append(2))
    assert aside.is_over(10.0), "it ends by itself"
    assert done == [1]
    assert str(aside.fault) == "no key"


def test_a_call_that_is_stuck_keeps_no_process_alive() -> None:
    stuck = "import time; from finetooth.stages.aside import Aside; Aside('stuck').do(lambda: time.sleep(600))"
    assert subprocess.run([sys.executable, "-c", stuck], timeout=120, check=False).returncode == 0
