"""PRE006."""

import polars as pl
import pytest

from finetooth.checks.preparation.encoding_damage import EncodingDamage, damaged
from finetooth.core.finding import Outcome


def _broken(text: str, wrong: str = "cp1252") -> str:
    return text.encode("utf-8").decode(wrong)


@pytest.mark.parametrize("text", ["café", "don’t", "“quoted", "naïve – yes", "5 €"])
def test_damage_is_found_and_undone(judge, fix, text: str) -> None:
    rows = [{"text": f"We say {_broken(text)} here"}, {"text": f"We say {text} here"}]
    verdict = judge(EncodingDamage, rows)
    assert verdict.rows == (1,)
    assert verdict.evidence["mended"] == 1
    assert fix(EncodingDamage, rows).texts.to_list() == [f"We say {text} here"] * 2


def test_double_damage_is_undone(fix) -> None:
    text = _broken(_broken("déjà vu", "latin-1"), "latin-1")
    assert fix(EncodingDamage, [{"text": text}]).texts.item() == "déjà vu"


def test_replacement_characters_are_reported_but_stay(judge, fix) -> None:
    rows = [{"text": "caf\ufffd au lait"}, {"text": "tea"}]
    verdict = judge(EncodingDamage, rows)
    assert verdict.rows == (1,)
    assert verdict.message.endswith("0 can be mended")
    assert verdict.evidence["with_replacement_character"] == 1
    left = fix(EncodingDamage, rows)
    assert left.texts.to_list() == ["caf\ufffd au lait", "tea"]
    assert judge(EncodingDamage, {"rows": left}).outcome is Outcome.FAILED


def test_only_damaged_texts_are_touched() -> None:
    texts = pl.Series("text", ["plain", None, "ﬁne “quotes” and ｗｉｄｅ", _broken("é")])
    assert damaged(texts).to_list() == [False, False, False, True]
    assert EncodingDamage().mend(texts).to_list() == ["plain", None, "ﬁne “quotes” and ｗｉｄｅ", "é"]
