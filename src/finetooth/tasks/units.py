"""Units: a model that learned numbers in deviations from a mean tells them as the user does."""

from typing import TYPE_CHECKING, Any

from finetooth.problems import known_as
from finetooth.problems.problem import ORDINAL, REGRESSION, SINGLE, Problem
from finetooth.problems.regression import Regression
from finetooth.tasks.classify import last_layer

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def in_the_users_unit(model: "PreTrainedModel", problem: Problem) -> None:
    """Put the mean and the deviation of the training numbers into the last layer, so that any program reads it right.

    Where that layer has no bias they stand in the configuration, as ``target_mean`` and ``target_deviation``.
    """
    if not isinstance(problem, Regression):
        return
    import torch

    layer: Any = last_layer(model)
    if layer.bias is None:
        model.config.target_mean, model.config.target_deviation = problem.mean, problem.deviation
        return
    with torch.no_grad():
        layer.weight.mul_(problem.deviation)
        layer.bias.mul_(problem.deviation).add_(problem.mean)


def told_by(model: "PreTrainedModel", labels: tuple[str, ...]) -> Problem:
    """Return how a saved model's outputs become answers: its configuration says what kind of problem it learned."""
    config: Any = model.config
    if getattr(config, "problem_type", None) == REGRESSION:
        mean, deviation = (
            getattr(config, f"target_{name}", usual) for name, usual in (("mean", 0.0), ("deviation", 1.0))
        )
        return Regression(labels, mean, deviation)
    ordinal = getattr(config, "ordinal", False)
    return known_as(ORDINAL if ordinal else getattr(config, "problem_type", None) or SINGLE, labels)
