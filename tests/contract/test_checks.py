"""What every check must keep: its page, its examples, its fix, and its peace with any input."""

import json
import random
from typing import Any

import polars as pl
import pytest

from finetooth.checks.examples import example_facts, example_values
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.facts import Facts, needs
from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.plugins import all_checks
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.core.turning import apply_to_turns, change_turns

CHECKS = all_checks()
ROOMS = {
    "preparation": "PRE",
    "data": "DAT",
    "quantity": "QTY",
    "overfitting": "FIT",
    "tuning": "HPO",
    "evaluation": "EVL",
    "reality": "RWV",
}
EXAMPLES = [
    pytest.param(check, example, wanted, id=f"{check.code}-{kind}-{number}")
    for check in CHECKS
    for kind, examples, wanted in (("bad", check.bad, Outcome.FAILED), ("good", check.good, Outcome.PASSED))
    for number, example in enumerate(examples)
]
FIXES = [
    pytest.param(check, example, id=f"{check.code}-{number}")
    for check in CHECKS
    if check.fixes
    for number, example in enumerate(check.bad)
]
MENDS = [pytest.param(check, id=check.code) for check in CHECKS if check.mend is not None]
NASTY = [
    None,
    "",
    " ",
    "\u200b",
    "plain",
    "&amp;amp;lt;br&amp;gt;",
    "&#0;&#99999999;&bogus;&",
    "<<b>i>",
    "<b <i> title='x'>",
    "&&#97;mp;lt;",
    "caf\u00c3\u00a9 \ufffd",
    "\u00c3\u0192\u00c2\u00a9",
    "e\u200b\u0301 \u0000 \u0085 \u2028",
    "\u202egnp.exe (.*)[a-z]+\\1 $1 ${1}",
    "👩\u200d👩\u200d👧 می\u200cخواهم \u0e01\u200b\u0e02",
    "ẞß ς İı ﬁ Ｈ",
    "=cmd()|'<script>alert(1)</script>",
    "x" * 50_000,
]
PIECES = [
    *'abZ1 &;#<>/=i\n\r\t"',
    *"\u0000\u0085\u00a0\u00ad\u0301\u0344\u0f73\u1100\u1161\u2000\u200b\u200c\u200d\u2028\u212b\u3000\ufeff\ufffd",
    *"👩کมก中ß",
    *["  ", "amp", "38", "lt", "gt", "br", " title='x'", "!--", "-->", "&amp;", "&#97;", "&#x26;", "&nbsp;", "&zwnj;"],
    *["\u00c3", "\u00a9", "\u00e2\u20ac\u2122", "\u00c2", "\u00ef\u00bf\u00bd", "\u00c3\u0192"],
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_page(check: Check) -> None:
    assert len(check.title) > 10
    assert not check.title.endswith(".")
    assert check.part("Why")
    assert check.part("Fix")
    assert check.bad
    assert check.good


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_code_is_that_of_the_room(check: Check) -> None:
    room = type(check).__module__.split(".")[-2]
    assert check.code[:3] == ROOMS[room]
    assert check.code[:3] in MISTAKES
    assert len(check.code) == 6
    assert check.code[3:].isdigit()


def test_every_mistake_has_a_check_and_every_code_is_used_once() -> None:
    codes = [check.code for check in CHECKS]
    assert len(codes) == len(set(codes))
    assert {code[:3] for code in codes} == set(MISTAKES)


@pytest.mark.parametrize(("check", "example", "wanted"), EXAMPLES)
def test_example(check: Check, example: Any, wanted: Outcome) -> None:
    given = example_values(example)
    verdict = check.run(Facts(given))
    assert verdict.outcome is wanted, verdict.message
    _must_be_sound(verdict, given)


@pytest.mark.parametrize(("check", "example", "wanted"), EXAMPLES)
def test_judging_changes_nothing_and_says_the_same_again(check: Check, example: Any, wanted: Outcome) -> None:
    given, untouched = example_values(example), example_values(example)
    first = check.run(Facts(given))
    assert _plain(given) == _plain(untouched)
    assert check.run(Facts(given)) == first


@pytest.mark.parametrize(("check", "example"), FIXES)
def test_fix_makes_the_check_pass_and_the_ledger_balance(check: Check, example: Any) -> None:
    facts = example_facts(example)
    before: Rows = facts.get("rows")
    table = _fix(check, facts)
    assert len(table) > 0
    if facts.available("conversations"):
        _must_mend_turns(check, facts, table)
        return
    after = edits.apply(before, table)
    assert set(table["row"]) <= set(before.ids)
    Ledger.empty().plus(table, "2-prepare", check.code).must_balance(before, after)
    again = facts.with_(rows=after)
    assert check.run(again).outcome is Outcome.PASSED
    assert _fix(check, again).is_empty()


@pytest.mark.parametrize("check", MENDS)
def test_mend_is_pure_idempotent_and_keeps_missing_texts(check: Check) -> None:
    assert check.mend is not None
    texts = pl.Series("text", NASTY, dtype=pl.String)
    once = check.mend(texts)
    assert texts.to_list() == NASTY
    assert once.name == "text"
    assert once.dtype == pl.String
    assert once.is_null().to_list() == texts.is_null().to_list()
    assert check.mend(once).to_list() == once.to_list()
    assert check.mend(texts.clear()).to_list() == []
    assert check.mend(pl.Series("text", [None], dtype=pl.String)).to_list() == [None]


@pytest.mark.parametrize("check", MENDS)
def test_mend_is_idempotent_on_random_mixtures(check: Check) -> None:
    assert check.mend is not None
    draw = random.Random(5)
    texts = pl.Series("text", ["".join(draw.choices(PIECES, k=draw.randint(1, 12))) for _ in range(20_000)])
    once = check.mend(texts)
    assert check.mend(once).to_list() == once.to_list()


@pytest.mark.parametrize("check", MENDS)
def test_mend_looks_at_each_text_alone(check: Check) -> None:
    assert check.mend is not None
    texts = pl.Series("text", NASTY, dtype=pl.String)
    one_by_one = [check.mend(texts[place : place + 1]).item() for place in range(len(texts))]
    assert check.mend(texts).to_list() == one_by_one


def _hostile() -> dict[str, list[dict[str, Any]]]:
    return {
        "none": [],
        "one": [{"text": "alone", "label": "a"}],
        "all missing": [{"text": None, "label": None}] * 3,
        "only field": [{"text": "hello", "role": "field"}],
        "no train": [{"text": "hello", "label": "a", "role": "test"}],
        "nasty": [{"text": text, "label": text} for text in NASTY],
        "nasty in all roles": [
            {"text": text, "label": "a", "role": role, "group": text}
            for text in NASTY
            for role in ("train", "validation", "test", "field")
        ],
    }


@pytest.mark.parametrize("name", _hostile())
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_any_rows_are_judged(check: Check, name: str) -> None:
    rows = Rows.of(_hostile()[name])
    splits = Splits(*(rows.role(role) for role in ("train", "validation", "test", "field")))
    given = example_values({"rows": rows, "splits": splits})
    facts = Facts(given)
    if not check.ready(facts):
        return
    verdict = check.run(facts)
    assert verdict.outcome is not Outcome.BROKEN, verdict.evidence
    _must_be_sound(verdict, given)
    if check.fixes and verdict.outcome is Outcome.FAILED:
        table = _fix(check, facts)
        Ledger.empty().plus(table, "2-prepare", check.code).must_balance(rows, edits.apply(rows, table))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_no_rows_are_no_evidence(check: Check) -> None:
    facts = Facts(example_values({"rows": []}))
    if check.ready(facts) and check.code != "QTY002":  # no rows at all are too few rows
        with pytest.raises(NotApplicable):
            facts.call(check.judge)


def _must_be_sound(verdict: Verdict, given: dict[str, Any]) -> None:
    json.dumps(verdict.evidence, allow_nan=False)
    assert len(set(verdict.rows)) == len(verdict.rows)
    known = [given["rows"]] if "rows" in given else []
    known += list(vars(given["splits"]).values()) if "splits" in given else []
    assert set(verdict.rows) <= {row for rows in known for row in rows.ids}
    if verdict.is_evidence:
        assert any(letter.isdigit() for letter in verdict.message), "say how much was looked at"


_GIVEN = ("belonging",)  # facts of examples that are not derived there


def _must_mend_turns(check: Check, facts: Facts, table: pl.DataFrame) -> None:
    """The same of conversations: the fix is told turn by turn, and leaves nothing to be mended."""
    before: Rows = facts.get("rows")
    after, talks = apply_to_turns(before, facts.get("conversations"), table)
    Ledger.empty().plus(table, "2-prepare", check.code).must_balance(before, after)
    assert talks["id"].to_list() == after.ids.to_list()
    kept = pl.col("id").is_in(after.ids.to_list())
    given = {name: facts.get(name).filter(kept) for name in _GIVEN if name in needs(check.judge)}
    again = facts.with_(rows=after, conversations=talks, **given)
    assert check.run(again).outcome is not Outcome.FAILED
    assert _fix(check, again).is_empty()


def _fix(check: Check, facts: Facts) -> pl.DataFrame:
    rows: Rows = facts.get("rows")
    if check.mend is not None and facts.available("conversations"):
        turns = facts.get("turns")
        return change_turns(turns, check.mend(turns["content"].alias("text")), check.title)
    if check.mend is not None:
        return edits.change(rows, "text", check.mend(rows.texts), check.title)
    assert check.edits is not None
    table: pl.DataFrame = facts.call(check.edits)
    return table


def _plain(value: Any) -> Any:
    """Return a value as plain data that compares by content."""
    if isinstance(value, Rows):
        return value.table.to_dicts()
    if isinstance(value, Splits):
        return [_plain(side) for side in vars(value).values()]
    if isinstance(value, pl.DataFrame | pl.Series):
        return value.to_dicts() if isinstance(value, pl.DataFrame) else value.to_list()
    return {name: _plain(part) for name, part in value.items()} if isinstance(value, dict) else repr(value)
