"""Watching a model in use: how new rows differ from those it was made from, beyond what chance explains."""
