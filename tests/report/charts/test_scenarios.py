from dataclasses import replace

from finetooth.report.charts.scenarios import scenarios


def test_scenarios_are_sorted_and_held_to_the_limit(make_evidence):
    tried = make_evidence().scenario_scores
    figure = scenarios(tried, 0.1)
    assert (
        figure.title
        == "“First half only” costs most: 0.122 (0.083 to 0.160) of macro-F1; 1 of 3 cost more than is accepted"
    )
    assert figure.svg.index("bad-whisker") < figure.svg.index("model-whisker")
    assert "most accepted: 0.100" in figure.svg
    assert scenarios(tried, 0.2).title.endswith("within what is accepted")
    assert scenarios((tried[1],), 0.2).title.startswith("“All capitals” costs most")
    assert (
        scenarios((replace(tried[1], drop=-0.01),), 0.2).title
        == "No condition lowered macro-F1; no interval reaches beyond 0.011"
    )
    assert scenarios((), 0.1) is None
