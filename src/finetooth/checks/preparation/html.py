"""PRE007: what is left of a web page or a dump in the text: HTML, Markdown links, BBCode, escapes."""

from typing import Any

import polars as pl

from finetooth.checks.preparation.escapes import unescaped
from finetooth.checks.preparation.markup import BBCODE_END, ENTITY, LINK, TAG, entity_values, without_markup
from finetooth.checks.wording import counted, frequencies, names, part_of, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows

_URL = r"(?i)https?://|www\."
MOST_ESCAPED = 0.5  # of the rows: from here on escapes are how these texts are written, as in code


class Html(Check):
    """Markup or escapes are left in the text.

    Why: "&#039;", "<br />", "[url=...]" or an escape that nobody read back are tokens without meaning that fill the
    input, and a model may take them for the source's trademark instead of reading the text.
    Fix: well-formed entities become the characters they stand for, known tags and BBCode a space, Markdown links and
    images their words; entities that lost a part ("&#8217", "quot;") and escapes in prose ("\\u2019", "\\n") are read
    too. Code, paths, formulas and addresses keep theirs; escapes in most rows are no finding. Anything else in brackets
    ("a < b", "<3", "<user>", "x[i]") stays, and links are only counted.
    Blind: Markdown without links (PRE024 counts it), wiki markup and tags of other formats; tags that are the topic of
    a text, as in questions about web pages.
    """

    code = "PRE007"
    fix_class = "review"
    fix_step = "mend"
    bad = [
        [{"text": "I can&#039;t sleep &amp; I feel dizzy", "label": "bad"}, {"text": "Works well", "label": "good"}],
        [{"text": "First line<br />second line", "label": "good"}, {"text": "Works well", "label": "good"}],
        [{"text": 'See <a href="https://example.org">here</a>', "label": "good"}],
        [{"text": "It said &amp;quot;no&amp;quot;", "label": "bad"}],
        [{"text": "Read [the manual](https://example.org/manual) first", "label": "bad"}],
        [{"text": "[b]Never[/b] again", "label": "bad"}],
        [{"text": "It isn\\u2019t bad.\\n\\nI like it.", "label": "good"}, *({"text": "Works", "label": "good"},) * 2],
        [{"text": "I don&#39t know &amp I said quot;no", "label": "bad"}],
    ]
    good = [
        [{"text": "if a < b and c > d then I <3 it", "label": "good"}],
        [{"text": "R&D at AT&T; ask <user> or <time>", "label": "good"}, {"text": "x=1&copy=2", "label": "bad"}],
        [{"text": "x[i] = f[0](a) at https://example.org [sic]", "label": "good"}],
        [
            {"text": "C:\\new\\table, $\\nu$ and print('a\\nb') at https://example.org/?a=1&lt=2", "label": "bad"},
            {"text": "My guitar amp; it is loud", "label": "good"},
        ],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for what the fix would change."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        escaped = unescaped(rows.texts).ne_missing(rows.texts)
        share = int(escaped.sum()) / len(rows)
        usual = share > MOST_ESCAPED
        changed = rows.table.filter(self.mend(rows.texts).ne_missing(rows.texts) & ~(escaped & usual))
        links = int(rows.texts.str.contains(_URL).sum() or 0)
        told = f"{part_of(links, len(rows))} with a link, which is no fault"
        if usual:
            told += f"; {percent(share)} with escapes, which is how these texts are written"
        if changed.is_empty():
            return Passed(f"{counted(len(rows))}, no markup in them; {told}", {"with_links": links})
        evidence: dict[str, Any] = {
            "entities": _entities(changed["text"]),
            "tags": _tags(changed["text"]),
            "markdown_links": int(changed["text"].str.contains(LINK).sum()),
            "bbcode": int(changed["text"].str.contains(BBCODE_END).sum()),
            "escapes": 0 if usual else int(escaped.sum()),
            "with_links": links,
            "first": names(changed["id"]),
        }
        message = f"{part_of(changed.height, len(rows))} with markup or escapes in the text{_kinds(evidence)}"
        return Finding.on(message, changed["id"], checked=len(rows), **evidence)

    def mend(self, texts: pl.Series) -> pl.Series:
        """Turn entities and escapes into characters, tags into spaces and links into their words."""
        return without_markup(texts)


def _kinds(evidence: dict[str, Any]) -> str:
    """Return the most frequent entities and tags with their counts: `: '&amp;' 180, '<br>' 12`."""
    tags = {f"<{name}>": number for name, number in evidence["tags"].items()}
    escapes = {"\\": evidence["escapes"]} if evidence["escapes"] else {}
    found = sorted({**evidence["entities"], **tags, **escapes}.items(), key=lambda one: -one[1])[:3]
    return ": " + ", ".join(f"{name!r} {number:,}" for name, number in found) if found else ""


def _tags(texts: pl.Series) -> dict[str, int]:
    found = texts.str.extract_all(TAG).explode()
    return frequencies(found.str.extract(r"<(/?[a-zA-Z0-9]+|!--)").str.to_lowercase())


def _entities(texts: pl.Series) -> dict[str, int]:
    found = texts.str.extract_all(ENTITY).explode()
    return frequencies(found.filter(found.is_in(list(entity_values(found)))))
