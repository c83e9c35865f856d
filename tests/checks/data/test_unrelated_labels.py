"""DAT022."""

import numpy as np
import polars as pl
import pytest

from finetooth.checks.data.unrelated_labels import UnrelatedLabels, _example, highest, kappa
from finetooth.core.finding import Outcome, Severity


def test_kappa_is_agreement_beyond_chance() -> None:
    truth = np.array(["a", "b"] * 50)
    assert kappa(truth, truth)[0] == pytest.approx(1.0)
    assert kappa(truth, np.full(100, "a"))[0] == pytest.approx(0.0)
    value, low, high = kappa(truth, np.where(np.arange(100) < 75, truth, "a"))
    assert low < value < high


def test_answers_as_good_as_chance_block(judge) -> None:
    found = judge(UnrelatedLabels, _example(100))
    assert (found.outcome, found.severity) == (Outcome.FAILED, Severity.ERROR)
    assert found.message.startswith("nothing in the texts tells the label")


def test_few_held_out_rows_say_nothing(judge) -> None:
    few = {"held_out": _example(20)["held_out"].head(40)}
    assert judge(UnrelatedLabels, few).outcome is Outcome.NOT_APPLICABLE


def test_where_quick_models_see_something_a_failed_training_is_not_laid_on_the_labels(judge) -> None:
    """The texts tell the label plainly; only the fine-tuned model does not know it."""
    things = {"late": "parcel courier box van", "paid": "invoice bill sum card"}
    rows = [
        {"text": f"note {n} on the {things[label].split()[n % 4]}", "label": label}
        for n, label in enumerate(["late", "paid"] * 100)
    ]
    found = judge(UnrelatedLabels, {**_example(100), "rows": rows})
    assert found.outcome is Outcome.PASSED
    assert "quick models" in found.message


def test_two_sides_that_see_nothing_are_surer_than_one() -> None:
    alone, beside = (0.08, 0.0, 0.16), (0.03, -0.08, 0.14)
    assert highest([alone]) == pytest.approx(0.16)
    assert highest([alone, beside]) == pytest.approx(0.0627 + 0.0647, abs=0.001)


def test_one_side_that_sees_something_is_not_outweighed(judge, monkeypatch) -> None:
    """Quick models with a kappa of .2 on few rows beside a surer fine-tuned model that sees nothing: no claim."""
    told = {"the fine-tuned model": (0.0, -0.05, 0.05), "quick models": (0.2, -0.1, 0.5)}
    ends = iter(told.values())
    monkeypatch.setattr("finetooth.checks.data.unrelated_labels.kappa", lambda *_: next(ends))
    assert highest(list(told.values())) < 0.15
    rows = [{"text": f"note {n}", "label": ("late", "paid")[n % 2]} for n in range(200)]
    assert judge(UnrelatedLabels, {**_example(100), "rows": rows}).outcome is Outcome.PASSED


def test_repeats_of_a_row_count_once(judge) -> None:
    table = _example(100)["held_out"]
    twice = {"held_out": pl.concat([table, table])}
    assert "on 200 rows" in judge(UnrelatedLabels, twice).message
