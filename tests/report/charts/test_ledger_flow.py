from finetooth.report.charts.ledger_flow import ledger_flow
from finetooth.report.flow import Flow, Way, flow_of


def test_the_ledger_flow_shows_every_way(make_evidence):
    evidence = make_evidence()
    figure = ledger_flow(flow_of(evidence.ledger, evidence.splits, evidence.verdicts))
    assert figure.title == "140 of 1,460 rows were taken out, most because: Rows stand twice"
    assert figure.svg.count("flow-kept-band") == 3
    assert figure.svg.count("flow-gone-band") == 2
    assert "270 rows had a text or label mended" in figure.note
    assert ledger_flow(Flow(5, (Way("train", 5, False),), (), 0)).title == "All 5 rows stayed"
    one = Flow(5, (Way("train", 4, False),), (Way("Empty", 1, True, "PRE001"),), 0)
    assert ledger_flow(one).title == "1 of 5 rows was taken out, because: Empty"
    assert "1 · 20 % · PRE001" in ledger_flow(one).svg
    assert ledger_flow(Flow(0, (), (), 0)) is None
