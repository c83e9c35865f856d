"""Rejudge: a finished run before another gate, in a second and without its model; nothing is written."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from finetooth import gate
from finetooth.behaviour.results import Behaviour
from finetooth.comparing.absent import STAGES
from finetooth.comparing.answers import read_answers
from finetooth.comparing.regression import regression_of
from finetooth.comparing.spoken import read_tested
from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.facts import Facts
from finetooth.core.finding import Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.results import Decision, Scores
from finetooth.metrics.files import offer_again
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.recipe.sections import Gate
from finetooth.report.concealed import concealed_verdicts, concealer
from finetooth.scope.results import ScopeLook
from finetooth.serving.results import CostInUse
from finetooth.transfer.results import Transfer

REGRESSION = "EVL020"
T = TypeVar("T")
_VERDICT = TypeAdapter(Verdict)


@dataclass(frozen=True)
class Rejudged:
    """The decision on a run by this gate, personal data masked; ``stood``: whether the run itself ended in go."""

    decision: Decision
    verdicts: tuple[Verdict, ...]
    scores: Scores
    gate: Gate
    own: Gate  # that of the run's recipe
    stood: bool


def rejudge(
    root: Path,
    require: Iterable[str] = (),
    waive: Mapping[str, str] | None = None,
    fail_on: str | None = None,
    regression_vs: str | None = None,
) -> Rejudged:
    """Judge a finished run by its recipe's gate and these further conditions and waivers. Raises UserError."""
    recipe = make_recipe(read_yaml(root / "recipe.yaml"), where=str(root / "recipe.yaml"))
    offer_again(root / "recipe.yaml")
    asked = _merged(recipe.gate, tuple(require), waive or {}, fail_on, regression_vs)
    gate.check_conditions(asked, "--require or recipe: gate.require")
    gate.check_waivers(asked, [check.code for check in all_checks()], "--waive or recipe: gate.waive")
    answers = read_answers(root) if recipe.task != "sft" else None
    if answers is not None:
        gate.must_be_known(gate.parse_all(asked.require), answers, "--require or recipe: gate.require")
    behaviour = _found(Behaviour, root, "behaviour")
    known = behaviour.names if behaviour else None
    gate.must_name_capabilities(gate.parse_all(asked.require), known, "--require or recipe: gate.require")
    gate.must_be_measured(gate.parse_all(asked.require), recipe, "--require or recipe: gate.require")
    found_by = (_found(CostInUse, root, "cost"), _found(Transfer, root, "transfer"))
    measured = (behaviour, *found_by, _found(ScopeLook, root, "out_of_scope"))
    scores = TypeAdapter(Scores).validate_python(_json(root / "5-evaluate" / "scores.json"))
    found = {verdict.code: verdict for verdict in last_verdicts(root)}
    if regression_vs is not None:
        found[REGRESSION] = _regression(regression_vs, root)
    verdicts = gate.waived(concealed_verdicts(found.values(), concealer(recipe)), asked)
    grounds = gate.Grounds(scores, answers, recipe.evaluate.resamples, recipe.seed, *measured)
    stood = _json(root / "7-report" / "decision.json")["decision"] == "go"
    return Rejudged(gate.decide(verdicts, asked, grounds), verdicts, scores, asked, recipe.gate, stood)


def last_verdicts(root: Path) -> tuple[Verdict, ...]:
    """Return the last verdict of each check of a run, in the order of their codes, waived or not."""
    lines = [line for name in STAGES for line in store.read_lines(root / name / store.VERDICTS)]
    last = {line["code"]: _VERDICT.validate_python(line) for line in lines}
    return tuple(verdict for _, verdict in sorted(last.items()))


def _merged(
    own: Gate, require: tuple[str, ...], waive: Mapping[str, str], fail_on: str | None, regression_vs: str | None
) -> Gate:
    given: dict[str, Any] = {
        "require": list(dict.fromkeys((*own.require, *require))),
        "waive": {**own.waive, **waive},
        "fail_on": fail_on or own.fail_on,
        "regression_vs": regression_vs or own.regression_vs,
    }
    try:
        return Gate.model_validate(given)
    except ValidationError as error:
        told = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise UserError(told, "--waive", 'e.g. --waive DAT002="spam is rare by nature"') from None


def _regression(place: str, root: Path) -> Verdict:
    """Judge the run beside another now, whatever was judged when it was made."""
    check = next(check for check in all_checks() if check.code == REGRESSION)
    found = regression_of(place, read_tested(root))
    if found is None:
        told = f"no run in {place} was accepted on these test rows"
        raise UserError(told, "--regression-vs", "name a run folder")
    return check.run(Facts({"regression": found}), "5-evaluate")


def _found(kind: type[T], root: Path, name: str) -> T | None:
    """Return what the validation of a run found; None where the run had none of it, or is older than it is."""
    path = root / "6-validate" / f"{name}.json"
    told = _json(path) if path.exists() else None
    return None if told is None else TypeAdapter(kind).validate_python(told)


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
