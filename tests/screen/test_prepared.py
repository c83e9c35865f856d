import dataclasses
from pathlib import Path

import pytest

from finetooth.core.finding import Severity
from finetooth.core.results import ProbeGain
from finetooth.export import Exported
from finetooth.screen.prepared import Change, Offer, Split, Told
from finetooth.screen.prepared_view import prepared_line, prepared_object, prepared_view

ROOT = Path("runs/tea")


@pytest.fixture
def told(verdict):
    """All that can be told of a preparation."""
    files = {name: ROOT / "2-prepare" / f"{name}.parquet" for name in ("train", "validation", "test", "ledger")}
    warnings = [verdict(f"DAT01{n}", severity=Severity.WARNING) for n in range(7)]
    return Told(
        read=100,
        aside=2,
        left=90,
        sources=({"role": "train", "file": "tea.csv"}, {"role": "test", "file": "other.csv"}),
        changes=(Change("", "a torn line", {"set aside": 2}), Change("PRE003", "Twice there", {"drop": 10})),
        offers=(Offer("PRE013", "Near copies", 7, "--set prepare.fix=[PRE013]"),),
        splits=(
            Split("train", 60, True),
            Split("validation", 10, False),
            Split("test", 20, True),
            Split("field", 0, True),
        ),
        gain=ProbeGain(0.7, 0.75, 0.01, 0.09, 70, 60, 20),
        verdicts=(verdict("PRE026"), *warnings, verdict("QTY001", severity=Severity.INFO)),
        files=files,
        exported=None,
        next_words="finetooth ledger runs/tea; then finetooth run tea.yaml --out runs/tea",
    )


def flat(text):
    return " ".join(text.split())


def test_all_of_it_is_shown(told, printed):
    out = flat(printed(prepared_view(told, ROOT)))
    assert "100 rows read, 2 records set aside, 90 left" in out
    assert "– 2 rows set aside a torn line" in out
    assert "PRE003 10 rows dropped Twice there" in out
    assert "PRE013 7 rows Near copies --set prepare.fix=[PRE013]" in out
    assert "PRE026 error PRE026 said so" in out
    assert "… and 2 warnings more" in out
    assert "QTY001" not in out
    assert "train 60 rows 67 %, from tea.csv" in out
    assert "validation 10 rows 11 %, drawn from tea.csv" in out
    assert "test 20 rows 22 %, from other.csv" in out
    assert "field" not in out
    assert "0.700 before, 0.750 after: +0.050 (0.010 to 0.090)" in out
    assert "ledger runs/tea/2-prepare/ledger.parquet" in out
    assert "export" not in out


def test_a_loss_has_its_sign_and_no_gain_says_why(told, printed):
    lost = dataclasses.replace(told, gain=ProbeGain(0.75, 0.7, -0.09, -0.01, 70, 60, 20))
    assert "after: −0.050 (−0.090 to −0.010)" in flat(printed(prepared_view(lost, ROOT)))
    assert "not measured" in printed(prepared_view(dataclasses.replace(told, gain=None), ROOT))


def test_nothing_done_is_said(told, printed):
    calm = dataclasses.replace(told, changes=(), offers=(), verdicts=(), aside=0, left=100)
    out = flat(printed(prepared_view(calm, ROOT)))
    assert "100 rows read, 100 left: nothing to mend" in out
    assert "not applied" not in out
    assert "left after preparation" not in out


def test_an_export_is_named_with_what_it_changed(told, printed):
    files = {"train": ROOT / "export" / "train.csv", "test": ROOT / "export" / "test.csv"}
    out = flat(printed(prepared_view(dataclasses.replace(told, exported=Exported(files, 3, None)), ROOT)))
    assert "export runs/tea/export/ train.csv, test.csv" in out
    assert "3 cells of the CSV got ' before" in out


def test_the_last_line(told):
    line = prepared_line(told).plain
    assert line == "100 rows read, 90 left, 1 error left; next: " + told.next_words


def test_the_object_has_what_scripts_need(told):
    value = prepared_object(told, ROOT)
    assert value["run"] == "runs/tea"
    assert value["splits"] == {"train": 60, "validation": 10, "test": 20, "field": 0}
    assert value["changes"][0] == {"check": None, "title": "a torn line", "rows": {"set aside": 2}}
    assert value["offered"][0]["ask"] == "--set prepare.fix=[PRE013]"
    assert value["gain"]["after"] == 0.75
    assert value["export"] is None


def test_nothing_from_the_data_steers_the_terminal(told, printed):
    evil = "x\x1b[2J\x1b]0;owned\x07[red]\u202e"
    hostile = dataclasses.replace(
        told,
        sources=({"role": "train", "file": evil}, {"role": "test", "file": evil}),
        changes=(Change("", evil, {"set aside": 2}),),
    )
    out = printed(prepared_view(hostile, ROOT))
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "\u202e" not in out
    assert "[red]" in out
