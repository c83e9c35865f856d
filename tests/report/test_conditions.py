import math
from dataclasses import replace

from finetooth.core.results import Control, Dose, ScenarioScore
from finetooth.report.charts.dose_curves import dose_curves
from finetooth.report.charts.scenarios import scenarios
from finetooth.report.conditions import conditions, steady, swaps, untouched
from finetooth.report.page import page

NAN = math.nan
DOSES = tuple(Dose(dose, drop, drop - 0.05, drop + 0.05, 4, 40, 40) for dose, drop in ((0.05, 0.02), (0.1, 0.13)))
TYPOS = ScenarioScore("typos", "Typing errors", 0.8, 0.7, 0.1, 0.05, 0.15, 20, 100, 90, (("a", "b", "x", "y"),),
                      failed=20, doses=DOSES, dose_of="words")  # fmt: skip
EMPTY = ScenarioScore("no_content", "Nothing said", NAN, NAN, NAN, NAN, NAN, 5, 100, 16, expects="unsure", failed=4)
NAMES = ScenarioScore("other_names", "Other names", 0.8, 0.8, 0.0, -0.01, 0.01, 0, 100, 100, kind="fairness",
                      control=Control(100, 12, 2, 11, 1, 0.1, 0.04, 0.16))  # fmt: skip
NONE = ScenarioScore("no_accents", "No accents", 0.8, 0.8, 0.0, 0.0, 0.0, 0, 100, 0)
ALL = (NAMES, EMPTY, TYPOS, NONE)


def test_what_failed_is_told_by_what_was_expected():
    lines = conditions(ALL)
    assert [(one.title, one.head) for one in lines] == [
        ("Nothing said", "4 of 16 answered as surely as real rows"),
        ("Typing errors", "20 of 90 answers changed"),
    ]
    assert "Score:" not in lines[0].told
    assert "drop 0.100 (0.050 to 0.150)" in lines[1].told
    assert (steady(ALL), untouched(ALL)) == ("Other names (100)", "No accents")


def test_swaps_stand_beside_a_neutral_one():
    (line,) = swaps(ALL)
    assert (line.here, line.there, line.difference) == ("12 % (12)", "2.0 % (2)", "+10.0 points (4.0 to 16.0)")
    few = replace(NAMES, control=replace(NAMES.control, rows=9))
    assert swaps((few,))[0].difference == "too few rows to tell"


def test_doses_are_small_multiples():
    figure = dose_curves((TYPOS, replace(TYPOS, name="ocr", title="Scans")), 0.1)
    assert figure.title == "“Typing errors” costs more than 0.1 from 10 % of words"
    assert figure.svg.count("model-line") == 2
    assert figure.svg.count("bad-dot") == 2
    assert figure.note.startswith("40 rows at each strength")
    assert ">drop of macro-F1<" in figure.svg
    assert dose_curves((TYPOS,), 0.5).title == "No strength that was tried costs more than 0.5"
    assert dose_curves((NAMES,), 0.1) is None
    assert dose_curves((replace(TYPOS, doses=(replace(DOSES[0], drop=NAN),) * 2),), 0.1) is None


def test_the_chart_leaves_out_what_has_no_drop_and_what_turned_nothing():
    figure = scenarios(ALL, 0.2)
    assert figure.svg.count("model-dot") == 1
    assert figure.note.endswith("1 condition changed no answer.")
    assert scenarios((EMPTY,), 0.2) is None
    assert scenarios((replace(TYPOS, n=5),), 0.2) is None


def test_a_drop_of_few_rows_is_drawn_where_it_is_beyond_noise():
    assert scenarios((replace(TYPOS, n=10),), 0.2).title.startswith("“Typing errors” costs most")
    assert scenarios((replace(TYPOS, n=10, low=-0.01),), 0.2) is None


def test_what_is_accepted_is_written_within_the_picture():
    for accepted, side in ((0.02, "start"), (0.5, "end")):
        assert f'text-anchor="{side}" class="limit-text"' in scenarios((TYPOS,), accepted).svg


def test_the_page_shows_all_of_it(make_evidence, checks):
    shown = page(make_evidence(scenario_scores=ALL), checks)
    for said in ("Typing errors</bdi>: 20 of 90", "+10.0 points", "Other names (100)", "No accents", "costs more than"):
        assert said in shown
