"""Overfitting: training that was not watched, or went on too long."""
