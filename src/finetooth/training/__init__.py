"""The fit: where a model starts, with which settings, and how it is trained."""
