from dataclasses import replace

import polars as pl
import pytest

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.results import ScenarioScore
from finetooth.core.rows import Rows
from finetooth.core.statistics import Partner
from finetooth.recipe.files import make_recipe, to_yaml
from finetooth.report.card import card
from finetooth.report.concealed import (
    concealed_entries,
    concealed_rows,
    concealed_verdicts,
    concealer,
    concealer_of,
)
from finetooth.report.page import page

ROWS = Rows.of(
    [
        {"text": "write to jane.doe@mail.example.net please", "pair": "or to joe@mail.example.net"},
        {"text": "the lamp is fine"},
        {"text": "my password is hunter2Z! and 2 lamps"},
        {"text": "or to mary@mail.example.net"},
    ]
)
FOUND = Verdict("PRE003", "Copies", Outcome.FAILED, Severity.WARNING, "1 row", (1,), partners=(Partner(1, 3, 1.0),))


def recipe(**content):
    return make_recipe({"data": {"train": "rows.csv"}, **content})


HIDE = concealer(recipe())


def test_the_rows_that_are_shown_are_masked_and_nothing_else():
    shown = concealed_rows(ROWS.table, [FOUND], HIDE)
    assert shown["text"][0] == "write to <email> please"
    assert shown["pair"][0] == "or to <email>"
    assert shown["text"][2].startswith("my password is <password>")
    assert shown["text"].to_list()[1] == "the lamp is fine"
    assert "mary" in shown["text"][3], "no finding names this row"
    assert shown.drop("text", "pair").equals(ROWS.table.drop("text", "pair"))
    assert "jane.doe" in ROWS.texts[0], "the rows themselves stay as they are"


@pytest.mark.parametrize(
    "accepted", [{"gate": {"waive": {"DAT016": "test data"}}}, {"audit": {"ignore": {"DAT": "-"}}}]
)
def test_what_is_waived_or_ignored_is_shown(accepted):
    conceal = concealer(recipe(**accepted))
    shown = concealed_rows(ROWS.table, [FOUND], conceal)
    assert "jane.doe@mail.example.net" in shown["text"][0]
    assert ("hunter2Z" in shown["text"][2]) == ("audit" in accepted)


def test_entries_of_a_ledger_are_masked_before_and_after():
    entries = pl.DataFrame({"row": [1, 2], "before": ["ask jo@mail.example.net", None], "after": [None, "train"]})
    assert concealed_entries(entries, HIDE).rows() == [(1, "ask <email>", None), (2, None, "train")]


def test_what_messages_and_evidence_quote_is_masked():
    said = {"texts": {"ask jo@mail.example.net": 3}, "first": [1, 2], "more": ["jo@mail.example.net", 0.5]}
    (shown,) = concealed_verdicts([replace(FOUND, message="often: ask jo@mail.example.net", evidence=said)], HIDE)
    assert shown.message == "often: ask <email>"
    assert shown.evidence == {"texts": {"ask <email>": 3}, "first": [1, 2], "more": ["<email>", 0.5]}
    assert concealed_verdicts([FOUND], HIDE) == (FOUND,)


def test_a_run_without_a_recipe_accepts_nothing(tmp_path):
    texts = pl.Series(["ask jo@mail.example.net"])
    assert concealer_of(tmp_path)(texts).to_list() == ["ask <email>"]
    waiving = recipe(gate={"waive": {"DAT016": "test data"}})
    (tmp_path / "recipe.yaml").write_text(to_yaml(waiving))
    assert concealer_of(tmp_path)(texts).to_list() == texts.to_list()


def test_neither_page_nor_card_of_a_run_shows_them(make_evidence):
    evidence = make_evidence()
    told = [("train", "call jane.doe@mail.example.net", 1), ("validation", "now", 2)]
    leaking = Rows.of([{"text": text, "label": "positive", "id": row} for _, text, row in told])
    gone = {"row": [99], "action": "drop", "before": ["ask joe@mail.example.net"], "reason": ["a copy"]}
    ledger = evidence.ledger.plus(pl.DataFrame(gone).with_columns(pl.lit(None, pl.String).alias("column"),
        pl.lit(None, pl.String).alias("after")), "2-prepare", "PRE003")  # fmt: skip
    tried = ScenarioScore("typos", "Typing errors", 0.9, 0.8, 0.1, 0.0, 0.2, 1, 10, 1,
        (("mail mary@mail.example.net", "mail mray@mail.exmaple.net", "a", "b"),))  # fmt: skip
    found = replace(FOUND, message="often: zoe@mail.example.net", rows=(*leaking.ids, 99), stage="2-prepare")
    evidence = replace(
        evidence,
        splits=replace(evidence.splits, train=leaking),
        ledger=Ledger(ledger.table),
        scenario_scores=(tried,),
        verdicts=(found,),
        history=(found,),
    )
    for shown in (page(evidence), card(evidence)):
        assert not [name for name in ("jane.doe", "joe", "mary", "mray", "zoe") if f"{name}@" in shown]
    assert "call &lt;email&gt;" in page(evidence)
    assert "ask &lt;email&gt;" in page(evidence)
