"""Drafting: a first recipe for a file, after a look at it."""

from finetooth.drafting.looking import look
from finetooth.drafting.seen import Seen
from finetooth.drafting.writing import recipe_text

__all__ = ["Seen", "look", "recipe_text"]
