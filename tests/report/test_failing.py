from dataclasses import replace

import polars as pl

from finetooth.checks.evaluation.group_gaps import GapBetweenGroups, _gap
from finetooth.checks.evaluation.group_gaps import _example as groups_example
from finetooth.checks.evaluation.validation_test_gap import WorseThanHeldOut
from finetooth.checks.evaluation.weak_slices import _WEAK, WeakParts, _example, _slice
from finetooth.checks.examples import example_facts
from finetooth.report.failing import failing
from finetooth.report.page import page

BEFORE_AFTER = ("<script>alert(1)</script>", "</title><img src=x onerror=alert(1)>")


def judged(check, example, evidence):
    return replace(evidence, verdicts=(*evidence.verdicts, check.run(example_facts(example))))


def weak(evidence, *slices, name=_WEAK.conditions):
    ids = tuple(evidence.splits.test.ids[:12])
    found = replace(_WEAK, wrong=ids, conditions=name)
    return judged(WeakParts(), _example(found, scored=slices), evidence)


def test_slices_found_are_shown_with_the_rows_behind_them(make_evidence):
    evidence = weak(make_evidence(), _slice("shop = south", 0.9, 300, 0.2, 0.05))
    shown = failing(evidence)
    assert shown.there
    assert [one.line.name for one in shown.found] == ["shop = north and word = refund"]
    assert shown.found[0].mistakes == ("good taken for bad: 30",)
    assert len(shown.found[0].rows) == 10
    first = shown.found[0].rows[0]
    assert first["row"] == "test:1"
    told = evidence.predictions.filter(pl.col("id") == evidence.splits.test.ids[0])["prediction"].item()
    assert first["answer"].startswith(f"{told} (")
    text = page(evidence, [])
    for said in ("Where it fails", "good crema, easy to clean", "shop = south", "12 of 80 rows are answered wrongly"):
        assert said in text


def test_worse_slices_come_first_and_bands_of_confidence_last(make_evidence):
    lines = (
        _slice("confidence = below 50 %", 0.3, 40, float("nan"), -0.5),
        _slice("shop = south", 0.9, 300, 0.0001, 0.2),
        _slice("shop = north", 0.7, 300, 0.0001, -0.2),
        _slice("shop = east", 0.8, 300, 0.5, -0.01),
    )
    shown = failing(weak(make_evidence(), *lines)).slices
    assert [one.name.split(" = ")[1] for one in shown] == ["north", "east", "south", "below 50 %"]
    assert [one.tone for one in shown] == ["bad", "", "", ""]
    assert shown[-1].chance == "not tested"
    assert shown[0].gap == "−20.0"


def test_many_slices_are_folded(make_evidence):
    lines = tuple(_slice(f"shop = {n}", 0.9, 300, 0.2, 0.05) for n in range(40))
    shown = failing(weak(make_evidence(), *lines))
    assert (len(shown.slices), len(shown.folded)) == (12, 28)


def test_gaps_between_groups_and_what_is_uncovered(make_evidence):
    example = groups_example(_gap(-0.25, 0.1, 0.0001), _gap(0.01, 0.05, 0.9), few=True)
    evidence = judged(GapBetweenGroups(), example, make_evidence())
    shown = failing(evidence)
    assert [(one.name, one.measure, one.word) for one in shown.groups] == [
        ("region = west", "recall of approved", "a gap"),
        ("region = west", "recall of approved", "alike"),
    ]
    assert shown.uncovered == ("region = isles (4 rows): recall of approved",)
    assert "Uncovered, with too few rows to judge" in page(evidence, [])


def test_the_gap_to_the_test_stands_there_too(make_evidence):
    evidence = judged(WorseThanHeldOut(), WorseThanHeldOut.bad[0], make_evidence())
    assert failing(evidence).held_out.startswith("macro_f1 is 0.720")
    assert 'href="#check-evl028"' in page(evidence, [WorseThanHeldOut()])


def test_without_any_of_this_there_is_no_such_part(make_evidence):
    assert not failing(make_evidence()).there
    assert "Where it fails" not in page(make_evidence(), [])


def test_tables_are_not_told_twice(make_evidence):
    text = page(weak(make_evidence()), [WeakParts()])
    assert "found table" not in text
    assert "slice table" not in text


def test_hostile_names_are_harmless(make_evidence):
    evidence = weak(
        make_evidence(), _slice(f"{BEFORE_AFTER[0]} = {BEFORE_AFTER[1]}", 0.4, 90, 0.001, -0.3), name=BEFORE_AFTER
    )
    text = page(evidence, [])
    assert "<script" not in text
    assert "<img" not in text
