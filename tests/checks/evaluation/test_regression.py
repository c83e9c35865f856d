"""EVL020 on facts as a run has them: the texts as they came, from the ledger."""

import polars as pl

from finetooth.checks.evaluation.regression import WorseThanBefore
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.core.ledger import Ledger
from finetooth.core.results import Score, Scores, Splits
from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions
from finetooth.recipe.files import make_recipe

ROWS = [{"text": f"row {n}", "label": "good" if n % 2 else "bad"} for n in range(60)]


def chances(wrong: int):
    return [[0.1, 0.9] if (n % 2 == 1) != (n < wrong) else [0.8, 0.2] for n in range(60)]


def facts(place: str | None, wrong: int, mended: bool = False) -> Facts:
    table = [{**row, "role": "test"} for row in ROWS]
    test = Rows.of([{**row, "text": row["text"].upper()} for row in table] if mended else table)
    ledger = Ledger.empty()
    if mended:
        told = {"action": "edit", "column": "text", "reason": "tidied"}
        pairs = zip(test.ids, (row["text"] for row in ROWS), test.texts, strict=True)
        entries = pl.DataFrame([{"row": row, "before": before, "after": after, **told} for row, before, after in pairs])
        ledger = ledger.plus(entries, "2-prepare", "PRE008")
    said = Predictions.of(test.ids, test.labels, chances(wrong), ("bad", "good")).to_frame(test.labels)
    recipe = make_recipe({"data": {"train": "x.csv"}, "gate": {"regression_vs": place}})
    empty = Rows.of([])
    given = {"scores": Scores(()), "predictions": said, "labels": ("bad", "good"), "ledger": ledger}
    return Facts({**given, "recipe": recipe, "splits": Splits(empty, empty, test, empty)})


def test_worse_is_an_error_and_as_good_is_not(made_run, tmp_path):
    place = str(made_run(tmp_path / "old", ROWS, chances(3)))
    found = WorseThanBefore().run(facts(place, 25))
    assert (found.outcome, found.severity) == (Outcome.FAILED, "error")
    assert found.evidence["rival"] == "old"
    assert WorseThanBefore().run(facts(place, 4)).outcome is Outcome.PASSED


def test_rows_that_were_mended_are_the_same_rows(made_run, tmp_path):
    place = str(made_run(tmp_path / "old", ROWS, chances(3)))
    assert WorseThanBefore().run(facts(place, 25, mended=True)).outcome is Outcome.FAILED


def test_without_an_earlier_run_there_is_nothing_to_say(made_run, tmp_path):
    assert WorseThanBefore().run(facts(None, 3)).outcome is Outcome.NOT_APPLICABLE
    made_run(tmp_path / "runs" / "old", ROWS, chances(3), go=False)
    told = WorseThanBefore().run(facts(str(tmp_path / "runs"), 30))
    assert told.outcome is Outcome.NOT_APPLICABLE
    assert "accepted" in told.message


def test_one_that_cannot_be_compared_with_is_never_a_pass(made_run, tmp_path):
    place = str(made_run(tmp_path / "old", ROWS[:40], chances(3)[:40]))
    assert WorseThanBefore().run(facts(place, 3)).outcome is Outcome.BROKEN


def test_a_language_model_is_held_against_an_earlier_one_by_its_answers(made_lm_run, tmp_path):
    rows = [{"prompt": f"row {n}", "reference": f"shelf {n}"} for n in range(60)]
    place, mine = (str(made_lm_run(tmp_path / name, rows, wrong)) for name, wrong in (("old", [1]), ("new", range(25))))
    kept = {name: pl.read_parquet(f"{mine}/5-evaluate/{name}.parquet") for name in ("answers", "losses")}
    test = Rows(pl.read_parquet(f"{mine}/2-prepare/test.parquet"))
    recipe = make_recipe({"task": "sft", "data": {"train": "x.jsonl"}, "gate": {"regression_vs": place}})
    scores = Scores((Score("exact_match", 0.6, 0.5, 0.7, 60),), {}, "exact_match")
    empty = Rows.of([])
    given = {"scores": scores, "ledger": Ledger.empty(), "recipe": recipe, **kept}
    found = WorseThanBefore().run(Facts({**given, "splits": Splits(empty, empty, test, empty)}))
    assert (found.outcome, found.evidence["rival"], found.evidence["test_rows"]) == (Outcome.FAILED, "old", 60)
