"""Conversations: one file a format that rows for a language model come in, all read into one canonical shape."""

from finetooth.sources.conversations.prompts import as_prompts, must_have_answers
from finetooth.sources.conversations.reading import read_conversations

__all__ = ["as_prompts", "must_have_answers", "read_conversations"]
