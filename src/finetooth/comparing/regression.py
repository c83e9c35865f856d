"""Regression: this model beside an earlier one that it must not be worse than."""

from dataclasses import dataclass
from pathlib import Path

from finetooth.comparing.absent import is_run
from finetooth.comparing.history import difference, last_accepted
from finetooth.comparing.matching import matched
from finetooth.comparing.spoken import Spoken, Tested, other_kind, paired_rows, read_tested
from finetooth.core.errors import UserError
from finetooth.metrics.paired import Difference


@dataclass(frozen=True)
class Regression:
    """How this model differs from the earlier one, in the metric it was picked by, on the same test rows."""

    rival: str
    difference: Difference


def rival_of(place: str, mine: Tested) -> Tested | None:
    """Return the earlier run that ``gate.regression_vs`` names: the run, or the last accepted one of a folder of runs.

    None where no run of the folder was accepted on these test rows. Raises UserError where none lies there, or where a
    run that is named has other test rows.
    """
    folder = Path(place).expanduser()
    if not folder.is_dir():
        raise UserError(
            "there is no such run folder", f"gate.regression_vs: {place}", "name a run, or a folder of runs"
        )
    if is_run(folder):
        rival = read_tested(folder)
        _must_match(rival, mine)
        return rival
    past = last_accepted(folder, mine)
    return past.answers if past else None


def _must_match(rival: Tested, mine: Tested) -> None:
    if isinstance(rival, Spoken) and isinstance(mine, Spoken):
        paired_rows(rival, mine)
    elif isinstance(rival, Spoken) or isinstance(mine, Spoken):
        raise other_kind(rival, mine)
    else:
        matched(rival, mine)


def regression_of(place: str, mine: Tested) -> Regression | None:
    """Return how this model compares with what ``gate.regression_vs`` names; None where no run was accepted yet."""
    rival = rival_of(place, mine)
    return Regression(rival.name, difference(rival, mine)) if rival else None
