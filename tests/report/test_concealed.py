from dataclasses import replace

import polars as pl
import pytest

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.rows import Rows
from finetooth.report.concealed import concealed

ROWS = Rows.of(
    [
        {"text": "write to jane.doe@mail.example.net please", "pair": "or to joe@mail.example.net"},
        {"text": "the lamp is fine"},
        {"text": "my address is mary@mail.example.net"},
    ]
)
FOUND = Verdict("DAT016", "Personal data", Outcome.FAILED, Severity.WARNING, "1 row", (1,))
CHECKS = {check.code: check for check in all_checks()}


@pytest.mark.skipif("DAT016" not in CHECKS, reason="the check is not installed")
def test_what_was_found_is_masked_and_nothing_else():
    shown = concealed(ROWS.table, [FOUND], CHECKS)
    assert "jane.doe" not in shown["text"][0]
    assert "joe@" not in shown["pair"][0]
    assert shown["text"][0].startswith("write to ")
    assert shown["text"].to_list()[1:] == ROWS.texts.to_list()[1:]
    assert shown.drop("text", "pair").equals(ROWS.table.drop("text", "pair"))
    assert "jane.doe" in ROWS.texts[0], "the rows themselves stay as they are"


@pytest.mark.parametrize("outcome", [Outcome.WAIVED, Outcome.PASSED, Outcome.NOT_APPLICABLE])
def test_what_is_accepted_or_not_found_is_shown(outcome):
    assert concealed(ROWS.table, [replace(FOUND, outcome=outcome)], CHECKS).equals(ROWS.table)
    assert concealed(pl.DataFrame(ROWS.table), [replace(FOUND, rows=())], CHECKS).equals(ROWS.table)
