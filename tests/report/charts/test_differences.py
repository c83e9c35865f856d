from finetooth.metrics.paired import Difference
from finetooth.report.charts.differences import differences


def one(metric: str, change: float, higher: bool = True) -> Difference:
    return Difference(metric, 0.5, 0.5 + change, change, change - 0.02, change + 0.02, 90, higher_is_better=higher)


def test_right_is_better_whatever_the_metric():
    drawn = differences([one("log_loss", -0.1, higher=False)], "a title")
    assert "0.100 (0.080 to 0.120)" in drawn.svg
    assert "model-dot" in drawn.svg


def test_worse_and_unsure_have_marks_of_their_own():
    assert "bad-dot" in differences([one("accuracy", -0.1)], "x").svg
    assert "other-dot" in differences([one("accuracy", 0.01)], "x").svg
    assert "other-dot" in differences([one("accuracy", 0.1)], "x", is_sure=lambda _: False).svg


def test_nothing_to_draw():
    nothing = Difference("roc_auc", None, None, None, None, None, 5)
    assert differences([nothing], "x") is None
