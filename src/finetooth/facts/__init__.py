"""Derived values that checks ask for by name: one subject a file, each a function marked with ``@fact``."""
