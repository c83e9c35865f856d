"""EVL029: a score that rests on test rows which the model was told."""

from finetooth.checks.wording import part_of
from finetooth.core.beside import Leak
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Score, Scores
from finetooth.core.rows import row_id
from finetooth.core.statistics import Cost, Statistics

MUCH = 0.05  # of the test rows: from there on it blocks
_KINDS = {"text": "by the same text", "near": "by a near copy", "group": "by their group"}


def _example(leaked: int, of: int, value: float, clean: float) -> dict[str, object]:
    scores = (Score("macro_f1", clean, clean - 0.2, clean + 0.15, of - leaked),)
    whole = Score("macro_f1", value, value - 0.15, min(1.0, value + 0.12), of)
    ids, kinds = tuple(row_id("test", place) for place in range(1, leaked + 1)), {"text": leaked} if leaked else {}
    rows = [{"text": f"a well-known text {place}", "label": "known"} for place in range(1, leaked + 1)]
    found = Leak(ids, kinds, of, "macro_f1", whole, Scores(scores if leaked else ()), None)
    return {"leak": found, "splits": {"test": rows}}


class LeakedTestRows(Check):
    """The score rests on test rows that the model was told.

    Why: a row that stands in training too is recognised, not understood: the score flatters, and users get the one of
    the other rows (Elangovan et al. 2021; Lee et al. 2022).
    Fix: take the rows out of the training file (prepare.fix: [DAT007] drops near copies), or quote the score without
    them, which stands beside it. It blocks where they are 5 % of the test rows or more.
    Blind: paraphrases, and groups that no column names. The rows without a twin may be harder, or easier, by nature.
    """

    code = "EVL029"
    severity = Severity.ERROR
    bad = [_example(6, 10, 0.936, 0.825), _example(1, 40, 0.81, 0.81)]
    good = [_example(0, 40, 0.81, 0.81)]

    def judge(self, leak: Leak) -> Finding | Passed:
        """Look at the test rows with a twin among those that taught or chose the model."""
        if not leak.of:
            raise NotApplicable("there are no test rows")
        if not leak.leaked:
            return Passed(f"none of {leak.of:,} test rows has a twin among the training and validation rows")
        count, clean = len(leak.leaked), leak.clean_score
        kinds = ", ".join(f"{rows:,} {_KINDS.get(kind, kind)}" for kind, rows in leak.kinds.items())
        message = f"{part_of(count, leak.of, 'test row')} known from training ({kinds}); {compared(leak)}"
        evidence = {
            "metric": leak.metric,
            "kinds": leak.kinds,
            "all_rows": _numbers(leak.all_rows),
            "without_leaked": _numbers(clean),
            "leaked_alone": _numbers(leak.flattering),
        }
        severity = Severity.ERROR if count >= MUCH * leak.of else Severity.WARNING
        return Finding(message, leak.leaked, evidence, severity, Statistics.of(leak.of, count), cost=_cost(leak, clean))


def compared(leak: Leak) -> str:
    """Return `macro_f1 0.936 [...] on all test rows, 0.825 [...] without them`."""
    return f"{leak.metric} {_score(leak.all_rows)} on all test rows, {_score(leak.clean_score)} without them"


def _score(score: Score | None) -> str:
    if score is None or score.value is None:
        return f"undefined ({score.reason})" if score and score.reason else "undefined"
    return f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]"


def _numbers(score: Score | None) -> list[float | None]:
    return [score.value, score.low, score.high] if score else []


def _cost(leak: Leak, clean: Score | None) -> Cost | None:
    if leak.all_rows is None or clean is None or leak.all_rows.value is None or clean.value is None:
        return None
    points = 100 * (leak.all_rows.value - clean.value)
    return Cost(round(points, 3), "optimism", "the same model without these rows") if points > 0 else None
