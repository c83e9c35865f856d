"""What is kept: only what helps on held-out rows, said in words, the same each time; and nothing is made up."""

import json

import numpy as np
import polars as pl
import pytest
from pydantic import TypeAdapter

from finetooth.answering.answering import Answering
from finetooth.answering.choosing import fit_answering
from finetooth.answering.costs import matrix_of
from finetooth.answering.held import Held
from finetooth.metrics.score import value
from finetooth.recipe.sections import Evaluate


def test_a_model_that_is_too_sure_is_calibrated_and_an_honest_one_left_alone(told):
    sure, honest = told(600, 3, 3.0), told(600, 3, 1.0)
    found = fit_answering(sure.to_frame(), sure.labels, Evaluate(thresholds="none"), "macro_f1")
    assert found.scaling.kind == "temperature"
    assert found.rows == 600
    new = told(3_000, 3, 3.0, seed=1)
    after = found.predictions(new)
    for metric in ("log_loss", "brier", "ece"):
        assert value(metric, after) < value(metric, new)
    assert value("accuracy", after) == value("accuracy", new)
    left = fit_answering(honest.to_frame(), honest.labels, Evaluate(thresholds="none"), "macro_f1")
    assert left.scaling.kind == "none"
    assert [one.kept for one in left.tried] == [False, False]
    assert left.tried[0].why == "no gain beyond its standard error"
    off = fit_answering(sure.to_frame(), sure.labels, Evaluate(calibration="none", thresholds="none"), "macro_f1")
    assert (off.scaling.kind, off.tried) == ("none", ())


def test_calibration_that_lowers_the_answers_is_not_kept(told):
    """A model taught with balanced classes leans to the rare one: macro-F1 wants that, log loss does not."""
    one = told(4_000, 2, 1.0, lean=(3.0, 0.0))
    leaning = one.probabilities * np.array([1.0, 2.0])
    table = one.to_frame().with_columns(p_0=leaning[:, 0] / leaning.sum(1), p_1=leaning[:, 1] / leaning.sum(1))
    table = table.with_columns(
        prediction=pl.when(pl.col("p_1") > pl.col("p_0")).then(pl.lit("spam")).otherwise(pl.lit("ham"))
    )
    found = fit_answering(table, one.labels, Evaluate(thresholds="none"), "macro_f1")
    tried = {trial.name: trial for trial in found.tried}
    assert tried["vector"].gain > tried["vector"].error > 0
    assert not tried["vector"].kept
    assert "lowers macro_f1" in tried["vector"].why


def test_steps_that_make_ties_of_ranks_are_not_kept_for_a_metric_of_ranks(told):
    """Isotonic steps mend a bent curve; what they tie costs average precision, which macro-F1 does not see."""
    one = told(4_000, 2, 1.0)
    bent = one.probabilities[:, 1] ** 8  # the ranks are as good as before, the chances far off
    table = one.to_frame().with_columns(
        p_0=1 - bent, p_1=bent, prediction=pl.when(pl.Series(bent) > 0.5).then(pl.lit("spam")).otherwise(pl.lit("ham"))
    )
    by_ranks = fit_answering(table, one.labels, Evaluate(thresholds="none"), "pr_auc")
    refused = [trial for trial in by_ranks.tried if "lowers pr_auc" in trial.why]
    before = type(one)(one.ids, one.truth, np.column_stack([1 - bent, bent]), one.labels)
    assert value("pr_auc", by_ranks.predictions(before)) >= value("pr_auc", before) - 1e-3
    assert refused, by_ranks.tried


def test_a_threshold_is_kept_where_it_gains_beyond_noise(told):
    """Balanced by nature, told with a lean: the threshold brings macro-F1 back."""
    one = told(1_500, 2)
    leaning = one.probabilities * np.array([6.0, 1.0])
    leaning /= leaning.sum(axis=1, keepdims=True)
    options = Evaluate(calibration="none")
    held = type(one)(one.ids, one.truth, leaning, one.labels)
    found = fit_answering(held.to_frame(), one.labels, options, "macro_f1")
    assert found.rule.kind == "weights"
    assert found.rule.threshold == pytest.approx(1 / 7, abs=0.05)
    new = told(4_000, 2, seed=2)
    shifted = new.probabilities * np.array([6.0, 1.0])
    shifted /= shifted.sum(axis=1, keepdims=True)
    raw = type(new)(new.ids, new.truth, shifted, new.labels)
    assert value("macro_f1", found.predictions(raw)) > value("macro_f1", raw) + 0.03
    honest = fit_answering(one.to_frame(), one.labels, options, "macro_f1")
    assert honest.rule.kind == "argmax"
    assert honest.tried[-1].why == "no gain beyond noise"
    asked = fit_answering(one.to_frame(), one.labels, Evaluate(thresholds="always"), "macro_f1")
    assert asked.rule.kind == "weights"


def test_weights_of_more_classes(told):
    one = told(2_000, 4)
    leaning = one.probabilities * np.array([8.0, 1.0, 1.0, 1.0])
    leaning /= leaning.sum(axis=1, keepdims=True)
    held = type(one)(one.ids, one.truth, leaning, one.labels)
    found = fit_answering(held.to_frame(), one.labels, Evaluate(calibration="none"), "macro_f1")
    weights = np.array(found.rule.weights)
    assert weights[0] < weights[1:].min() / 2
    assert "counts" in found.rule.told(one.labels)[1]


def test_a_metric_that_goes_by_ranks_tunes_for_macro_f1(told):
    one = told(500)
    found = fit_answering(one.to_frame(), one.labels, Evaluate(), "roc_auc")
    assert found.tried[-1].measure == "macro_f1"


