"""PRE007: what is left of a web page in the text."""

import polars as pl

from finetooth.checks.preparation.markup import ENTITY, TAG, entity_values, without_markup
from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows


class Html(Check):
    """HTML is left in the text.

    Why: "&#039;" and "<br />" are tokens without meaning that fill the input, and a model may take them for the
    source's trademark instead of reading the text.
    Fix: well-formed entities become the characters they stand for, known tags become a space. Anything else in angle
    brackets ("a < b", "<3", "<user>") stays.
    """

    code = "PRE007"
    fix_step = "mend"
    bad = [
        [{"text": "I can&#039;t sleep &amp; I feel dizzy", "label": "bad"}, {"text": "Works well", "label": "good"}],
        [{"text": "First line<br />second line", "label": "good"}, {"text": "Works well", "label": "good"}],
        [{"text": 'See <a href="https://example.org">here</a>', "label": "good"}],
        [{"text": "It said &amp;quot;no&amp;quot;", "label": "bad"}],
    ]
    good = [
        [{"text": "if a < b and c > d then I <3 it", "label": "good"}],
        [{"text": "R&D at AT&T; ask <user> or <time>", "label": "good"}, {"text": "x=1&copy=2", "label": "bad"}],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for entities and tags that the fix would change."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        changed = rows.table.filter(self.mend(rows.texts).ne_missing(rows.texts))
        if changed.is_empty():
            return Passed(f"{counted(len(rows))}, no HTML entity or tag in them")
        evidence = {
            "entities": _entities(changed["text"]),
            "tags": _tags(changed["text"]),
            "first": names(changed["id"]),
        }
        return Finding(f"{part_of(changed.height, len(rows))} with HTML in the text", tuple(changed["id"]), evidence)

    def mend(self, texts: pl.Series) -> pl.Series:
        """Turn entities into characters and tags into spaces."""
        return without_markup(texts)


def _tags(texts: pl.Series) -> dict[str, int]:
    found = texts.str.extract_all(TAG).explode()
    return frequencies(found.str.extract(r"<(/?[a-zA-Z0-9]+|!--)").str.to_lowercase())


def _entities(texts: pl.Series) -> dict[str, int]:
    found = texts.str.extract_all(ENTITY).explode()
    return frequencies(found.filter(found.is_in(list(entity_values(found)))))
