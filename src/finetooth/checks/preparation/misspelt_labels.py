"""PRE027: labels that look like a slip of the pen for another label."""

import re
from dataclasses import replace

import polars as pl

from finetooth.checks.wording import SHOWN, counted, listed, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.text import is_blank
from finetooth.problems.problem import CLASSES

_RARER = 10  # the usual spelling stands at least this many times as often
_SHORTEST = 5  # letters: shorter names differ by one letter by nature (cat, car)
_SURE_LENGTH = 6  # letters of a name from which a slip may be mended without a look (hired and fired have five)
_EXPECTED = 5.0  # rows of a class that the other files should hold: by chance they have none in 1 of 150 (Poisson)
_MOST_LABELS = 2_000
_JOINT = re.compile(r"(?<=[^\W\d_])[\s_-]+(?=[^\W_])")  # after a letter: "-1" is not "1", "1-2" is not "12"


class MisspeltLabels(Check):
    """A label is spelled almost like a more frequent one.

    Why: the misspelt label becomes a class of its own, with rows that the right class lacks.
    Fix: it is merged into the frequent label: by itself where the validation and test files should hold five rows of
    it or more and have none, but have the frequent one; else after a look: add PRE027 to prepare.fix.
    Blind: names shorter than five letters, names with other digits (item1, item2), and slips of more than one letter
    (two swapped neighbours count as one: Damerau 1964; "late fee" and "late_fee" are one name however rare). Two true
    classes one letter apart (typical, atypical) are merged where the test was drawn without one of them; the ledger
    has their rows.
    """

    code = "PRE027"
    problem_types = CLASSES
    fix_class = "safe"
    fix_step = "mend"
    bad = [
        [
            *({"text": f"It arrived on day {number}.", "label": "delivery"} for number in range(12)),
            *({"text": f"Send back item {number}.", "label": "refund"} for number in range(12)),
            {"text": "Where is my parcel?", "label": "delivrey"},
        ],
        [
            *({"text": f"It cost me {number} dollars more.", "label": "late_fee"} for number in range(3)),
            {"text": "Why did I pay twice?", "label": "late fee"},
        ],
    ]
    good = [
        [
            *({"text": f"It arrived on day {number}.", "label": "topic 1"} for number in range(12)),
            {"text": "Where is my parcel?", "label": "topic 2"},
        ],
        [
            *({"text": f"It arrived on day {number}.", "label": "clear"} for number in range(5)),
            *({"text": f"No idea what happened on day {number}.", "label": "unclear"} for number in range(5)),
        ],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for labels one slip away from a label that is far more frequent."""
        counts = _counts(rows)
        if counts.is_empty():
            raise NotApplicable("there are no labels")
        if counts.height > _MOST_LABELS:
            raise NotApplicable(f"{counts.height:,} labels are too many to be names")
        sure = _only_in_training(rows)
        slips = _slips(counts, sure)
        if not slips:
            return Passed(f"{counted(counts.height, 'label')}, none a slip away from one that is far more frequent")
        found = rows.ids.filter(rows.labels.is_in(list(slips)).fill_null(False))
        told = listed([f"{odd} for {usual}" for odd, usual in slips.items()])
        message = f"{part_of(len(found), len(rows))} whose label is probably a misspelt one ({told})"
        shown = [{"label": odd, "usual": usual} for odd, usual in list(slips.items())[:SHOWN]]
        finding = Finding.on(message, found, checked=len(rows), spellings=shown)
        doubted = [odd for odd, usual in slips.items() if odd not in sure or usual in sure or not _long(odd)]
        return replace(finding, fix_class="review") if doubted else finding

    def edits(self, rows: Rows) -> pl.DataFrame:
        """Give the rows the frequent label."""
        after = rows.labels.replace(_slips(_counts(rows), _only_in_training(rows)))
        return edits.change(rows, "label", after, "a misspelt label")


def _counts(rows: Rows) -> pl.DataFrame:
    labels = rows.labels.filter(~is_blank(rows.labels))
    single = labels.filter(~labels.str.contains(LABEL_JOINT, literal=True))
    return (
        single.to_frame().group_by("label").agg(pl.len().alias("rows")).sort("rows", "label", descending=[True, False])
    )


def _only_in_training(rows: Rows) -> set[str]:
    """Return the labels of training rows that the other labelled files should hold by their share, and do not."""
    table = rows.table.select("role", "label").filter(~is_blank(rows.labels))
    train, others = (table.filter((pl.col("role") == "train") == taught) for taught in (True, False))
    judged = others.filter(pl.col("role").is_in(["validation", "test"]))
    shares = train.group_by("label").agg((pl.len() / max(1, train.height) * judged.height).alias("expected"))
    absent = shares.filter(~pl.col("label").is_in(others["label"].unique().to_list()))
    return set(absent.filter(pl.col("expected") >= _EXPECTED)["label"])


def _long(name: str) -> bool:
    return len(name) >= _SURE_LENGTH


def _slips(counts: pl.DataFrame, absent: set[str]) -> dict[str, str]:
    """Return the misspelt labels and what they should be; a label two frequent ones could have been is left alone.

    One that is ``absent`` where it should be need not be rare.
    """
    if counts.height < 2:
        return {}
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    names = [" ".join(name.casefold().split()) for name in counts["label"].to_list()]
    near = cdist(names, names, scorer=OSA.distance, score_cutoff=1) <= 1
    rows = counts["rows"].to_numpy()
    joined = [_JOINT.sub("", name) for name in names]
    first = {name: place for place, name in reversed(list(enumerate(joined)))}  # the most frequent of each name
    slips: dict[str, str] = {}
    for odd in range(1, len(names)):
        usual = [
            one
            for one in near[odd].nonzero()[0]
            if rows[one] >= (1 if counts["label"][odd] in absent else _RARER) * rows[odd]
            and counts["label"][int(one)] not in absent
            and _is_slip(names[odd], names[one])
        ]
        same = first[joined[odd]]
        if rows[same] > rows[odd] and names[same] != names[odd] and len(joined[odd]) >= _SHORTEST:
            usual = [same]
        if len(usual) == 1:
            meant = counts["label"][int(usual[0])]
            slips[counts["label"][odd]] = slips.get(meant, meant)  # it may be a slip itself
    return slips


def _is_slip(odd: str, usual: str) -> bool:
    """Whether two names differ in letters only, and are long enough for that to be a slip."""
    digits = ["".join(letter for letter in name if letter.isdigit()) for name in (odd, usual)]
    return odd != usual and len(usual) >= _SHORTEST and digits[0] == digits[1]
