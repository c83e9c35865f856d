import re
from dataclasses import replace

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.learning_curve import RisingCurve
from finetooth.report.charts.data_curve import data_curve


def verdict(**changes):
    given = RisingCurve.bad[0]["learning_curve"]
    return RisingCurve().run(example_facts({"learning_curve": replace(given, **changes)}))


def test_the_title_is_what_doubling_brings_and_the_note_what_scores_need():
    figure = data_curve([verdict()])
    assert figure.title == "Twice the rows would add 4.1 points of macro-F1 (3.0 to 5.0)"
    assert "0.80 at about 2,400 rows (1,700 to 4,600)" in figure.note
    assert "0.95 lies beyond what the curve reaches" in figure.note
    assert "not the model itself" in figure.note


def test_points_band_projection_and_the_rows_there_are_are_drawn():
    svg = data_curve([verdict()]).svg
    assert svg.count('class="model-dot"') == 4
    assert svg.count('class="model-ring"') == 1
    assert svg.count('class="range"') == 1
    assert svg.count('class="model-line dashed"') == 1
    assert svg.count('class="mark"') == 1
    assert "1,600 rows: 0.776 (0.765 to 0.785)" in svg
    assert ">training rows<" in svg


def test_a_score_within_the_picture_is_marked_where_it_is_reached():
    from finetooth.facts.curve_fit.projection import Needed

    assert "other-dot" not in data_curve([verdict()]).svg
    svg = data_curve([verdict(needed=(Needed(0.76, 1_200, 900, None),))]).svg
    assert "0.76 at about 1,200 rows (900 or more)" in svg


def test_without_a_curve_nothing_is_drawn():
    assert data_curve([]) is None
    assert data_curve([replace(verdict(), evidence={})]) is None
    assert data_curve([replace(verdict(), code="QTY001")]) is None


def test_what_is_measured_and_what_is_expected_meet_where_the_rows_end():
    laws = [[rows, 0.5, 0.4, 0.6] for rows in (100, 200, 400)]
    for given in ([], laws):
        svg = data_curve([replace(verdict(), evidence={**verdict().evidence, "laws": given})]).svg
        paths = re.findall(r"<path[^>]*model-line[^>]*>", svg)
        lines = {"dashed" in path: re.search(r' d="M([^"]*)"', path)[1].split("L") for path in paths}
        assert lines[False][-1] == lines[True][0]
        assert svg.count('class="model-whisker"') == (5 if given else 1)  # of four dots, and of twice the rows
