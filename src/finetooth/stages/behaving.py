"""Behaving: the suite of behavioural tests that a recipe names, read before any work and run on the trained model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.behaviour.judging import behave
from finetooth.behaviour.reading import must_know_labels, read_suite
from finetooth.behaviour.results import Behaviour
from finetooth.behaviour.suite import Suite
from finetooth.gate.behaviour import must_name_capabilities
from finetooth.gate.conditions import WHERE, parse_all
from finetooth.metrics.predictions import Predictions
from finetooth.recipe.sections import Recipe
from finetooth.stages.predicting import Predictor


def suite_of(recipe: Recipe) -> Suite | None:
    """Return the suite that the recipe names, if it names one. Raises UserError."""
    named = recipe.validation.behaviour
    return read_suite(Path(named).expanduser(), recipe.seed) if named else None


def must_have_behaviour(recipe: Recipe) -> None:
    """Raise UserError where the suite cannot be read, or the gate asks for what it does not test."""
    suite = suite_of(recipe)
    must_name_capabilities(parse_all(recipe.gate.require), suite.capabilities if suite else None, WHERE)


def suite_for(recipe: Recipe, labels: tuple[str, ...]) -> Suite | None:
    """Return the suite for a model that learns these labels. Raises UserError where it names others."""
    suite = suite_of(recipe)
    if suite is not None:
        must_know_labels(suite, labels)
    return suite


def behaved(suite: Suite | None, predictor: Predictor) -> Behaviour | None:
    """Let the model answer the suite, as it would answer users."""
    if suite is None:
        return None

    def says(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        none = pl.Series([None] * len(texts), dtype=pl.String)
        raw = Predictions.of(range(len(texts)), none, predictor.probabilities(list(texts)), predictor.labels)
        said = predictor.answering.predictions(raw)
        return said.probabilities, said.predicted

    return behave(suite, predictor.labels, says)
