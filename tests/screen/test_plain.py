import io

from rich.console import Console

from finetooth.core.events import Event, silent
from finetooth.screen.plain import PlainLines, listening


def lines_of(*events, times=None):
    out = Console(file=io.StringIO(), width=40, color_system=None, markup=False)
    clock = iter(times or [0.0] * 100)
    listener = PlainLines(out, every=15.0, clock=lambda: next(clock))
    for event in events:
        listener(event)
    return out.file.getvalue().splitlines()


def test_each_thing_is_one_line_however_long(verdict):
    done = Event("done", "1-audit", data={"seconds": 2.0, "verdicts": [verdict("DAT001")]})
    assert lines_of(
        Event("started", "1-audit"), done, Event("resumed", "2-prepare"), Event("changed", "3-tune", "x" * 60)
    ) == [
        "audit     started",
        "audit     done in 2.0 s, 1 error",
        "prepare   kept from before",
        "tune      is done again: " + "x" * 60,
    ]


def test_progress_is_told_now_and_then():
    events = [Event("started", "3-tune"), *(Event("progress", "3-tune", f"trial {n}", n / 10) for n in range(3))]
    assert lines_of(*events, times=[0.0, 5.0, 16.0, 16.0, 17.0]) == ["tune      started", "tune      10% trial 1"]


def test_each_evaluation_has_a_line_with_how_far_it_is_and_the_time_left():
    point = Event("evaluated", "4-train", "after epoch 2, macro-F1 0.800")
    of_a_fold = Event("evaluated", "4-train", "fold 1: after epoch 2, macro-F1 0.700", data={"of": "fold 1"})
    events = [
        Event("started", "4-train"),
        Event("fitting", "4-train"),
        Event("progress", "4-train", "epoch 1 of 4", 0.25),
        Event("progress", "4-train", "epoch 2 of 4", 0.5),
        *(point, of_a_fold, Event("progress", "4-train", "epoch 3 of 4", 0.51)),
    ]
    assert lines_of(*events, times=[0.0, 0.0, 0.0, 10.0, 10.0, 10.0, 24.0]) == [
        "train     started",
        "train     50% after epoch 2, macro-F1 0.800, up to 20 s left",
    ]


def test_hostile_notes_are_harmless():
    assert lines_of(Event("note", "1-audit", "\x1b[2Jnote\nmore")) == ["audit     note more"]


def test_quiet_and_json_listen_in_silence():
    for json_mode, quiet in ((False, True), (True, False)):
        with listening(json_mode, quiet) as listener:
            assert listener is silent


def test_without_a_terminal_there_are_plain_lines(capsys):
    with listening(json_mode=False, quiet=False) as listener:
        listener(Event("started", "1-audit"))
    assert capsys.readouterr().out == "audit     started\n"
