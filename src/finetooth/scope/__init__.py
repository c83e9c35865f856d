"""Scope: how strange a text is to a model, from which strangeness it is flagged, and how well that tells."""
