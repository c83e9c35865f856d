from dataclasses import replace

from finetooth.checks.evaluation.weak_slices import _WEAK, WeakParts, _example, _slice
from finetooth.checks.examples import example_facts
from finetooth.core.results import Score, Scores
from finetooth.report.charts.slice_scores import slice_scores

WHOLE = Scores((Score("accuracy", 0.85, 0.83, 0.87, 1_200),))


def verdict(*found, slices=()):
    return WeakParts().run(example_facts({**_example(*found, scored=slices), "scores": WHOLE}))


def test_the_worst_slice_is_the_title_and_the_whole_is_marked():
    figure = slice_scores([verdict(_WEAK, slices=(_slice("shop = south", 0.9, 300, 0.2, 0.05),))])
    assert figure.title == "“shop = north and word = refund” is right in 55 %, elsewhere in 87 %"
    assert figure.svg.count('class="mark"') == 1
    assert figure.svg.count('class="bad-dot"') == 1
    assert figure.svg.count('class="other-dot"') == 1


def test_only_what_is_worse_beyond_chance_is_marked():
    slices = (
        _slice("shop = south", 0.9, 300, 0.001, 0.2),
        _slice("shop = north", 0.6, 300, 0.001, -0.2),
        _slice("shop = east", 0.7, 300, 0.3, -0.1),
        _slice("confidence = below 50 %", 0.4, 40, float("nan"), -0.4),
    )
    figure = slice_scores([verdict(slices=slices)])
    assert figure.svg.count('class="bad-dot"') == 1
    assert "confidence" not in figure.svg
    assert figure.title == "“shop = north” is right in 60 %, elsewhere in 80 %"
    fair = slice_scores([verdict(slices=(slices[0], slices[2]))])
    assert fair.title == "None of 2 slices is right less often than the rest, beyond chance"


def test_at_most_twelve_are_drawn():
    slices = tuple(_slice(f"shop = {n}", 0.8, 300, 0.5, 0.0) for n in range(30))
    figure = slice_scores([verdict(replace(_WEAK), slices=slices)])
    assert figure.svg.count('class="other-dot"') == 11
    assert "The 12 of 31 that differ most surely" in figure.note


def test_without_slices_nothing_is_drawn():
    assert slice_scores([]) is None
    assert slice_scores([verdict()]) is None
