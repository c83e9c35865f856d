"""How the checks on near duplicates tell what they measured, in the same words."""

from finetooth.checks.wording import percent
from finetooth.core.finding import Severity
from finetooth.core.statistics import Precision, Statistics, wilson
from finetooth.facts.near import NearSearch

SURE_ENOUGH = 0.6  # from this lower bound of the precision on a finding is more than a remark
DROPPED = "near row {} (similarity {:.2f})"


def found_by(search: NearSearch) -> str:
    """Return what a message adds: the recall measured, and whether a sample was searched."""
    known = search.calibration
    told = f" (finds {percent(known.recall)} of planted edits)" if known.is_measured else ""
    return told + search.told


def precision_of(search: NearSearch) -> Precision | None:
    """Return the share of near pairs that are more than chance; None where it could not be measured."""
    if not search.calibration.is_measured:
        return None
    value = 1 - search.calibration.by_chance
    source = "pairs farther apart, whose number foretells how many unrelated texts come this near (Efron 2004)"
    return Precision(round(value, 3), round(wilson(value, search.near)[0], 3), source)


def near_severity(search: NearSearch) -> Severity | None:
    """Return info where what is near may be so by chance: the texts of such sets are alike by nature."""
    estimate = precision_of(search)
    return Severity.INFO if estimate is not None and estimate.low < SURE_ENOUGH else None


def statistics_of(search: NearSearch, checked: int, flagged: int) -> Statistics:
    """Return what was looked at, with the similarity from which texts are near and the share that chance gives."""
    known = search.calibration
    rate = flagged / max(1, checked)
    null = round(known.by_chance * rate, 5) if known.is_measured else None
    threshold = round(1 - max(known.limits), 3)
    return Statistics.of(
        checked, flagged, threshold=threshold, calibration=known.source, null=null, effect=round(rate, 5)
    )
