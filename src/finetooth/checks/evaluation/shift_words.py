"""What sets test rows apart from held-out rows, in words and in figures: what differs most first."""

from collections.abc import Iterator
from typing import Any

from finetooth.checks.wording import listed, percent
from finetooth.facts.drift import PriorGap
from finetooth.slicing.shift import Area, Moved, Shift

_SURE = 4.0  # standard deviations of the permutations
_NOTHING = "nothing that was looked at (words, vectors, labels, length, language)"


def shift_words(shift: Shift) -> str:
    """Return one sentence of all that surely differs."""
    return "; ".join(_parts(shift)) or _NOTHING


def shift_evidence(shift: Shift) -> dict[str, Any]:
    """Return the figures, those that surely differ and those that do not."""
    words, labels, language = shift.words, shift.labels, shift.language
    told = {
        "told_apart_by_words": [round(one, 4) for one in (words.auc, words.low, words.high)],
        "told_apart_by_vectors": _ends(shift.vectors),
        "words_of_test": words.words_of_second,
        "words_of_held_out": words.words_of_first,
        "label_mix_moved": None if labels is None else round(labels.share, 4),
        "length": {"told_apart": _ends(shift.length), "median_words": list(shift.medians)},
        "language_mix_moved": None if language is None else round(language.share, 4),
        "recall_moved": {one.label: _moved(one) for one in shift.classes[:5]},
        "same_texts": {"in_test_and_train": shift.shared, "under_another_label": shift.relabelled},
    }
    return told


def _parts(shift: Shift) -> Iterator[str]:
    words = shift.words
    if words.auc > words.highest and words.z >= _SURE:
        apart = f"AUC {words.auc:.2f} ({words.low:.2f} to {words.high:.2f}) by words"
        vectors = shift.vectors
        apart += f", {vectors.auc:.2f} ({vectors.low:.2f} to {vectors.high:.2f}) by vectors" if vectors else ""
        yield (
            f"the rows are told apart with {apart}: {listed(words.words_of_second, 4)} stand in the test, "
            f"{listed(words.words_of_first, 4)} among the held-out rows"
        )
    elif shift.vectors is not None and shift.vectors.low > 0.5:
        area = shift.vectors
        yield f"the rows are told apart with AUC {area.auc:.2f} ({area.low:.2f} to {area.high:.2f}) by vectors"
    yield from _rule(shift)
    yield from _mix(shift.labels, "labels")
    if shift.length.sure:
        yield f"texts of {shift.medians[0]:g} words became {shift.medians[1]:g} (medians)"
    yield from _mix(shift.language, "languages")


def _rule(shift: Shift) -> Iterator[str]:
    """Tell the class that fell most, and texts that were learned under another label: the rule may be another."""
    fallen = [one for one in shift.classes if one.gap.high < 0]
    if fallen:
        gap = fallen[0].gap
        now, was = percent(gap.inside), percent(gap.outside)
        yield f"of rows of {listed([fallen[0].label])} {was} are right held out, and {now} in the test"
    if shift.relabelled:
        yield f"{shift.relabelled:,} of {shift.shared:,} texts that were learned too carry another label in the test"


def _mix(moved: PriorGap | None, name: str) -> Iterator[str]:
    if moved is not None and moved.share > moved.highest:
        was, now = moved.shares
        yield f"the mix of {name} moved: {listed([moved.label])} from {percent(was)} to {percent(now)}"


def _ends(area: Area | None) -> list[float] | None:
    return None if area is None else [round(one, 4) for one in (area.auc, area.low, area.high)]


def _moved(one: Moved) -> list[float]:
    return [round(value, 4) for value in (one.gap.gap, one.gap.low, one.gap.high)]
