"""Serving: what a model costs in use: time, memory, size, and how long it takes to start."""
