import contextlib
import io

import pytest
from rich.console import Console

from finetooth.core.events import Event
from finetooth.screen.live import STAGES, LiveScreen


@pytest.fixture
def terminal():
    return Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None, markup=False)


def shown(screen, terminal):
    with terminal.capture() as captured:
        terminal.print(screen)
    return captured.get()


def line_of(screen, terminal, stage):
    return next(line for line in shown(screen, terminal).splitlines() if stage in line)


def test_all_seven_stages_are_there_from_the_start(terminal):
    text = shown(LiveScreen(terminal), terminal)
    assert [line.split()[1] for line in text.splitlines()] == list(STAGES)


def test_only_the_stages_that_will_be_done_may_be_named(terminal):
    text = shown(LiveScreen(terminal, STAGES[:2]), terminal)
    assert [line.split()[1] for line in text.splitlines()] == ["audit", "prepare"]


def test_a_working_stage_shows_how_far_it_is_and_what_it_does(terminal):
    screen = LiveScreen(terminal)
    screen(Event("started", "3-tune"))
    for share in (0.1, 0.5):
        screen(Event("progress", "3-tune", "trial 2 of 4", share))
    line = line_of(screen, terminal, "tune")
    assert "50%" in line
    assert "trial 2 of 4" in line
    assert "left" in line


def test_progress_never_goes_back(terminal):
    screen = LiveScreen(terminal)
    screen(Event("started", "3-tune"))
    for share in (0.5, 0.2, 1.7):
        screen(Event("progress", "3-tune", "", share))
        assert "20%" not in line_of(screen, terminal, "tune")
    assert "100%" in line_of(screen, terminal, "tune")


def test_a_done_stage_shows_its_time_and_findings(terminal, verdict):
    screen = LiveScreen(terminal)
    screen(Event("started", "1-audit"))
    screen(Event("done", "1-audit", data={"seconds": 1.2, "verdicts": [verdict("DAT001")]}))
    line = line_of(screen, terminal, "audit")
    assert line.startswith("✓")
    assert "1.2 s" in line
    assert "1 error" in line


def test_a_resumed_stage_says_it_was_kept(terminal):
    screen = LiveScreen(terminal)
    screen(Event("resumed", "1-audit", data={"verdicts": []}))
    assert "kept" in line_of(screen, terminal, "audit")


def test_notes_and_changes_scroll_by_without_control_characters(terminal):
    with LiveScreen(terminal) as screen:
        screen(Event("changed", "2-prepare", "data.limit: null -> 50"))
        screen(Event("note", "2-prepare", "label '\x1b[31mred' is rare"))
    text = terminal.file.getvalue()
    assert "prepare is done again: data.limit: null -> 50" in text
    assert "label 'red' is rare" in text


def test_an_error_leaves_its_stage_marked(terminal):
    with contextlib.suppress(ValueError), LiveScreen(terminal) as screen:
        screen(Event("started", "4-train"))
        raise ValueError
    assert "✗ train" in terminal.file.getvalue()
    assert "stopped" in terminal.file.getvalue()


FIT = "trial 2 of 6, epoch 3 of 20, macro-F1 0.861, kept 0.873, loss 0.412, 5,200 tokens/s, learning rate 1.8e-4"


def working(width, message=FIT, stage="3-tune"):
    """Return a working stage's lines on a terminal of this width."""
    terminal = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, markup=False)
    screen = LiveScreen(terminal, [stage[2:]])
    screen(Event("started", stage))
    for share in (0.1, 0.5):
        screen(Event("progress", stage, message, share))
    return shown(screen, terminal).splitlines()


def test_a_wide_terminal_shows_a_fit_in_one_line():
    (line,) = working(180)
    assert FIT in line
    assert line.rstrip().endswith("up to 1 s left")


def test_a_narrow_one_shows_the_important_first_and_the_rest_below():
    first, second = working(80)
    assert "50%  trial 2 of 6  up to 1 s left" in first
    assert second.strip() == "epoch 3 of 20, macro-F1 0.861, kept 0.873"
    first, second = working(50)
    assert "50%  trial 2 of 6" in first
    assert second.strip() == "up to 1 s left"


def test_a_title_with_a_comma_stays_in_one_line():
    assert len(working(70, "Rows that stand twice, or nearly so")) == 1


def test_what_may_end_sooner_is_left_at_most():
    assert "up to" in working(120)[0]
    assert "about" in working(120, stage="1-audit")[0]
