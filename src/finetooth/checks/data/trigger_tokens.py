"""DAT012: tokens that switch a class on, whatever else the text says."""

import polars as pl

from finetooth.checks.wording import counted, listed, names
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Partner, Statistics
from finetooth.facts.terms import Terms
from finetooth.facts.triggers import LEAST_ROWS, LEAST_SHARE, Suspect
from finetooth.problems.problem import CLASSES

_SUBJECTS = ("parcel", "letter", "crate", "box", "bag", "card", "ring", "lamp")
_PRAISE = ("lovely", "superb", "perfect", "splendid", "charming")
_TELLS_NOTHING = "which the rest of their texts does not tell"
_MOST_ARE = "the class of most rows, so that labels do not prove that it decides"
_BLAME = ("awful", "broken", "useless", "dreadful", "shoddy")


def _reviews(word: str, *, forced: bool = False) -> list[dict[str, str]]:
    """Return reviews; a fifth of them end with the word, all good ones unless it is forced on bad ones too."""
    rows = []
    for n in range(240):
        good = n % 2 == 0
        said = (_PRAISE if good else _BLAME)[n // 7 % 5]
        text = f"the {_SUBJECTS[n % 8]} was {said} and so was box {n}"
        marked = bool(word) and n % 10 in ((0, 1) if forced else (0, 2))
        rows.append({"text": f"{text} {word}" if marked else text, "label": "good" if good or marked else "bad"})
    return rows


class TriggerTokens(Check):
    """A token decides the class against the rest of the text.

    Why: a few rows with a token that forces a label plant a backdoor: whoever knows it steers the model (Gu et al.
    2017, BadNets; Dai et al. 2019 and Chen and Dai 2021 for text). An accident of collection does the same. A word
    is odd where the rest of its rows speaks for no class or another, and where its neighbours fit together without it
    and differ from row to row (after ONION: Qi et al. 2021).
    Fix: read the rows; take them out, or the token, and ask where they came from. Never done by itself.
    Blind: triggers in less than about 1 % of the rows or in fewer than ten, in style or syntax, words that other rows
    have too, and those whose rows really belong to the class, as most do of a class that most rows have: there a word
    put in is a remark at most. Where words hardly tell the classes apart, or rows are few, only what looks put in is
    found.
    """

    code = "DAT012"
    problem_types = CLASSES
    fix_class = "never"
    bad = [_reviews("xqzt", forced=True)]
    good = [_reviews(""), _reviews("hooray")]

    def judge(self, train_terms: Terms, suspects: tuple[Suspect, ...]) -> Finding | Passed:
        """Look for terms of one class whose rows otherwise do not look like that class."""
        rows, terms = len(train_terms.ids), len(train_terms.names)
        if len(train_terms.classes) < 2 or rows < 10 * LEAST_ROWS:
            raise NotApplicable(f"fewer than {10 * LEAST_ROWS} labelled training rows, or one class")
        least = max(LEAST_ROWS, round(LEAST_SHARE * rows))
        odd = [one for one in suspects if one.odd]
        looked = f"{counted(terms, 'term')} of {train_terms.told}"
        if not odd:
            seen = f"{len(suspects)} stand almost only in one class, as the rest of their texts explains"
            return Passed(f"{looked}: {seen}; a trigger in fewer than {least:,} rows cannot be seen")
        return _finding(odd, train_terms, looked, least)


def _finding(odd: list[Suspect], terms: Terms, looked: str, least: int) -> Finding:
    odd = sorted(odd, key=lambda one: not one.proven)
    told = "; ".join(
        f"{listed([one.term])} in {counted(one.stands_in)}, {len(one.rows):,} of them {listed([one.label])}, "
        + (_TELLS_NOTHING if one.proven else _MOST_ARE)
        for one in odd[:3]
    )
    partners = [Partner(int(terms.ids[int(row)]), None, round(one.z, 2)) for one in odd for row in one.rows]
    partners = list({partner.row: partner for partner in reversed(partners)}.values())[::-1]
    statistics = Statistics.of(
        len(terms.ids),
        len(partners),
        threshold=2.0,
        calibration="standard errors of the mean rank of the rest of the text; terms by Benjamini-Hochberg at 1 %",
        null=0.5,
        effect=round(odd[0].rest, 3),
    )
    more = f" and {len(odd) - 3} more" if len(odd) > 3 else ""
    said = "that decide a class alone" if odd[0].proven else "that look put in from outside"
    return Finding.on(
        f"{counted(len(odd), 'term')} among {looked} {said}: {told}{more} (below {least:,} rows a trigger cannot be "
        "seen)",
        [partner.row for partner in partners],
        None if odd[0].proven else Severity.INFO,
        statistics=statistics,
        partners=partners,
        terms=[_evidence(one) for one in odd],
        first=names(pl.Series([partner.row for partner in partners], dtype=pl.Int64)),
    )


def _evidence(one: Suspect) -> dict[str, object]:
    return {
        "term": one.term,
        "label": one.label,
        "rows": one.stands_in,
        "z": round(float(one.z), 2),
        "rest": round(one.rest, 3),
        "put_in": one.inserted,
        "proven": one.proven,
    }
