"""Known faults of public conversations are found; skipped where the sets are not there."""

from pathlib import Path

import pytest

from finetooth.core.finding import Outcome
from finetooth.pipeline import audit
from finetooth.recipe.files import make_recipe

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")


def _audit(name, *codes, **options):
    data = {"train": str(DATA / name), **options}
    found = audit(make_recipe({"task": "sft", "data": data, "audit": {"select": list(codes)}}))
    assert not [verdict.message for verdict in found.verdicts if verdict.outcome is Outcome.BROKEN]
    return {verdict.code: verdict for verdict in found.verdicts if verdict.code in codes}, found.sources[0]


def test_fourteen_instructions_are_repeated():
    verdicts, source = _audit("sft_formats/alpaca_en_demo.json", "PRE003")
    assert len(verdicts["PRE003"].rows) == 14
    assert source["conversation_format"] == "alpaca"


def test_identity_has_unfilled_placeholders():
    verdicts, _ = _audit("sft_formats/identity.json", "PRE033")
    assert verdicts["PRE033"].evidence["placeholders"] == {"{{name}}": 71, "{{author}}": 14}
    assert len(verdicts["PRE033"].rows) == 85


def test_calls_of_the_tool_set_are_read():
    verdicts, source = _audit("sft_formats/glaive_toolcall_en_demo.json", "PRE035", "PRE036", "DAT037")
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.PASSED}
    assert source["conversation_format"] == "sharegpt"


@pytest.mark.parametrize(("column", "leaked", "of"), [("question_split", 573, 573), ("query_split", 0, 1832)])
def test_templates_leak_in_one_split_and_not_in_the_other(column, leaked, of):
    name, options = "advising_sql/all.jsonl", {"split_column": column}
    by_id, _ = _audit(name, "DAT031", group_column="query_id", **options)
    assert by_id["DAT031"].evidence["leaks"].get("test", {}).get("group", {"rows": 0})["rows"] == leaked
    by_text, _ = _audit(name, "DAT031", **options)
    found = by_text["DAT031"].evidence["leaks"]["test"].get("answer_template", {"rows": 0, "of": of})
    assert found == {"rows": max(0, leaked - 1), "of": of}  # of one template no constant is known to be a slot


def test_seed_tasks_are_read():
    verdicts, source = _audit("self_instruct/seed_tasks.jsonl", "PRE036")
    assert source["records"] == 175
    assert verdicts["PRE036"].outcome in (Outcome.PASSED, Outcome.FAILED)


def test_queries_that_end_in_their_sign_are_not_cut():
    verdicts, _ = _audit("advising_sql/all.jsonl", "PRE032")
    assert verdicts["PRE032"].outcome is Outcome.PASSED
