import numpy as np
import polars as pl
import pytest

from finetooth.answering.answering import Answering
from finetooth.answering.scaling import Scaling
from finetooth.core.errors import NotApplicable, UserError
from finetooth.core.facts import Facts
from finetooth.core.plugins import all_checks
from finetooth.core.results import Scores, Splits
from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Evaluate
from finetooth.slicing.of_a_run import must_be_columns

LABELS = ("bad", "good")


def side(role: str, count: int, end: str) -> Rows:
    return Rows.of({"role": role, "text": f"tale {n % 17} {end} {n % 5}", "label": LABELS[n % 2]} for n in range(count))


def answered(rows: Rows, right: float, seed: int) -> pl.DataFrame:
    draw = np.random.default_rng(seed)
    truth = (rows.labels == "good").to_numpy()
    said = np.where(draw.random(len(rows)) < right, truth, ~truth)
    chances = np.where(said[:, None], [0.1, 0.9], [0.9, 0.1])
    return Predictions.of(rows.ids, rows.labels, chances, LABELS).to_frame(rows.labels)


@pytest.fixture
def facts():
    """Makes the facts of a run whose test is right in this share: ``facts(right, evaluate=...)``."""
    all_checks()

    def make(right: float, end: str = "noon", evaluate=None) -> Facts:
        parts = side("train", 40, "noon"), side("validation", 400, "noon"), side("test", 500, end)
        test = parts[2]
        held = answered(parts[1], 0.85, 0).insert_column(0, pl.lit(1).alias("repeat"))
        columns = pl.DataFrame(
            {"id": test.ids, "app": ["web", "phone"] * 250, "copy": test.labels, "none": [None] * 500},
            schema_overrides={"none": pl.String},
        )
        rows = Rows.concat(parts)
        return Facts(
            {
                "recipe": make_recipe({"data": {"train": "a.csv"}, "evaluate": evaluate or {}}),
                "rows": rows,
                "splits": Splits(*parts, Rows.of([])),
                "predictions": answered(test, right, 1),
                "labels": LABELS,
                "scores": Scores((), {}, "macro_f1"),
                "columns": columns,
                "held_out": held,
            }
        )

    return make


def test_columns_that_are_the_label_are_no_slices_unless_asked_for(facts):
    rows = facts(0.8)
    known = dict(zip(rows.get("rows").ids, rows.get("rows").labels, strict=True))
    whole = pl.DataFrame({"id": list(known), "copy": list(known.values()), "app": ["web", "phone"] * 470})
    assert rows.with_(columns=whole).get("answers").columns.columns == ["id", "app"]
    recipe = make_recipe({"data": {"train": "a.csv"}, "evaluate": {"sensitive": ["copy"]}})
    assert rows.with_(columns=whole, recipe=recipe).get("answers").columns.columns == ["id", "copy", "app"]


def test_slices_as_the_recipe_asks(facts):
    assert {one.kind for one in facts(0.8).get("slice_scores")} >= {"app", "label"}
    with pytest.raises(NotApplicable, match="none"):
        facts(0.8, evaluate={"slices": "none"}).get("slice_scores")
    with pytest.raises(NotApplicable, match="none"):
        facts(0.8, evaluate={"slices": "none"}).get("weak_slices")
    assert "app" not in {one.kind for one in facts(0.8, evaluate={"slices": ["copy"]}).get("slice_scores")}


def test_groups_only_where_columns_are_named(facts):
    with pytest.raises(NotApplicable, match="sensitive"):
        facts(0.8).get("group_gaps")
    assert facts(0.8, evaluate={"sensitive": ["app"]}).get("group_gaps").columns == ("app",)


def test_the_shift_is_looked_at_only_where_the_gap_is_beyond_noise(facts):
    found = facts(0.6, "lol").get("validation_test_gap")
    assert found.score.beyond_noise
    assert "lol" in found.shift.words.words_of_second
    assert facts(0.85).get("validation_test_gap").shift is None


def test_thresholds_that_were_fitted_on_held_out_rows_do_not_flatter_them(facts):
    given = facts(0.85)
    held = given.get("held_out")
    perfect = held.with_columns(prediction=pl.col("truth"))
    assert given.with_(held_out=perfect).get("validation_test_gap") == given.get("validation_test_gap")


def test_held_out_answers_are_calibrated_as_those_of_the_test_are(facts):
    """A calibration that leans to one label moves both: what parts them is not the calibration."""
    given = facts(0.85)
    leaning = Answering(LABELS, Scaling("vector", slopes=(1.0, 1.0), shifts=(0.0, 4.0)))
    test = leaning.predictions(Predictions.from_frame(given.get("predictions"), LABELS))
    both = given.with_(answering=leaning, predictions=test.to_frame(given.get("splits").test.labels))
    found = both.get("validation_test_gap").score
    assert found.held_out == pytest.approx(found.test, abs=0.05)
    assert found.held_out < 0.5


def test_without_held_out_rows_nothing_can_be_told(facts):
    with pytest.raises(NotApplicable, match="held out"):
        facts(0.8).with_(held_out=pl.DataFrame()).get("validation_test_gap")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"sensitive": ["ap"]}, "evaluate.sensitive.*no column 'ap'.*did you mean app|no column 'ap'"),
        ({"slices": ["nothing"]}, "no column 'nothing'"),
        ({"sensitive": ["none"]}, "no column 'none'"),
        ({"sensitive": ["id"]}, "no column 'id'"),
    ],
)
def test_columns_that_are_not_there_are_refused_before_the_training(facts, options, told):
    foreseen = facts(0.8).get("answers")
    with pytest.raises(UserError, match=told):
        must_be_columns(Evaluate(**options), foreseen)
    must_be_columns(Evaluate(sensitive=["app"], slices=["app"]), foreseen)
