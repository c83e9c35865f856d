"""The field: what a reader is told of rows from production beside their scores."""

from dataclasses import dataclass

from finetooth.field.apart import ALARM
from finetooth.field.results import FieldEstimate, FieldLook, Topic
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import count, percent, plural, three

_MOST = 8
_MOVED = 0.03  # of the rows, from where a class's share is shown
_USUAL = {"domain classifier", "maximum mean discrepancy"}


@dataclass(frozen=True)
class MethodLine:
    """A method: the accuracy it says, how far off it was on simulated shifts, and its weight."""

    name: str
    value: str
    error: str
    weight: str


@dataclass(frozen=True)
class FieldWords:
    """All of it. ``alike`` says whether training is like the field, ``moved`` what differs, ``label`` what to do."""

    alike: str
    moved: str
    mix: str
    topics: tuple[Topic, ...]
    methods: tuple[MethodLine, ...]
    limits: str
    label: str


def field_words(evidence: Evidence) -> FieldWords | None:
    """Return what is told of the field; None where there are no field rows."""
    look = evidence.field_look
    if look is None:
        return None
    estimate = look.estimate
    methods = tuple(
        MethodLine(one.method, three(one.value), three(one.error), percent(one.weight))
        for one in (estimate.methods if estimate else ())
    )
    limits = _limits(estimate) if estimate else f"No score was predicted: {look.why}."
    label = _label(estimate) if estimate else ""
    return FieldWords(_alike(look), _moved(look), _mix(estimate), look.coverage.topics[:_MOST], methods, limits, label)


def _alike(look: FieldLook) -> str:
    told = f"a classifier tells {plural(look.rows, 'field row')} from {plural(look.train_rows, 'training row')} in "
    told += f"{percent(look.auc)} of pairs ({percent(look.low)} to {percent(look.high)}; 50 % is guessing)"
    if look.alarm:
        return f"The field is another kind of rows than training: {told}. By chance alike rows hardly differ so much."
    return f"The field looks like training: {told}."


def _moved(look: FieldLook) -> str:
    plain = [one for one in look.drifted if one.name not in _USUAL and one.p <= ALARM]
    plain.sort(key=lambda one: -one.value)
    return ", ".join(f"{one.name} ({one.value:.1f} standard deviations)" for one in plain[:4])


def _mix(estimate: FieldEstimate | None) -> str:
    shares = [one for one in (estimate.mix if estimate else ()) if abs(one.estimated - one.held) >= _MOVED]
    shares.sort(key=lambda one: -abs(one.estimated - one.held))
    return ", ".join(f"“{one.label}” from {percent(one.held)} to {percent(one.estimated)}" for one in shares[:4])


def _limits(estimate: FieldEstimate) -> str:
    told = "It cannot see labels given by another rule, nor texts made to mislead."
    if estimate.distance > max(1.0, estimate.simulated):
        told += " The field lies farther from the known rows than any simulated shift, so the interval is wide."
    if estimate.foreign >= 0.02:
        told += f" {percent(estimate.foreign)} of the rows are in a language that the known rows hardly have: "
        told += "counted as little better than guessed."
    return told


def _label(estimate: FieldEstimate) -> str:
    told = "The file 6-validate/label_next.csv lists the rows whose labels say most, each with the model's guess. "
    more = f" {count(estimate.labelled)} labels are in already." if estimate.labelled else ""
    return f"{told}Put their labels into the field file and run again: the prediction becomes narrower.{more}"
