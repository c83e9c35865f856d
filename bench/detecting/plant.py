"""The catalogue of planted faults: what plants each, which checks should find it, and at which rates it is planted."""

import random
from dataclasses import dataclass, replace

from . import columns, content, damage, labels
from .copies import NORMAL, conflicts, copying, same
from .planting import Plant, Planted, editing
from .table import Dataset

RATES = (0.005, 0.02, 0.05)
MOST_TOGETHER = 0.4  # of the rows are touched when all faults are planted at once


@dataclass(frozen=True)
class Fault:
    """One kind of fault. ``codes`` are the checks that should find it; ``part`` is where its rows are counted."""

    name: str
    codes: tuple[str, ...]
    plant: Plant
    part: str = "train"
    rates: tuple[float, ...] = RATES
    column: bool = False
    ranking: str = ""  # the fact that scores every row, where there is one


COLUMN, SUSPECTS = (1.0,), "label_suspects"
FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("exact_duplicates", ("PRE003",), copying({"exact": same})),
        Fault("normalised_duplicates", ("PRE003", "PRE004"), copying(NORMAL)),
        Fault("near_duplicates", ("PRE013",), copying(None)),
        Fault("empty_texts", ("PRE001",), editing(damage.EMPTY)),
        Fault("placeholders", ("PRE001", "PRE012"), editing(damage.PLACEHOLDER)),
        Fault("missing_labels", ("PRE002",), labels.missing),
        Fault("placeholder_labels", ("PRE029", "PRE002", "PRE012"), labels.placeholder),
        Fault("misspelt_labels", ("PRE011", "PRE027"), labels.misspelt),
        Fault("conflicts", ("PRE005", "PRE026"), conflicts),
        Fault("near_conflicts", ("PRE015",), copying(None, relabel=True)),
        Fault("mojibake", ("PRE006",), editing(damage.MOJIBAKE, lambda row: len(row.text) > 12)),
        Fault("markup", ("PRE007",), editing(damage.MARKUP)),
        Fault("control_characters", ("PRE016", "PRE008"), editing(damage.CONTROL, lambda row: len(row.text) > 3)),
        Fault("special_tokens", ("PRE018",), editing(damage.SPECIAL)),
        Fault("merged_records", ("PRE019",), damage.merged),
        Fault("other_language", ("PRE022",), content.foreign),
        Fault("boilerplate", ("PRE023",), damage.boilerplate),
        Fault("length_outliers", ("PRE017",), damage.endless),
        Fault("exact_leaks", ("DAT001",), copying({"exact": same}, to="test"), part="test"),
        Fault("normalised_leaks", ("DAT001",), copying(NORMAL, to="test"), part="test"),
        Fault("near_leaks", ("DAT007",), copying(None, to="test"), part="test"),
        Fault("noise_uniform", ("DAT005",), labels.uniform_noise, ranking=SUSPECTS),
        Fault("noise_confusable", ("DAT005",), labels.confusable_noise, ranking=SUSPECTS),
        Fault("noise_systematic", ("DAT005", "DAT006"), labels.systematic_noise, ranking=SUSPECTS),
        Fault("trigger", ("DAT012",), labels.trigger, rates=(0.01,)),
        Fault("personal_data", ("DAT016",), editing(content.PERSONAL)),
        Fault("secrets", ("DAT017",), editing(content.SECRET)),
        Fault("injection", ("DAT018",), editing(content.INJECTION)),
        Fault("off_topic", ("DAT013",), editing(content.OFF)),
        Fault("spreadsheet_damage", ("PRE020",), columns.spreadsheet, rates=COLUMN, column=True),
        Fault("leaking_column", ("DAT011",), columns.leaking, rates=COLUMN, column=True),
        Fault("constant_column", ("PRE025",), columns.constant, rates=COLUMN, column=True),
    )
}


def plant(data: Dataset, fault: Fault, rate: float, seed: int, free: set[int] | None = None) -> Planted:
    """Plant one kind of fault in a share of the rows. The same seed plants the same."""
    rows = getattr(data, fault.part)
    count = max(1, round(rate * len(rows))) if rows else 0
    touchable = free if free is not None else {row.key for row in data.train}
    return fault.plant(data, count, random.Random(f"{fault.name} {data.name} {rate} {seed}"), touchable)


def together(data: Dataset, faults: list[Fault], rate: float, seed: int) -> tuple[Dataset, dict[str, Planted]]:
    """Plant all kinds at once, no row in two of them; fewer of each where they would touch too many rows."""
    each = min(rate, MOST_TOGETHER / max(1, len(faults)))
    free = {row.key for row in data.train}
    data = replace(data, classes=tuple(data.labels()))  # later faults must not take a misspelt label for a class
    done: dict[str, Planted] = {}
    for fault in sorted(faults, key=lambda fault: fault.column):  # columns last: the rows put in need their values too
        planted = plant(data, fault, each if len(fault.rates) > 1 else fault.rates[0], seed, free)
        free -= planted.keys
        data, done[fault.name] = planted.data, planted
    return data, done
