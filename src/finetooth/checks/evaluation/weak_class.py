"""EVL004: a class that the model hardly knows behind a good mean."""

from finetooth.checks.wording import counted, listed
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Score, Scores
from finetooth.problems.problem import CLASSES

WEAK = 0.5
BELOW_MEAN = 0.2
_MEANS = {"recall": "macro_recall", "f1": "macro_f1"}


def _example(macro: float, **classes: float) -> dict[str, object]:
    scores = [Score("macro_f1", macro, macro - 0.03, macro + 0.03, 300)]
    scores += [Score("f1", value, value - 0.05, value + 0.05, 60, label) for label, value in classes.items()]
    return {"scores": Scores(tuple(scores))}


class WeakClass(Check):
    """A class is hardly recognised.

    Why: the mean hides it, and the people behind that class get wrong answers most of the time.
    Fix: look at its rows in the confusion matrix: too few, mislabelled, or a twin of another class; add rows or merge.
    """

    code = "EVL004"
    problem_types = CLASSES
    bad = [_example(0.72, delivery=0.9, refund=0.85, agent=0.41)]
    good = [_example(0.82, delivery=0.9, refund=0.85, agent=0.71), _example(0.45, delivery=0.5, refund=0.4)]

    def judge(self, scores: Scores) -> Finding | Passed:
        """Compare recall and F1 of each class with their means."""
        judged = [score for score in scores.model if score.label is not None and _mean(scores, score) is not None]
        judged = [score for score in judged if score.value is not None]
        if not judged:
            raise NotApplicable("there are no scores of single classes")
        weak = [score for score in judged if _is_weak(scores, score)]
        classes = sorted({str(score.label) for score in judged})
        if not weak:
            least = min(judged, key=lambda score: score.value or 0.0)
            message = f"{counted(len(classes), 'class', 'classes')}; the least is {least.metric} {least.value:.3f} of "
            return Passed(message + listed([least.label]), {"classes": len(classes), "least": least.value})
        found = sorted({str(score.label) for score in weak})
        message = (
            f"{len(found):,} of {counted(len(classes), 'class', 'classes')} with recall or F1 below {WEAK} while the "
        )
        message += f"mean is good: {listed(found)}"
        evidence = [{"label": s.label, "metric": s.metric, "value": s.value, "rows": s.n} for s in weak]
        return Finding(message, (), {"weak": evidence, "means": {m: _value(scores, m) for m in _MEANS.values()}})


def _is_weak(scores: Scores, score: Score) -> bool:
    mean = _mean(scores, score)
    return score.value is not None and mean is not None and score.value < WEAK and mean >= score.value + BELOW_MEAN


def _mean(scores: Scores, score: Score) -> float | None:
    """Return the mean over the classes of a class score, None where there is none."""
    return _value(scores, _MEANS[score.metric]) if score.metric in _MEANS else None


def _value(scores: Scores, metric: str) -> float | None:
    found = scores.get(metric)
    return found.value if found else None
