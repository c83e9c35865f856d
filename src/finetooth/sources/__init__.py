"""Ways in: from a location in the recipe to rows that trace to file and line."""

from finetooth.sources.source import Source, content_hash, read

__all__ = ["Source", "content_hash", "read"]
