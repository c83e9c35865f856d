"""Conversations: one file a format that rows for a language model come in, all read into one canonical shape."""

from finetooth.sources.conversations.prompts import as_prompts
from finetooth.sources.conversations.reading import read_conversations

__all__ = ["as_prompts", "read_conversations"]
