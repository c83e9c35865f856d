"""What the report says and draws of rows that belong to no class."""

from dataclasses import replace

import numpy as np

from finetooth.core.rows import row_id
from finetooth.report.charts.out_of_scope import out_of_scope
from finetooth.report.scope import scope_words
from finetooth.scope.judging import spread
from finetooth.scope.results import Rate, ScopeLook, Stranger

DRAW = np.random.default_rng(0)
SPREAD = spread(DRAW.normal(0, 0.6, 300), DRAW.normal(2, 1, 200), DRAW.normal(0.5, 1, 200))
ROW = Stranger(row_id("field", 7), "<b>who won?</b>", "refund", 2.5)
LOOK = ScopeLook(
    0.05, 300, True, Rate(0.06, 0.04, 0.08, 500), Rate(0.95, 0.9, 0.97, 470), Rate(0.5, 0.3, 0.7, 30),
    Rate(0.96, 0.94, 0.97, 900), Rate(0.7, 0.65, 0.75, 400), Rate(0.2, 0.1, 0.3, 900), Rate(0.12, 0.1, 0.14, 200),
    SPREAD, (ROW,), (ROW,),
)  # fmt: skip


def test_all_figures_are_told():
    told = scope_words(LOOK)
    assert told is not None
    everything = " ".join((told.lead, *told.facts))
    for figure in ("70", "0.960", "95", "50", "20", "12"):
        assert figure in everything
    assert told.strangers[0].name == "7"


def test_where_nothing_was_measured_it_says_so():
    bare = replace(LOOK, auroc=None, recall=None, alarms_at_95=None, flagged_field=None)
    told = scope_words(bare)
    assert told is not None
    assert "data.out_of_scope" in told.lead
    assert scope_words(None) is None


def test_the_chart_shows_each_kind_of_rows():
    whole, bare = out_of_scope(LOOK), out_of_scope(replace(LOOK, spread=spread(np.zeros(3), np.zeros(0), np.zeros(0))))
    assert whole is not None
    assert bare is not None
    assert "bad-line" in whole.svg
    assert "dashed" in whole.svg
    assert "bad-line" not in bare.svg
    assert whole.title.startswith("70")
    assert out_of_scope(None) is None
