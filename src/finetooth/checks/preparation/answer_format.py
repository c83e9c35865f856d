"""PRE034: answers of another format or length than nearly all others."""

import json
from typing import Any

import numpy as np
import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of, percent
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity

_FEWEST = 50
_ONE_FORMAT = 0.95  # of the answers: the rest are strays
_FAR = 6.0  # robust standard deviations of the logarithm of the length
_SQL = r"(?i)^\s*(?:select|with|insert|update|delete)\b"
_CODE = r"(?s)^\s*```"
_NUMBER = r"^\s*[-+]?[$€£]?\d[\d.,]*\s*%?\s*$"
_MARKDOWN = r"(?m)^\s*(?:#{1,4} |[-*+] |\d{1,2}\. )|\*\*[^*\n]+\*\*"


class AnswerFormat(Check):
    """A few answers have another format or length than all others.

    Why: where nearly all answers are JSON, SQL, numbers or code, a few in prose teach to leave the format now and then;
    answers that are many times longer take most of the loss.
    Fix: write them in the format of the others, or take them out.
    Blind: a mix in which no format has 95 % is told in the evidence, and never a finding.
    """

    code = "PRE034"
    tasks = SFT
    fix_class = "never"
    bad = [
        {
            "conversations": [
                *([("user", f"Read order {n}"), ("assistant", f'{{"order": {n}, "open": true}}')] for n in range(60)),
                [("user", "Read order 99"), ("assistant", "The order with the number 99 is open.")],
            ]
        }
    ]
    good = [
        {
            "conversations": [
                [("user", f"Read order {n}"), ("assistant", f'{{"order": {n}, "open": true}}')] for n in range(60)
            ]
        }
    ]

    def judge(self, answered: pl.DataFrame) -> Finding | Passed:
        """Tell the format of each answer, and how far its length is from the middle."""
        if answered.height < _FEWEST:
            raise NotApplicable(f"there are fewer than {_FEWEST} answers")
        formats = formats_of(answered["answer"])
        counts, lengths = frequencies(formats), answered["answer"].str.len_chars()
        main, most = next(iter(counts.items()))
        stray = answered["id"].filter((formats != main) & (most >= _ONE_FORMAT * answered.height))
        far = answered["id"].filter(pl.Series(_far(lengths)))
        spread = {f"p{q}": int(lengths.quantile(q / 100, "higher") or 0) for q in (5, 50, 95, 100)}
        told = f"{counted(answered.height, 'answer')}, {percent(most / answered.height)} {main}"
        evidence: dict[str, Any] = {"formats": counts, "characters": spread}
        strict = main in ("json", "sql", "number", "code")
        if stray.is_empty() and far.is_empty():
            return Passed(f"{told}, {spread['p50']:,} characters in the middle", evidence)
        ids = pl.concat([stray if strict else stray.clear(), far]).unique(maintain_order=True)
        if ids.is_empty():
            return Passed(f"{told}; {len(stray):,} in another format", evidence)
        parts = [f"{len(stray):,} in another format"] if strict and len(stray) else []
        parts += [f"{len(far):,} far longer or shorter"] if len(far) else []
        message = f"{told}: {' and '.join(parts)} ({part_of(len(ids), answered.height, 'answer')})"
        severity = None if strict and len(stray) else Severity.INFO
        return Finding.on(message, ids, severity, checked=answered.height, **evidence, first=names(ids))


def formats_of(answers: pl.Series) -> pl.Series:
    """Return the format of each answer: json, code, sql, number, markdown or prose."""
    table = pl.DataFrame({"answer": answers, "json": [_is_json(text) for text in answers.to_list()]})
    told: Any = pl.when("json").then(pl.lit("json"))
    for name, form in {"code": _CODE, "sql": _SQL, "number": _NUMBER, "markdown": _MARKDOWN}.items():
        told = told.when(pl.col("answer").str.contains(form)).then(pl.lit(name))
    return table.select(told.otherwise(pl.lit("prose")).alias("format"))["format"]


def _is_json(text: str) -> bool:
    bare = text.strip()
    if bare[:1] not in ("{", "[") or bare[-1:] not in ("}", "]"):
        return False
    try:
        json.loads(bare)
    except (ValueError, RecursionError):
        return False
    return True


def _far(lengths: pl.Series) -> np.ndarray:
    logs = np.log(lengths.to_numpy() + 1.0)
    middle = np.median(logs)
    spread = 1.4826 * np.median(np.abs(logs - middle))
    return np.asarray(np.abs(logs - middle) > _FAR * max(float(spread), 0.2))
