import pytest

from finetooth.core.events import Event, Steps
from finetooth.screen.watching import Watch, watching


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_the_time_left_is_that_of_the_step(printed):
    clock = Clock()
    watch = Watch(clock)
    steps = Steps("audit", watch)
    for number, _ in enumerate(steps.through(["quick", "slow", "last"], str)):
        clock.now += 1
        if number == 1:
            clock.now += 9
            steps.within(0.25, "reading texts")
            assert watch.left() == pytest.approx(30.0)
            assert watch.line().plain == "slow: reading texts  about 30 s left for this"
            assert "slow: reading texts" in printed(watch)
    assert watch.left() == 0.0


def test_it_says_how_long_it_took_where_it_cannot_guess():
    clock = Clock()
    watch = Watch(clock)
    watch(Event("progress", "audit", "reading tea.csv", 0.0))
    clock.now = 3.0
    assert watch.line().plain == "reading tea.csv  3.0 s"
    watch(Event("note", "audit", "not this"))
    assert watch.line().plain == "reading tea.csv  3.0 s"


def test_a_hostile_message_is_harmless():
    watch = Watch()
    watch(Event("progress", "audit", "reading \x1b[2J\u202e.csv", 0.0))
    assert watch.line().plain.startswith("reading \\u202e.csv")


def test_nothing_is_shown_where_there_is_no_terminal(capsys):
    with watching(quiet=False) as listener:
        listener(Event("progress", "audit", "reading tea.csv", 0.5))
    out, err = capsys.readouterr()
    assert out == err == ""
