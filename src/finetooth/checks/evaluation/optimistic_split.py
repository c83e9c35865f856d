"""EVL025: what a naive random split of these rows would have claimed."""

from finetooth.checks.wording import counted
from finetooth.core.beside import SplitHonesty
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity

LARGE = 0.03  # from which it is a warning
_KINDS = {
    "text": "share their text with another",
    "near": "have a near copy",
    "group": "share their group",
    "time": "have an order in time",
}
_GIVEN = {"text": "stand in training too", "near": "have a near copy or their group there"}


def _example(way: str, optimism: float, half: float) -> dict[str, object]:
    ends = (0.81 + optimism, 0.81, optimism, optimism - half, optimism + half)
    return {"honesty": SplitHonesty(way, "macro_f1", *ends, 1_600, 2_000, 2, 2_000, 2_000, {"text": 300, "near": 40})}  # type: ignore[arg-type]


class OptimisticSplit(Check):
    """A naive split would have claimed a higher score.

    Why: copies, groups and times that lie on both sides of a random split let a model recognise rows; the score that
    one would have believed is not the one that users get (Kapoor & Narayanan 2023; Elangovan et al. 2021).
    Fix: nothing where finetooth drew the split: it keeps them on one side. Where the files leak, mend the files
    (DAT001, DAT007, DAT009), and do not quote scores made with them.
    Blind: groups and times that no column names, and paraphrases. It is measured with a cheap model (least squares on
    TF-IDF), which knows texts by heart as a fine-tune does; a fine-tune's optimism may differ.
    """

    code = "EVL025"
    severity = Severity.WARNING
    bad = [_example("drawn", 0.11, 0.02), _example("files", 0.02, 0.01)]
    good = [_example("drawn", 0.01, 0.02)]

    def judge(self, honesty: SplitHonesty | None) -> Finding | Passed:
        """Look at the difference between both splits and its paired interval."""
        if honesty is None:
            raise NotApplicable(
                "the files bring their own test without a leak, or there are too few rows to split again"
            )
        if not honesty.seeds:
            rows = counted(honesty.rows_of, "row")
            return Passed(f"of {rows} none is tied to another: a random split is as safe as this one")
        message = f"{told(honesty)} ({_tied(honesty)}; {_looked(honesty)})"
        evidence = {name: value for name, value in vars(honesty).items() if name != "tied"}
        if honesty.low <= 0:
            return Passed(message, {**evidence, "tied": honesty.tied})
        severity = Severity.WARNING if honesty.optimism >= LARGE else Severity.INFO
        return Finding(message, (), {**evidence, "tied": honesty.tied}, severity)


def told(honesty: SplitHonesty) -> str:
    """Say what a lax split would have claimed, and what the safe one says."""
    lax = "a random split" if honesty.way == "drawn" else "the files as they came"
    interval = f"{honesty.optimism:+.3f} [{honesty.low:+.3f}, {honesty.high:+.3f}]"
    claimed = f"{lax} would have claimed {honesty.metric} {honesty.naive:.3f}"
    return f"{claimed}; the safe one says {honesty.safe:.3f}: {interval}"


def _tied(honesty: SplitHonesty) -> str:
    names, what = (_KINDS, "") if honesty.way == "drawn" else (_GIVEN, "test ")
    parts = [f"{rows:,} {what}rows {names.get(kind, kind)}" for kind, rows in honesty.tied.items()]
    return ", ".join(parts) or "no rows are tied"


def _looked(honesty: SplitHonesty) -> str:
    each = f"{honesty.test_rows:,} rows judged by a cheap model that {honesty.train_rows:,} others taught"
    times = f", with {honesty.seeds} seeds" if honesty.seeds > 1 else ""
    some = f"; a sample of {honesty.rows:,} of {honesty.rows_of:,} rows" if honesty.rows < honesty.rows_of else ""
    return f"{each}{times}{some}"
