"""PRE037: a system prompt that the chat template puts in by itself."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, listed, part_of
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows

_MARK = "\u2420mark\u2420"


class InjectedSystemPrompt(Check):
    """The chat template puts in a system prompt of its own.

    Why: rows without a system prompt are taught under one that nobody wrote, such as "You are a helpful assistant named
    X"; whoever serves the model with another template, or with a prompt of their own, leaves what it was taught.
    Fix: give every row the system prompt that will be used (`data.system_column`), or serve with this very template.
    Blind: what a template puts in elsewhere (dates, tool lists), and whether the prompt suits the task.
    """

    code = "PRE037"
    tasks = SFT
    fix_class = "never"
    bad = [{"conversations": [[("user", "Hi"), ("assistant", "Ho")]], "injected_system": "You are a kind bot."}]
    good = [
        {"conversations": [[("user", "Hi"), ("assistant", "Ho")]], "injected_system": ""},
        {
            "conversations": [[("system", "Be kind."), ("user", "Hi"), ("assistant", "Ho")]],
            "injected_system": "You are a bot.",
        },
    ]

    def judge(self, rows: Rows, turns: pl.DataFrame, injected_system: str) -> Finding | Passed:
        """Count the conversations without a system prompt, where the template puts one in."""
        talks = turns.group_by("id", maintain_order=True).agg(
            (pl.col("speaker") == "system").any().alias("own"), "turns"
        )
        if talks.is_empty():
            raise NotApplicable("there are no turns")
        without = talks.filter(~pl.col("own")).height
        if not injected_system or not without:
            said = "puts in no system prompt" if not injected_system else "puts one in, and each row has its own"
            return Passed(f"the chat template {said} ({counted(len(rows), 'conversation')})")
        part = part_of(without, talks.height, "conversation")
        message = f"the chat template puts {listed([injected_system])} before {part} that have no system prompt"
        mixed = without < talks.height
        severity = None if mixed else Severity.INFO  # where all rows have it, it is one more sign that is always there
        message += ", the others have one of their own" if mixed else ""
        return Finding.on(message, (), severity, checked=talks.height, injected=injected_system, without=without)


def system_of(tokenizer: Any) -> str:
    """Return the system prompt that a tokenizer's chat template puts in by itself; empty where it puts in none."""
    if not getattr(tokenizer, "chat_template", None):
        return ""
    user = {"role": "user", "content": "hello"}
    try:
        plain = str(tokenizer.apply_chat_template([user], tokenize=False))
        own = str(tokenizer.apply_chat_template([{"role": "system", "content": _MARK}, user], tokenize=False))
    except Exception:  # a template that knows no system prompt says so by raising
        return ""
    before, mark, after = own.partition(_MARK)
    start, end = plain.find(before), plain.find(after[: after.find("hello")], len(before))
    return plain[start + len(before) : end].strip() if mark and start == 0 and end > 0 else ""
