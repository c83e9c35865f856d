"""DAT005: labels that are probably wrong."""

from typing import Any

import polars as pl

from finetooth.checks.data.errors_by_label import judge_assignments
from finetooth.checks.wording import SHOWN, counted, names, part_of, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import name_of
from finetooth.core.statistics import Cost, Partner, Precision, Statistics
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.label_noise.several import Assignments
from finetooth.facts.label_noise.suspects import BLIND, LabelNoise
from finetooth.problems.problem import CLASSES

_THINGS = {
    "billing": ("invoice", "payment", "refund", "charge", "receipt"),
    "delivery": ("parcel", "courier", "address", "shipment", "doorstep"),
}
_ASKS = ("where is my", "please check the", "i have a question on the", "no news on my", "again a problem with this")
_ENDS = ("today", "since monday", "for order 17", "thanks", "once more")


def _rows(wrong: int) -> list[dict[str, str]]:
    """Return 250 questions of two kinds; the first ``wrong`` of each kind have the other's label."""
    asked = [
        {"text": f"{ask} {thing} {end}", "label": label}
        for label, things in _THINGS.items()
        for end in _ENDS
        for ask in _ASKS
        for thing in things
    ]
    each, other = len(asked) // 2, {"billing": "delivery", "delivery": "billing"}
    return [
        {**row, "label": other[row["label"]] if place % each < wrong else row["label"]}
        for place, row in enumerate(asked)
    ]


class LabelErrors(Check):
    """Labels that models which never saw the row do not believe.

    Why: the model learns the mistakes, and where the test has them too its score has a ceiling below 1. Confident
    learning (Northcutt et al. 2021) finds them by out-of-fold probabilities, but its usual threshold flags a tenth of
    the rows of a hard clean set; here flips planted among these very rows tell how far such claims can be trusted.
    Where rows have several labels each label is a question of its own (binary relevance, Zhang & Zhou 2014).
    Fix: read the rows, worst first, and correct them at the source. The suggested label is shown, never applied: of
    rows that people confirmed as wrong it was right in 13 to 30 %. Until then prepare lets the surest of them weigh
    less in training, or drops them, as prepare.label_errors says (weight, where it is not set).
    Blind: mistakes that a model can learn. Where one kind of text is labelled wrong throughout, as weak labels do,
    every model agrees with the mistake: check the rows of hand_check_sample by hand, which gives an unbiased rate.
    Of several labels the 20 most frequent are looked at, and that labels go together tells it nothing.
    """

    code = "DAT005"
    problem_types = CLASSES
    fix_class = "never"
    bad = [_rows(5)]
    good = [_rows(0)]

    def judge(
        self,
        hand_check_sample: pl.Series,
        doubted_assignments: Assignments | None,
        label_hurdle: str,
        judged_labels: Judged | None = None,
        label_noise: LabelNoise | None = None,
        label_suspects: pl.DataFrame | None = None,
        assignment_suspects: pl.DataFrame | None = None,
    ) -> Finding | Passed:
        """Flag the rows above the threshold that planted flips have confirmed; several labels each by itself."""
        if doubted_assignments is not None and assignment_suspects is not None:
            return judge_assignments(doubted_assignments, assignment_suspects, hand_check_sample)
        if judged_labels is None or label_noise is None or label_suspects is None:
            raise NotApplicable(label_hurdle)
        return _judged(judged_labels, label_noise, label_suspects, hand_check_sample)


def _judged(judged: Judged, noise: LabelNoise, suspects: pl.DataFrame, hand_check: pl.Series) -> Finding | Passed:
    if noise.found < BLIND:
        seen = f"only {percent(noise.found)} of {noise.planted} planted mistakes stand out"
        raise NotApplicable(f"{seen}: mistakes cannot be told from rows that are hard by nature")
    evidence: dict[str, Any] = {
        "noise": [round(value, 4) for value in (noise.rate, noise.low, noise.high)],
        "planted": _planted(noise),
        "hand_check_sample": names(hand_check, len(hand_check)),
    }
    checked, threshold = len(judged.ids), noise.threshold
    flagged = suspects.filter("flagged")
    if threshold is None or flagged.is_empty():
        most = f"at most {percent(noise.high)}, about {noise.high * checked:,.0f} rows, are mistakes of chance"
        message = f"{judged.told}: of none is it sure enough that its label is wrong; {most}"
        return Passed(message, {**evidence, "worst": _shown(suspects)})
    message = (
        f"{part_of(flagged.height, checked, 'training row')} with a label that is probably wrong "
        f"({percent(threshold.precision)} of them, at least {percent(threshold.low)}); "
        f"of all labels {percent(noise.low)} to {percent(noise.high)} are mistakes of chance"
    )
    held = threshold.planted
    source = f"planted flips: {held.claimed:.0f} claimed, {counted(held.found, 'was', 'were')} there"
    return Finding.on(
        message,
        flagged["id"],
        statistics=Statistics.of(checked, flagged.height, threshold=threshold.score, calibration=source),
        partners=[Partner(row, None, score) for row, score in flagged.select("id", "score").iter_rows()],
        precision=Precision(round(threshold.precision, 4), round(threshold.low, 4), source),
        cost=Cost(round(100 * noise.high, 2), "score", "at most the share of wrong labels"),
        worst=_shown(flagged),
        **evidence,
    )


def _planted(noise: LabelNoise) -> dict[str, float]:
    """Return how many planted mistakes score above 99 % of the labels that are probably right, by shape."""
    shares = {"found": noise.found, "uniform": noise.found_uniform, "confused": noise.found_confused}
    return {"flips": noise.planted, **{name: round(share, 3) for name, share in shares.items()}}


def _shown(suspects: pl.DataFrame) -> list[dict[str, object]]:
    columns = ("id", "label", "suggested", "score", "probability_wrong")
    shown = suspects.head(SHOWN).select(columns).to_dicts()
    return [
        {**row, "id": name_of(row["id"]), **{name: round(row[name], 4) for name in ("score", "probability_wrong")}}
        for row in shown
    ]
