"""PRE018: tokens that belong to a model's input format, spelled out in the text."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_BERT = r"\[(?:CLS|SEP|PAD|MASK|UNK|BOS|EOS|EOD|unused[0-9]{1,3})\]"
_CHAT = r"<[|｜][^|｜<>\s]{1,40}[|｜]>|\[/?(?:INST|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<</?SYS>>"
_NAMED = r"</?(?:pad|unk|mask|bos|eos|cls|sep|eod|start_of_turn|end_of_turn|endoftext)>"
_TEMPLATE = r"(?m:^\s*#{2,3} ?(?:Instruction|Response|Input|Human|Assistant|System|User):)"
TOKEN = f"{_BERT}|{_CHAT}|{_NAMED}|{_TEMPLATE}"
# <s> and </s> also strike text through in HTML; they are a model's where they do not come in pairs, enclose the whole
# text, or part two texts.
_STRIKE = r"<s>|</s>"
_ENCLOSED = r"(?s)^\s*<s>.*</s>\s*$|</s>\s*</?s>"
_TURN = r"(?m)^\s*(?:Human|User|Customer):\s(?s:.*?)^\s*(?:Assistant|AI|Bot|Agent):"
_ROLES = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
_MOST_WITH_TURNS = 0.1  # where more rows are written as turns, that is how these data are


class SpecialTokens(Check):
    """Texts hold tokens of a model's input format.

    Why: "[SEP]" or "<|im_end|>" in a text is read as the real thing: the input ends early, a second text begins, or a
    stranger's text gives orders; "[UNK]" and "<unk>" stand where a word was lost.
    Fix: they are taken out, chat headers ("### Response:") too; turns ("Human: ... Assistant: ...") are only told.
    Better take the texts from before the tool that wrote them in. Placeholders such as <user>, <url> or [E1], and text
    struck through by <s>...</s>, stay.
    Blind: formats that no common model has, and markers that a text explains rather than uses.
    """

    code = "PRE018"
    fix_class = "review"
    fix_step = "mend"
    bad = [
        [{"text": "[CLS] the lift is stuck [SEP]", "label": "bad"}, {"text": "all fine", "label": "good"}],
        [{"text": "<|im_start|>user\nthe lift is stuck<|im_end|>", "label": "bad"}],
        [{"text": "<s>[INST] <<SYS>> be kind <</SYS>> the lift is stuck [/INST]", "label": "bad"}],
        [{"text": "the <unk> is stuck</s>", "label": "bad"}, {"text": "all fine", "label": "good"}],
        [{"text": "### Instruction:\nrate it\n\n### Response:\nthe lift is stuck", "label": "bad"}],
    ]
    good = [
        [{"text": "<user> see <url>, it costs <number> [E1] €", "label": "good"}],
        [{"text": "only <s>20</s> 15 a night", "label": "good"}, {"text": "[sic] a [mask] on a cls", "label": "bad"}],
        [{"text": "a <| b |> c, x[i], # Input: none", "label": "good"}],
    ]

    def judge(self, rows: Rows, tokenizer: Any = None) -> Finding | Passed:
        """Look for the tokens of common models, and of the base model's own tokenizer where one is named."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        own = own_tokens(tokenizer)
        texts = rows.texts.fill_null("")
        turns = texts.str.contains(_TURN)
        is_format = int(turns.sum()) > max(1, _MOST_WITH_TURNS * len(rows))
        where = found_in(texts) | (turns & (not is_format))
        if own:
            where |= texts.str.contains_any(own)
        ids, searched = rows.ids.filter(where), ", with those of the base model" if own else ""
        if ids.is_empty():
            return Passed(f"{counted(len(rows))}, no special token of a model in them{searched}")
        tokens = frequencies(texts.filter(where).str.extract_all(f"{TOKEN}|{_STRIKE}").explode().str.strip_chars())
        evidence: dict[str, Any] = {
            "tokens": tokens,
            "turns": int((where & turns).sum()),
            "own": own,
            "first": names(ids),
        }
        told = f" ({listed(list(tokens))})" if tokens else ""
        message = f"{part_of(len(ids), len(rows))} with special tokens of a model in the text{told}"
        return Finding.on(message, ids, checked=len(rows), **evidence)

    def mend(self, texts: pl.Series) -> pl.Series:
        """Take them out, with the spaces around them."""
        where = found_in(texts).fill_null(False)
        if not where.any():
            return texts
        part = texts.filter(where)
        marked = part.str.contains(_STRIKE) & is_marker(part)
        part = part.zip_with(~marked, part.str.replace_all(rf"(?:\s*(?:{_STRIKE})\s*)+", " "))
        part = part.str.replace_all(rf"(?:\s*(?:{TOKEN})\s*)+", " ").str.strip_chars()
        return texts.clone().scatter(where.arg_true(), part)


def found_in(texts: pl.Series) -> pl.Series:
    """Return where a text holds a special token of a common model; Boolean[n]."""
    return texts.str.contains(TOKEN) | (texts.str.contains(_STRIKE) & is_marker(texts))


def is_marker(texts: pl.Series) -> pl.Series:
    """Return where <s> and </s> mark beginning and end rather than text struck through; Boolean[n]."""
    opened, closed = texts.str.count_matches("<s>", literal=True), texts.str.count_matches("</s>", literal=True)
    return (opened != closed) | texts.str.contains(_ENCLOSED)


def own_tokens(tokenizer: Any) -> list[str]:
    """Return the tokens of a tokenizer for beginning, end and the like; a plain word or sign is none."""
    named = {str(getattr(tokenizer, role, None) or "") for role in _ROLES} - {"<s>", "</s>"}
    return sorted(token for token in named if len(token) > 2 and token[0] in "<[{" and token[-1] in ">]}")
