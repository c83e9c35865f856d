"""Texts as vectors of a base encoder: loaded once, computed in sorted batches, kept by content."""

from finetooth.facts.embedding.engine import embed

__all__ = ["embed"]
