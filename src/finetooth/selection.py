"""Selection: which checks look, and what is said of those that were left out."""

from collections.abc import Iterable

from finetooth.core.check import Check
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.plugins import all_checks
from finetooth.recipe.sections import Audit, Prepare, Recipe

_ON_A_RUN = ("FIT", "HPO", "EVL", "RWV")  # how the codes of checks start that need more than rows


def chosen_checks(options: Audit, task: str = "text-classification") -> tuple[tuple[Check, ...], tuple[Verdict, ...]]:
    """Return the checks of a task to look with, and for each that was left out a verdict "not applicable": no pass.

    ``select`` chooses among the checks on rows; those on a run (tuning, training, scores) look whatever is selected,
    for to be silent on them is to let a bad model pass. Raises UserError for a code that no check has.
    """
    checks = tuple(check for check in all_checks() if task in check.tasks)
    _must_be_known(options.select, "recipe: audit.select", checks)
    _must_be_known(options.ignore, "recipe: audit.ignore", checks)
    reasons = {check.code: _left_out(check, options) for check in checks}
    if all(reason for code, reason in reasons.items() if code.startswith(tuple(options.select or [""]))):
        fix = "select at least one check that is not ignored; `finetooth checks` lists all"
        raise UserError("no check is left to look", "recipe: audit.select, audit.ignore", fix)
    left_out = [check.verdict(Outcome.NOT_APPLICABLE, reason) for check in checks if (reason := reasons[check.code])]
    return tuple(check for check in checks if not reasons[check.code]), tuple(left_out)


def wanted_mending(recipe: Recipe) -> Prepare:
    """Return how rows are mended: the fix of a check that is ignored is not applied either.

    Raises UserError where a fix is asked for and its check ignored.
    """
    options = recipe.prepare
    able = [check.code for check in all_checks() if check.fixes and recipe.task in check.tasks]
    ignored = [code for code in able if code.startswith(tuple(recipe.audit.ignore))]
    if not ignored or options.fix == "none":
        return options
    named = [] if isinstance(options.fix, str) else options.fix
    both = [code for code in ignored if code in named]
    if both:
        told = f"{both[0]} is ignored, and its fix is asked for"
        raise UserError(told, "recipe: audit.ignore, prepare.fix", "take it out of one of the two")
    left_out = [f"-{code}" for code in ignored if f"-{code}" not in named]
    return options.model_copy(update={"fix": [*named, *left_out]})


def _left_out(check: Check, options: Audit) -> str:
    """Return why a check does not look; empty where it does."""
    ignored = [reason for code, reason in options.ignore.items() if check.code.startswith(code)]
    if ignored:
        return f"ignored: {ignored[0]}"
    selected = not options.select or check.code.startswith((*options.select, *_ON_A_RUN))
    return "" if selected else "not among audit.select"


def _must_be_known(named: Iterable[str], where: str, checks: Iterable[Check]) -> None:
    codes = [check.code for check in checks]
    for name in named:
        if not name or not any(code.startswith(name) for code in codes):
            fix = "name a code (PRE013) or how codes start (PRE); `finetooth checks` lists them"
            raise UserError(f"no check is named {name!r}{did_you_mean(name, codes)}", where, fix)
