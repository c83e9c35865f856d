"""Ways in: from a location in the recipe to rows that trace to file and line."""

from finetooth.sources.benchmarks import evaluation_sets
from finetooth.sources.conversations import as_prompts, must_have_answers, read_conversations
from finetooth.sources.source import Source, content_hash, read
from finetooth.sources.split_column import by_split_column

__all__ = [
    "Source",
    "as_prompts",
    "by_split_column",
    "content_hash",
    "evaluation_sets",
    "must_have_answers",
    "read",
    "read_conversations",
]
