"""Time and groups drawn: titles say what is lost, groups are masked and escaped."""

from dataclasses import replace

from finetooth.report.charts.time_and_groups import cuts, decay, groups_left_out
from finetooth.report.concealed import concealed_evidence
from finetooth.report.page import page
from finetooth.transfer.results import Age, Cut, Gap, LeftOut, OverGroups, OverTime, Transfer

SURE, CHANCE = Gap(0.9, 0.82, 0.08, 0.05, 0.11, 300), Gap(0.9, 0.89, 0.01, -0.02, 0.04, 300)
DAY = 86_400.0
TIME = OverTime(SURE, (Cut(0.0, 30 * DAY, 200, CHANCE), Cut(30 * DAY, 60 * DAY, 400, SURE)),
                (Age(30.0, CHANCE), Age(60.0, SURE)))  # fmt: skip
GROUPS = OverGroups(SURE, (LeftOut("ann@mail.example.net", SURE), LeftOut("<b>shop", CHANCE)), 9)
MOVED = Transfer("macro_f1", "words (TF-IDF)", 900, 4_000, TIME, GROUPS)


def test_titles_say_what_is_lost():
    assert cuts(MOVED).title == "The score falls by 0.080 where the past teaches"
    assert "1970-01-31 to 1970-03-02" in cuts(MOVED).svg
    assert decay(MOVED).title == "Rows that are 60 days older teach 0.080 less"
    assert groups_left_out(MOVED).title == "“ann@mail.example.net” loses 0.080 when its own rows do not teach"


def test_what_is_chance_is_not_called_a_loss():
    calm = Transfer("macro_f1", "words", 900, 900, OverTime(CHANCE, TIME.cuts[:1], TIME.ages[:1]),
                    OverGroups(CHANCE, (), 40))  # fmt: skip
    assert cuts(calm).title == "No loss beyond chance where the past teaches"
    assert decay(calm).title == "No macro-F1 is lost beyond chance over 30 days"
    assert groups_left_out(calm).title == "No loss beyond chance on groups that taught nothing"


def test_nothing_is_drawn_where_nothing_was_looked_at():
    bare = Transfer("macro_f1", "", 0, 9, why_no_time="none", why_no_groups="none")
    for chart in (cuts, decay, groups_left_out):
        assert chart(None) is None
        assert chart(bare) is None


def test_the_page_shows_it_with_names_masked(make_evidence, checks):
    shown = page(make_evidence(transfer=MOVED), checks)
    assert "what a random split hides" in shown
    assert "ann@mail" not in shown
    assert "<b>shop" not in shown
    assert "what a random split hides" not in page(make_evidence(), checks)
    only_time = concealed_evidence(make_evidence(transfer=replace(MOVED, groups=None)))
    assert only_time.transfer == replace(MOVED, groups=None)
