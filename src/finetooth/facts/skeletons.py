"""What is left of conversations when numbers, names and quotations are taken out: their templates."""

import json
import re

import polars as pl

from finetooth.core.facts import fact

_SLOT = r'"[^"\n]*"|“[^”\n]*”|\b[\p{Lu}][\p{L}\p{M}\'’.-]*|\d+(?:[.,:]\d+)*'
_LITERAL = re.compile(r'"[^"]*"|\'[^\']*\'|\b\d+(?:\.\d+)?\b')
_SLOT_RUN = r"_(?:[\s,]*_)+"
_LEAST_PROMPT, _LEAST_ANSWER = 5, 3  # words of a template beside its slots
_LEAST_LITERAL = 30  # characters of an answer whose literals are looked up in the prompt


@fact
def skeletons(answered: pl.DataFrame) -> pl.DataFrame:
    """Of each row with an answer: ``id, role, group, text`` (the normalised conversation), ``prompt_skeleton,
    answer_skeleton`` (null where too little is left), ``skeleton`` of both, and ``answer_template``: the answer with a
    slot for each number or quotation that stands in the prompt (null where it is short, or JSON: its keys are a form
    that was asked for, no template to be learned by heart)."""
    joint = pl.col("prompt_key") + "\u241e" + pl.col("answer_key")
    table = answered.select(
        "id",
        "role",
        "group",
        joint.alias("text"),
        _skeleton("prompt", _LEAST_PROMPT).alias("prompt_skeleton"),
        _skeleton("answer", _LEAST_ANSWER).alias("answer_skeleton"),
        pl.struct("prompt", "answer").map_elements(_of_answer, pl.String, skip_nulls=False).alias("answer_template"),
    )
    both = pl.col("prompt_skeleton") + "\u241e" + pl.col("answer_skeleton")
    plain = pl.col("prompt_skeleton").is_null() & (answered["prompt"] == "")
    return table.with_columns(pl.when(plain).then("answer_skeleton").otherwise(both).alias("skeleton"))


def _skeleton(name: str, least: int) -> pl.Expr:
    bare = pl.col(name).str.replace_all(_SLOT, "_").str.replace_all(_SLOT_RUN, "_").str.to_lowercase()
    bare = bare.str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(bare.str.count_matches(r"\p{L}{2,}") >= least).then(bare)


def _of_answer(row: dict[str, str]) -> str | None:
    """Return an answer with a slot where a literal of it shares a word with the prompt (Finegan-Dollak et al. 2018)."""
    answer = row["answer"]
    if len(answer) < _LEAST_LITERAL or _is_json(answer):
        return None
    asked = set(re.findall(r"\w+", row["prompt"].lower()))
    slotted = _LITERAL.sub(lambda found: "_" if asked & set(re.findall(r"\w+", found[0].lower())) else found[0], answer)
    return " ".join(slotted.lower().split())


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
