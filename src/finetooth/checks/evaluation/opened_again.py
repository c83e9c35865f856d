"""EVL024: test rows that several models were tried on."""

from finetooth.checks.wording import counted
from finetooth.core.beside import Opening, Seal
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Cost

OFTEN, TOO_OFTEN = 5, 20  # openings from which it is a warning, and from which it blocks
_SHOWN = 10


def _example(times: int, correlation: float = 0.8) -> dict[str, object]:
    openings = tuple(
        Opening(f"tea-{day:02}", f"2026-01-{day:02}T09:00:00+0000", "4f", f"model {day}", "c1", 400)
        for day in range(1, times + 1)
    )
    return {"seal": Seal(openings, "macro_f1", 0.004 * (times - 1), 0.02, correlation, times - 1)}


class OpenedAgain(Check):
    """The test rows were opened before.

    Why: who tries several models on one test and keeps the best keeps luck too: the best of k scores reads too high, by
    the expected maximum of k draws (Owen & Steck 1962), less where the models err on the same rows (Mania et al. 2019).
    Fix: choose by the validation rows or by cross-validation, and open the test once; for the last word take new rows.
    From 5 openings it is a warning, from 20 it blocks; below it is a remark. The score is not changed.
    Blind: tries in other folders or elsewhere, runs that were deleted, and tests that share only some of the rows; a
    resumed run, and one that is judged again, is no new opening.
    """

    code = "EVL024"
    severity = Severity.INFO
    bad = [_example(2), _example(7), _example(20)]
    good = [_example(1)]

    def judge(self, seal: Seal) -> Finding | Passed:
        """Count the models that were tried on these rows by runs beside this one."""
        if not len(seal):
            raise NotApplicable("no opening was written down")
        rows, times = seal.openings[-1].rows, len(seal)
        if times == 1:
            return Passed(f"the {rows:,} test rows were opened once, by this run")
        runs = [f"{one.run} ({one.at[:10]})" for one in seal.openings[:-1]]
        told = f"{times:,} models were tried on these {counted(rows, 'test row')}: {', '.join(runs[-3:])} and this one"
        evidence = {
            "openings": times,
            "runs": runs[-_SHOWN:],
            "optimism": seal.optimism,
            "standard_error": seal.error,
            "correlation": round(seal.correlation, 3),
            "compared": seal.compared,
        }
        severity = Severity.ERROR if times >= TOO_OFTEN else Severity.WARNING if times >= OFTEN else Severity.INFO
        if seal.optimism is None:
            return Finding(told, (), evidence, severity)
        told_by = f"scores of {counted(seal.compared, 'other model')} go with this one's at {seal.correlation:.2f}"
        alike = told_by if seal.compared else "their answers are not there, and are taken as unlike"
        source = f"at most: if this one was kept as the best; {alike}"
        cost = Cost(round(100 * seal.optimism, 3), "optimism", source)
        if len(runs) > 3:
            told = told.replace(": ", f": {len(runs) - 3:,} others, ", 1)
        lucky = f"were all equally good, the best of them would read {seal.optimism:.3f} {seal.metric} too high by luck"
        message = f"{told}; {lucky}"
        return Finding(message, (), evidence, severity, cost=cost)
