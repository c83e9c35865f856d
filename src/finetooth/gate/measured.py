"""Measured: conditions on the cost in use, on what later times and other groups cost, and on rows of no class."""

from collections.abc import Iterable

from finetooth.core.errors import UserError
from finetooth.core.results import Score
from finetooth.gate.conditions import OF_SCOPE, OF_TRANSFER, OF_USE, WIN_RATE, Condition
from finetooth.recipe.sections import Recipe
from finetooth.scope.results import ScopeLook
from finetooth.serving.results import CostInUse
from finetooth.transfer.results import Gap, Transfer


def must_be_measured(conditions: Iterable[Condition], recipe: Recipe, where: str) -> None:
    """Raise UserError where a condition asks for what this recipe does not measure: before hours of training."""
    for condition in conditions:
        if condition.metric in (*OF_USE, *OF_TRANSFER, *OF_SCOPE, WIN_RATE) and (why := _lacking(condition, recipe)):
            raise UserError(f"the condition {condition.text!r} cannot be judged: {why[0]}", where, why[1])


def _lacking(condition: Condition, recipe: Recipe) -> tuple[str, str] | None:
    """Return what stands against it and what to do, if anything does."""
    leave = "leave the condition out"
    if condition.metric == WIN_RATE:
        fix = f"name one in evaluate.judge, or {leave}"
        return ("no judge of the answers is named", fix) if recipe.evaluate.judge is None else None
    if recipe.task != "text-classification":
        return f"it is not measured for task: {recipe.task}", leave
    if condition.metric in OF_USE and condition.end != "value":
        return f"{condition.metric} has no interval", f"write {condition.metric} {condition.sign} {condition.bound:g}"
    if condition.metric in OF_USE and recipe.validation.cost == "none":
        return "validate.cost is none", "set validate.cost: auto"
    if condition.metric in OF_SCOPE and recipe.validation.out_of_scope == "none":
        return "validate.out_of_scope is none", "set validate.out_of_scope: auto"
    if condition.metric in OF_SCOPE[:2] and recipe.data.out_of_scope is None:
        return "no rows that belong to no class are given", f"name a file of them in data.out_of_scope, or {leave}"
    if condition.metric == "later.drop" and recipe.data.time_column is None:
        return "no data.time_column is given", f"name the column of times, or {leave}"
    if condition.metric in ("new_group.drop", "worst_group.drop") and recipe.data.group_column is None:
        return "no data.group_column is given", f"name the column of groups, or {leave}"
    return None


def of_use(name: str, cost: CostInUse | None) -> Score:
    """Return a figure of the cost in use: latency is that of one text at a time, as the test rows come."""
    if cost is None:
        return _nothing(name, "the cost in use was not measured (validate.cost)")
    one, fastest, start = cost.single, cost.fastest, cost.start
    figures = {
        "latency.p50_ms": one.p50_ms if one else None,
        "latency.p95_ms": one.p95_ms if one else None,
        "latency.p99_ms": one.p99_ms if one else None,
        "throughput": fastest.throughput if fastest else None,
        "model_mb": cost.model_mb,
        "memory_mb": start.peak_mb if start else None,
        "cold_start_s": start.seconds if start else None,
    }
    found = figures[name]
    if found is None:
        return _nothing(name, "; ".join(cost.left_out) or "too few answers were timed for it")
    return Score(name, found, None, None, one.times if one else 0)


def of_transfer(name: str, transfer: Transfer | None) -> Score:
    """Return what is lost, with its interval."""
    if transfer is None:
        return _nothing(name, "the rows have neither times nor groups")
    gap, why = _gap(name, transfer)
    return _nothing(name, why) if gap is None else Score(name, gap.drop, gap.low, gap.high, gap.rows)


def of_scope(name: str, scope: ScopeLook | None) -> Score:
    """Return how well rows of no class are told, or how many of the test rows are taken for such."""
    if scope is None:
        return _nothing(name, "no threshold was set: too few held-out rows, or answers that are no single label")
    rates = {OF_SCOPE[0]: scope.auroc, OF_SCOPE[1]: scope.recall, OF_SCOPE[2]: scope.flagged_test}
    found = rates[name]
    if found is None:
        return _nothing(name, "no rows that belong to no class were given")
    return Score(name, found.value, found.low, found.high, found.rows)


def _gap(name: str, transfer: Transfer) -> tuple[Gap | None, str]:
    if name == "later.drop":
        return (transfer.time.gap, "") if transfer.time else (None, transfer.why_no_time)
    if transfer.groups is None:
        return None, transfer.why_no_groups
    if name == "new_group.drop":
        return transfer.groups.gap, ""
    worst = transfer.groups.worst
    return (worst.gap, "") if worst else (None, "the groups are too small to be judged one by one")


def _nothing(name: str, reason: str) -> Score:
    return Score(name, None, None, None, 0, reason=reason)
