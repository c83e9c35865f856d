"""PRE030: markers of a chat template, or special tokens of a model, inside turns."""

from typing import Any

import polars as pl

from finetooth.checks.preparation.special_tokens import TOKEN, SpecialTokens, found_in, own_tokens
from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity

_TURNS = r"(?m)^\s*(?:Human|User):\s(?s:.*?)^\s*Assistant:"


class TemplateMarkers(Check):
    """Turns hold markers of a chat template or special tokens.

    Why: the template adds the markers itself: "<|im_end|>" inside a turn ends it there, "### Response:" or
    "Assistant:" inside a prompt is a second conversation within the first, and the tokens that carry loss begin and
    end in the wrong place.
    Fix: they are taken out of each turn, once you ask for it; "Human: ... Assistant: ..." inside one turn is only
    told: read such rows as turns instead.
    Blind: markers that neither a common model nor the base model has.
    """

    code = "PRE030"
    tasks = SFT
    severity = Severity.ERROR
    fix_class = "review"
    fix_step = "mend"
    bad = [
        {"conversations": [[("user", "Is it open?"), ("assistant", "It is.<|im_end|>")]]},
        {"conversations": [[("user", "[INST] Is it open? [/INST]"), ("assistant", "It is.")]]},
        {"conversations": [[("user", "### Instruction:\nIs it open?\n\n### Response:"), ("assistant", "It is.")]]},
    ]
    good = [
        {"conversations": [[("user", "What is <br> or x[i] | y?"), ("assistant", "A tag, [an index] and a sign.")]]}
    ]

    def judge(self, turns: pl.DataFrame, tokenizer: Any = None) -> Finding | Passed:
        """Look for the markers of common models, and of the base model's own tokenizer where one is named."""
        if turns.is_empty():
            raise NotApplicable("there are no turns")
        texts, own = turns["content"].fill_null(""), special_tokens(tokenizer)
        where = found_in(texts) | texts.str.contains(_TURNS)
        if own:
            where |= texts.str.contains_any(own)
        found, looked = turns.filter(where), turns["id"].n_unique()
        told = ", with those of the base model" if own else ""
        if found.is_empty():
            return Passed(f"{counted(looked, 'conversation')}, no marker of a chat template inside a turn{told}")
        ids = found["id"].unique(maintain_order=True)
        tokens = frequencies(found["content"].str.extract_all(TOKEN).explode().drop_nulls().str.strip_chars())
        shown = f" ({listed(list(tokens))})" if tokens else ""
        message = f"{part_of(len(ids), looked, 'conversation')} with markers of a chat template inside turns{shown}"
        by = frequencies(found["speaker"])
        return Finding.on(message, ids, checked=looked, tokens=tokens, speakers=by, own=own, first=names(ids))

    def mend(self, texts: pl.Series) -> pl.Series:
        """Take them out, with the spaces around them."""
        return SpecialTokens().mend(texts)


def special_tokens(tokenizer: Any) -> list[str]:
    """Return the tokens that are special to the base model, its template's markers among them."""
    added = {str(token) for token in getattr(tokenizer, "all_special_tokens", [])}
    return sorted({*own_tokens(tokenizer), *(token for token in added if len(token) > 3 and token[0] in "<[{")})
