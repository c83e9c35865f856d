"""DAT016: e-mail addresses, account and telephone numbers of people."""

import polars as pl

from finetooth.checks.data.personal import ALL, SERIOUS
from finetooth.checks.wording import SHOWN, counted, names, part_of
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.patterns import mask, search

_SERIOUS = [pattern.kind for pattern in SERIOUS]
_KINDS = {
    "email": "e-mail addresses",
    "iban": "account numbers",
    "card": "payment cards",
    "ssn": "social security numbers",
    "phone": "telephone numbers",
    "ip": "internet addresses",
}


class PersonalData(Check):
    """People's addresses and numbers stand in the text.

    Why: a model repeats what it was trained on, word for word (Carlini et al. 2021), whoever asks; data protection law
    holds for training rows as for any others.
    Fix: each is masked by its kind ("<email>"), once you ask for it: for some tasks the number is the point.
    Wherever rows are shown (audit, --diff, report, ledger --row) it is masked unless the finding is waived or ignored;
    the files of a run (rows, ledger, verdicts, model) hold the texts as they are, for a ledger must replay.
    Blind: names, street addresses, dates of birth, and numbers without a form of their own; service numbers, prices,
    order numbers and user handles are left alone. A telephone number or internet address alone is only a remark.
    """

    code = "DAT016"
    tasks = BOTH
    fix_step = "mend"
    bad = [
        [{"text": "Write to jo.doe@mail.example.org please", "label": "ask"}, {"text": "Thanks", "label": "end"}],
        [{"text": "Pay into DE89 3704 0044 0532 0130 00 today", "label": "pay"}],
        [{"text": "My card is 4111 1111 1111 1111, why was it refused?", "label": "pay"}],
        [{"text": "Call me on +49 30 1234 5678", "label": "ask"}, {"text": "or at (212) 664-7665", "label": "ask"}],
        [{"text": "ssn 219-09-9999", "label": "ask"}, {"text": "from 81.2.69.142 again", "label": "ask"}],
    ]
    good = [
        [
            {"text": "Order 4111111111111112 for $1,299.00 on 2024-03-01 10:15", "label": "ask"},
            {"text": "@user thanks @airline, see <email> or <number>", "label": "end"},
            {"text": "Version 10.0.0.1 on 192.168.0.1, score 3-2, call 1-800-555-0199", "label": "ask"},
            {"text": "ISBN 978-3-16-148410-0, 100 200 300 tickets, room 555-1212", "label": "ask"},
        ]
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Search texts and second texts."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        found = pl.concat([search(rows.texts, ALL), search(rows.table["pair"], ALL)])
        if found.is_empty():
            return Passed(f"{counted(len(rows))}, no e-mail address, account, card or telephone number in them")
        first = pl.col("kind").is_in(_SERIOUS)
        kinds = found.group_by("kind").agg(pl.col("row").n_unique().alias("rows"), first.first().alias("serious"))
        kinds = kinds.sort("serious", "rows", "kind", descending=[True, True, False])
        told = ", ".join(f"{_KINDS[kind]} in {number:,}" for kind, number in kinds.select("kind", "rows").iter_rows())
        ordered = found.sort(first, descending=True, maintain_order=True)["row"].unique(maintain_order=True)
        ids = rows.ids.gather(ordered)
        message = f"{part_of(len(ids), len(rows))} with personal data: {told}"
        severity = None if kinds["serious"].any() else Severity.INFO
        kept = dict(kinds.select("kind", "rows").iter_rows())
        return Finding.on(message, ids, severity, checked=len(rows), kinds=kept, first=names(ids, SHOWN))

    def mend(self, texts: pl.Series) -> pl.Series:
        """Mask what is found by its kind."""
        return mask(texts, ALL)
