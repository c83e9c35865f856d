"""DAT022."""

import numpy as np
import polars as pl
import pytest

from finetooth.checks.data.unrelated_labels import UnrelatedLabels, _example, kappa
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


def test_repeats_of_a_row_count_once(judge) -> None:
    table = _example(100)["held_out"]
    twice = {"held_out": pl.concat([table, table])}
    assert "on 200 rows" in judge(UnrelatedLabels, twice).message
