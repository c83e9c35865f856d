"""RWV009: a model that cannot tell what it does not know."""

from typing import Any

from finetooth.checks.wording import SHOWN, counted, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.scope.results import Rate, ScopeLook, Spread, Stranger

_AUROC, _RECALL = 0.8, 0.25
_TIMES_ASKED = 2.0
_MISSED = (Stranger(1, "which song is this", "card stolen", 0.2),)


def _look(auroc: float, recall: float, half: float = 0.03, flagged: float = 0.05) -> ScopeLook:
    def near(value: float, rows: int = 400) -> Rate:
        return Rate(value, max(0.0, value - half), min(1.0, value + half), rows)

    parts = (near(0.95), near(0.4), near(auroc), near(recall), near(0.5), None)
    return ScopeLook(0.05, 300, True, near(flagged), *parts, Spread((), (), (), ()), (), _MISSED)


class OutOfScope(Check):
    """The model does not notice what belongs to none of its classes.

    Why: people write what nobody foresaw, and a classifier answers with one of its classes, often surely. On 150
    intents BERT noticed 40 to 52 % of such questions (Larson et al. 2019).
    Fix: collect such texts and teach them as a class of their own; add training rows, so that the classes are known
    better; or let more rows through to a person with a larger validate.false_alarms.
    Blind: it is as good as the file of data.out_of_scope is like what will come; texts of the classes' own words that
    ask for something else are the hardest, and may be missing there.
    """

    code = "RWV009"
    fix_class = "never"
    bad = [
        {"out_of_scope": _look(0.7, 0.15)},
        {"out_of_scope": _look(0.9, 0.1)},
        {"out_of_scope": _look(0.95, 0.8, flagged=0.2)},
    ]
    good = [{"out_of_scope": _look(0.96, 0.75)}, {"out_of_scope": _look(0.75, 0.3, half=0.1)}]

    def judge(self, out_of_scope: ScopeLook | None) -> Finding | Passed:
        """Compare the high ends of AUROC and recall with what is little, and the false alarms with what was asked."""
        if out_of_scope is None:
            raise NotApplicable("no threshold was set: not asked for, too few held-out rows, or no single label a row")
        look, auroc, recall = out_of_scope, out_of_scope.auroc, out_of_scope.recall
        if auroc is None or recall is None:
            raise NotApplicable("no rows that belong to no class were given (data.out_of_scope)")
        told = f"{percent(recall.value)} of {counted(recall.rows, 'row')} that belong to no class are noticed, with "
        told += f"{percent(look.flagged_test.value)} false alarms on test rows; AUROC {auroc.value:.3f} "
        told += f"[{auroc.low:.3f}, {auroc.high:.3f}]"
        weak = auroc.high < _AUROC or recall.high < _RECALL
        loud = look.flagged_test.low > _TIMES_ASKED * look.asked
        evidence = _evidence(look, auroc, recall)
        if weak:
            return Finding(told, (), evidence, Severity.WARNING)
        if loud:
            return Finding(f"{told}; {percent(look.asked)} false alarms were asked for", (), evidence, Severity.INFO)
        return Passed(told, evidence)


def _evidence(look: ScopeLook, auroc: Rate, recall: Rate) -> dict[str, Any]:
    rates = {"auroc": auroc, "recall": recall, "false_alarms": look.flagged_test, "alarms_at_95": look.alarms_at_95}
    numbers = {name: [round(part, 4) for part in (one.value, one.low, one.high)] for name, one in rates.items() if one}
    missed = [[one.text, one.guess] for one in look.missed[:SHOWN]]
    return {**numbers, "asked": look.asked, "held_rows": look.held_rows, "missed": missed}
