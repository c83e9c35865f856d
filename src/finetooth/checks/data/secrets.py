"""DAT017: keys, tokens and passwords."""

import polars as pl

from finetooth.checks.data.secret import ALL, ASKS_FOR_ONE
from finetooth.checks.wording import SHOWN, counted, names, part_of
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.patterns import mask, search

_MIXED = "Qm7Zt2Kd9Xw4Rb6Vn8Lc3Hj5"  # made up: nothing it opens
_AROUND = ".,;:!?)}\\\"'"  # what stands beside a password and is none of it


class Secrets(Check):
    """Keys, tokens or passwords stand in the text.

    Why: whoever has the model, the report or this file has the secret: models give back rare strings word for word
    (Carlini et al. 2019, The Secret Sharer). It must be withdrawn where it was issued; masking comes second.
    Fix: withdraw it first; then each is masked by its kind ("<aws_key>"), once you ask for it.
    Wherever rows are shown (audit, --diff, report, ledger --row) it is masked unless the finding is waived or ignored;
    the files of a run (rows, ledger, verdicts, model) hold the texts as they are, for a ledger must replay.
    Blind: passwords made of words, secrets without a known form or a telling word before them, and pictures of them.
    Where a conversation asks for a password to be made up, those that stand in the answer are not counted.
    """

    code = "DAT017"
    tasks = BOTH
    severity = Severity.ERROR
    fix_step = "mend"
    bad = [
        [{"text": f"upload fails with AKIA{_MIXED[:16].upper()}", "label": "bug"}, {"text": "Thanks", "label": "end"}],
        [{"text": f"git clone says ghp_{_MIXED}{_MIXED[:12]} is bad", "label": "bug"}],
        [{"text": "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----", "label": "bug"}],
        [{"text": "My password is hunter2Z! please log me in", "label": "ask"}],
        [{"text": "postgres://shop:s3cr3tpw@db.example.org/orders", "label": "bug"}],
        [{"text": f"Authorization: Bearer {_MIXED}{_MIXED[::-1]}", "label": "bug"}],
    ]
    good = [
        [
            {"text": "My password is incorrect and the token: expired", "label": "ask"},
            {"text": "set API_KEY=<your-key-here> or password: ******", "label": "ask"},
            {"text": "commit 3f2a9c1d5e7b8a6043219fedcba9876543210abc broke it", "label": "bug"},
            {"text": "log in as admin with password: Password123!", "label": "ask"},
        ],
        [{"text": "I need a new password. Can you generate one?", "pair": "Here it is: your password: kV7#pQ2z!"}],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Search texts and second texts; no secret is repeated in what is said."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        found = pl.concat([_not_made_up(search(side, ALL), rows) for side in (rows.texts, rows.table["pair"])])
        if found.is_empty():
            return Passed(f"{counted(len(rows))}, no key, token or password in them")
        kinds = (
            found.group_by("kind")
            .agg(pl.col("row").n_unique().alias("rows"))
            .sort("rows", "kind", descending=[True, False])
        )
        told = ", ".join(f"{rows_:,} with a {kind.replace('_', ' ')}" for kind, rows_ in kinds.iter_rows())
        ids = rows.ids.gather(found["row"].unique(maintain_order=True))
        message = f"{part_of(len(ids), len(rows))} with secrets: {told}"
        return Finding.on(message, ids, checked=len(rows), kinds=dict(kinds.iter_rows()), first=names(ids, SHOWN))

    def mend(self, texts: pl.Series) -> pl.Series:
        """Mask what is found by its kind."""
        return mask(texts, ALL)


def _not_made_up(found: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """Leave out passwords of an answer to whom asks for one to be made up: they open nothing."""
    asks, answers = rows.texts.str.contains(ASKS_FOR_ONE).fill_null(False), rows.table["pair"]
    made_up = [
        kind == "password" and asks[row] and value.strip(_AROUND) in (answers[row] or "")
        for row, kind, value in found.select("row", "kind", "value").iter_rows()
    ]
    return found.filter(~pl.Series(made_up, dtype=pl.Boolean))
