"""ShareGPT: a list of turns with "from" and "value", roles human, gpt, function_call, observation, system, tools."""

from typing import ClassVar

from finetooth.sources.conversations.messages import Messages


class ShareGPT(Messages):
    """Turns with the keys ``from`` and ``value``; system prompt and tools may stand in columns of their own."""

    name: ClassVar[str] = "sharegpt"
    keys: ClassVar[tuple[str, ...]] = ("from", "value")