def test_costs_set_the_answers_unless_thresholds_are_off(told):
    one = told(500)
    asked = {"missed": {"spam": 20}}
    costs = matrix_of(asked, one.labels)
    found = fit_answering(one.to_frame(), one.labels, Evaluate(costs=asked), "roc_auc", costs)
    assert found.rule.threshold == pytest.approx(1 / 21)
    assert found.problems == ()
    off = fit_answering(one.to_frame(), one.labels, Evaluate(costs=asked, thresholds="none"), "roc_auc", costs)
    assert off.rule.kind == "argmax"
    few = one.where(np.arange(500) < 12)
    told_so = fit_answering(few.to_frame(), one.labels, Evaluate(costs=asked), "roc_auc", costs)
    assert told_so.rule.kind == "costs"
    assert "12 held-out rows vouch for" in told_so.problems[0]


def test_a_precision_that_is_asked_for_is_kept_on_new_rows(told):
    one, new = told(2_000, 3), told(5_000, 3, seed=1)
    found = fit_answering(one.to_frame(), one.labels, Evaluate(target_precision=0.8), "macro_f1")
    after = found.apply(new.probabilities)
    assert 0.1 < after.abstained.mean() < 0.95
    assert (after.answers == new.truth)[~after.abstained].mean() >= 0.8
    assert len(found.curve) == 20
    both = fit_answering(one.to_frame(), one.labels, Evaluate(target_precision=0.8, abstain_below=0.95), "macro_f1")
    assert both.abstain_below == 0.95
    vain = fit_answering(one.to_frame(), one.labels, Evaluate(target_precision=0.995), "macro_f1")
    assert vain.abstain_below is None
    assert "no confidence has it on 2,000 held-out rows" in vain.problems[0]


def test_too_few_rows_are_told_and_nothing_is_made_up(told):
    one = told(20)
    asked = Evaluate(thresholds="always", target_precision=0.95)
    for rows in (one.to_frame(), one.to_frame().clear(), None):
        found = fit_answering(rows, one.labels, asked, "macro_f1")
        assert (found.scaling.kind, found.rule.kind, found.abstain_below) == ("none", "argmax", None)
        assert len(found.problems) == 2
        assert "30 are the least" in found.problems[0]
        assert "are needed" in found.problems[1]
    lacking = told(200, 2, 1.0, lean=(6.0, 0.0))
    lacking = lacking.where((lacking.truth == 0) | (np.arange(200) < 40))
    found = fit_answering(lacking.to_frame(), lacking.labels, Evaluate(thresholds="always"), "macro_f1")
    assert "'spam' has" in found.problems[0]


def test_rows_without_a_known_label_are_left_out(told):
    one = told(100)
    table = one.to_frame().with_columns(
        truth=pl.when(pl.col("id") < 10).then(pl.lit("eggs")).when(pl.col("id") < 20).then(None).otherwise("truth")
    )
    assert fit_answering(table, one.labels, Evaluate(), "macro_f1").rows == 80


def test_a_row_that_was_answered_twice_is_one_row_and_in_one_fold(told):
    one = told(100)
    twice = pl.concat([one.to_frame(), one.to_frame()])
    held = Held.of(twice, one.labels, None, 0)
    assert (held.rows, len(held)) == (100, 200)
    assert (held.fold[:100] == held.fold[100:]).all()
    once = Held.of(one.to_frame(), one.labels, None, 0)
    loss = -np.log(one.probabilities[np.arange(100), one.truth])
    assert held.gain(np.tile(loss, 2), np.zeros(200)) == pytest.approx(once.gain(loss, np.zeros(100)))


def test_rows_of_a_group_are_in_one_fold_and_count_as_one_in_the_error(told):
    one = told(120)
    groups = pl.DataFrame({"id": one.ids, "group": [f"c{row // 4}" if row < 80 else None for row in range(120)]})
    held = Held.of(one.to_frame(), one.labels, groups, 0)
    assert len(np.unique(held.unit)) == 20 + 40
    for unit in np.unique(held.unit):
        assert len(np.unique(held.fold[held.unit == unit])) == 1
    together = np.repeat(np.random.default_rng(0).normal(size=30), 4)
    alone = Held.of(one.to_frame(), one.labels, None, 0)
    assert held.gain(together, np.zeros(120))[1] > 1.4 * alone.gain(together, np.zeros(120))[1]


def test_the_same_rows_give_the_same_answering_and_json_changes_nothing(told):
    one = told(400, 3, 2.0)
    found = fit_answering(one.to_frame(), one.labels, Evaluate(target_precision=0.8), "macro_f1", seed=3)
    assert fit_answering(one.to_frame(), one.labels, Evaluate(target_precision=0.8), "macro_f1", seed=3) == found
    kind = TypeAdapter(Answering)
    again = kind.validate_python(json.loads(json.dumps(kind.dump_python(found, mode="json"))))
    assert again == found


def test_nothing_fitted_changes_nothing(told):
    one = told(50, 3)
    after = Answering(one.labels).predictions(one)
    assert after.decided is None
    assert (after.probabilities == one.probabilities).all()
    assert not Answering(one.labels).abstained(after).any()


def test_rows_of_one_group_are_one_witness_and_nothing_is_fitted_on_it(told):
    sure = told(200, 2, 3.0)
    groups = pl.DataFrame({"id": sure.ids, "group": ["one site"] * 200})
    found = fit_answering(sure.to_frame(), sure.labels, Evaluate(), "macro_f1", None, groups)
    assert (found.scaling.kind, found.rule.kind) == ("none", "argmax")
