"""What conversations hold: their format, turns, tools and lengths."""

from collections import Counter

import polars as pl

from finetooth.core.conversation import conversations_of
from finetooth.drafting.seen import Offer, Seen, Setting, told
from finetooth.sources.source import Source

_LOOKED_AT = 5_000  # conversations


def seen_conversations(source: Source) -> Seen:
    """Tell how conversations are written and how long they are; offer what is worth a look."""
    some = conversations_of(source.conversations.head(_LOOKED_AT))
    turns = Counter(len(one.turns) for one in some)
    systems = sum(any(turn.role == "system" for turn in one.turns) for one in some)
    tools = sum(bool(one.tools) for one in some)
    answers, prompts = (pl.Series([len(getattr(one, part).split()) for one in some]) for part in ("answer", "prompt"))
    found = told("format", f"{source.facts['conversation_format']}, by {source.facts['recognised_by']}")
    told_turns = f"{min(turns)} to {max(turns)}" if len(turns) > 1 else str(min(turns, default=0))
    more = [f"{systems:,} with a system prompt"] * bool(systems) + [f"{tools:,} with tools"] * bool(tools)
    found = found.plus(told("turns", ", ".join([f"{told_turns} in a conversation", *more])))
    for name, words in (("prompts", prompts), ("answers", answers)):
        usual, long = (int(words.quantile(share, "higher") or 0) for share in (0.5, 0.95))
        found = found.plus(told(name, f"{usual:,} words in the middle, {long:,} or fewer in 95 of 100"))
    return found.plus(Seen(settings=_settings(source), offers=_offers(max(turns, default=0) > 3)))


def _settings(source: Source) -> tuple[Setting, ...]:
    written = source.facts["conversation_format"]
    return (
        Setting("task", "sft", "a language model is taught to answer"),
        Setting("data.format", written, f"seen by {source.facts['recognised_by']}"),
    )


def _offers(many_turns: bool) -> tuple[Offer, ...]:
    turns = (Offer("training.train_on_turns", "last: learn the last answer of each conversation alone"),)
    return (
        Offer("training.max_length", "tokens of a conversation: 1,024 where nothing is said; longer ones are left out"),
        *(turns if many_turns else ()),
        Offer("training.lora_r", "16 where nothing is said; 0 trains all weights, which takes more memory"),
        Offer("evaluate.max_generations", "how many test prompts are answered by both models; each takes seconds"),
    )
