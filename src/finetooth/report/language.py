"""What the report says of a language model: answers side by side, what changed, and what the tuning did besides."""

import math
from dataclasses import dataclass

import polars as pl

from finetooth.core.language import Change, Ending, Preference, Recital
from finetooth.metrics.paired import Difference
from finetooth.report.numbers import metric_name, percent, plural, three

_SHOWN = 12
_LESS = ("completion_loss", "perplexity")
_WORDS = {"better": "better", "worse": "worse", "undecided": "within noise", "undefined": "undefined"}


@dataclass(frozen=True)
class Language:
    """All that only a language model has: the results of `stages/sft/{evaluate,validate}`."""

    differences: tuple[Difference, ...]
    answers: pl.DataFrame
    ending: Ending
    forgetting: Change | None
    general: pl.DataFrame
    recital: Recital | None
    field_answers: pl.DataFrame
    preference: Preference | None = None


@dataclass(frozen=True)
class DifferenceLine:
    """One metric of both models, and what can be told of the change."""

    name: str
    rows: int
    base: str
    tuned: str
    change: str
    standing: str
    tone: str


@dataclass(frozen=True)
class AnswerLine:
    """A prompt with what the reference, the base model and the tuned model say to it."""

    prompt: str
    reference: str
    base: str
    tuned: str
    told: str = ""  # of the tuned answer


def difference_lines(language: Language) -> list[DifferenceLine]:
    """Return a line a metric, in the order they were scored in."""
    return [_line(one) for one in language.differences]


def _line(one: Difference) -> DifferenceLine:
    less = ", less is better" if one.metric in _LESS else ""
    tones = {"better": "good", "worse": "bad"}
    change = "–" if one.change is None else f"{_signed(one.change)} ({_signed(one.low)} to {_signed(one.high)})"
    return DifferenceLine(
        metric_name(one.metric) + less,
        one.n,
        three(one.first),
        three(one.second),
        change,
        _WORDS[one.standing],
        tones.get(one.standing, "quiet"),
    )


def _signed(value: float | None) -> str:
    return three(value) if value is None or value < 0 else f"+{three(value)}"


def answer_lines(answers: pl.DataFrame) -> list[AnswerLine]:
    """Return answers to test prompts, those the tuned model is most surprised by the reference of first."""
    worst = answers.sort("tuned_loss", descending=True, nulls_last=True, maintain_order=True).head(_SHOWN)
    return [
        AnswerLine(
            row["prompt"], row["reference"], row["base"], row["tuned"], _told(row["tuned_loss"], row["tuned_ended"])
        )
        for row in worst.iter_rows(named=True)
    ]


def _told(loss: float | None, ended: bool) -> str:
    parts = [] if loss is None else [f"loss of the reference {three(loss)} nats a token"]
    return ", ".join([*parts, *([] if ended else ["cut off: it did not end by itself"])])


def general_lines(general: pl.DataFrame) -> list[AnswerLine]:
    """Return what both models say to prompts that the task is not about."""
    return [AnswerLine(*row) for row in general.select("prompt", "reference", "base", "tuned").rows()]


def besides(language: Language) -> list[tuple[str, str]]:
    """Say what the tuning did besides the task: how answers end, what was forgotten, what is recited."""
    ending, told = language.ending, []
    if ending.n:
        told.append(
            (
                "Ends by itself",
                f"{percent(ending.share)} of {plural(ending.n, 'answer')} within {ending.budget} tokens "
                f"({percent(ending.low)} to {percent(ending.high)}); the base model {percent(ending.base)}",
            )
        )
    if found := language.forgetting:
        before, after = math.exp(found.before), math.exp(found.after)
        told.append(
            (
                "General prompts",
                f"the perplexity of good answers to {plural(found.n, 'plain question')} went from {before:.2f} to "
                f"{after:.2f}",
            )
        )
    if recital := language.recital:
        told.append(
            (
                "Recited",
                f"{percent(recital.taught)} of the rest of a training answer word for word, {percent(recital.strange)} "
                f"of a test answer (given the first half); the base model recites {recital.base_excess:+.0%} more",
            )
        )
    if language.preference:
        told.append(("Judged", judged_words(language.preference)))
    return told


def judged_words(found: Preference) -> str:
    """Say whose answers the judge likes better, and how far it can be relied on."""
    lost = ""
    if found.failed:
        lost = f"; {plural(found.failed, 'pair')} got no verdict ({found.trouble or 'its reply named none'})"
    if found.share is None or found.low is None or found.high is None:
        return f"{found.judge} gave no verdict on any pair of answers{lost}"
    told = (
        f"{found.judge} prefers this model's answer to the base model's in {percent(found.share)} of "
        f"{plural(found.n, 'prompt')}, a tie counting half ({percent(found.low)} to {percent(found.high)}): "
        f"{found.wins:,} won, {found.losses:,} lost, {plural(found.ties, 'tie')}"
    )
    if found.contradicted:
        told += f", {found.contradicted:,} of them as its verdict hung on the order"
    if found.first is not None:
        told += f"; of its verdicts {percent(found.first)} went to the answer that stood first"
    return told + lost


def field_lines(table: pl.DataFrame) -> list[AnswerLine]:
    """Return what the tuned model says to prompts of the field, those cut off first."""
    shown = table.sort("ended", maintain_order=True).head(_SHOWN)
    return [
        AnswerLine(row["prompt"], row["reference"] or "", "", row["tuned"], _told(None, row["ended"]))
        for row in shown.iter_rows(named=True)
    ]
