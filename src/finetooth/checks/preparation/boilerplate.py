"""PRE023: parts that repeat across rows, and rows that are nothing but links."""

from typing import Any

import polars as pl

from finetooth.checks.preparation.segments import fewest_rows, repeated
from finetooth.checks.wording import SHOWN, counted, listed, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.core.statistics import Statistics

_LINK = r"(?:https?://\S+|www\.\S+)"
_LINKS_ONLY = rf"(?i)^\s*(?:[@#]\w+\s+)*{_LINK}(?:\s+(?:{_LINK}|[@#]\w+))*\s*$"
_TRACKED = r"[?&](?:utm_[a-z]+|fbclid|gclid|mc_eid)="
_DEVICE = "iphone|ipad|android|samsung|galaxy|blackberry|mobile|phone|huawei|htc|windows"
_SIGNATURE = (
    rf"(?i)\s*\b(?:sent (?:from|via) my (?:{_DEVICE})[\w ]{{0,30}}|get outlook for (?:ios|android)\S*|"
    r"(?:if you are not|unless you are) the intended recipient.*|this e-?mail(?: message)? (?:and any|is confidential)"
    r".*|(?:©|\(c\)|copyright)[^\n]{0,80}all rights reserved)[.!]?\s*$"
)
_SIGNED = ["sent from my", "sent via my", "outlook for", "intended recipient", "email", "e-mail", "rights reserved"]


class Boilerplate(Check):
    """Parts of texts repeat across rows.

    Why: signatures, disclaimers and page footers fill the input, make different texts look alike, and give away the
    source, which a model takes for the class.
    Fix: what repeats at the beginning or end, and mail signatures, are taken out once you ask for it.
    Rows that are links alone have nothing to read: look at them.
    Blind: parts in fewer than 5 rows or 0.3 % of them (0.1 % from 8 words on), and with a name or number that changes;
    parts that no full stop, colon, dash or new line sets off: openings such as "What is the name of" are how people
    ask, and are left alone.
    """

    code = "PRE023"
    fix_class = "review"
    fix_step = "mend"
    bad = [
        [
            *(
                {"text": f"Room {n} had no light{'!' * n}. Visit our page for more offers today", "label": "bad"}
                for n in range(6)
            ),
            {"text": "All was well.", "label": "good"},
        ],
        [
            {"text": "The lift is stuck again.\nSent from my iPhone", "label": "bad"},
            {"text": "All was well.", "label": "good"},
        ],
    ]
    good = [
        [
            {"text": f"What is the name of the {thing}?", "label": "ask"}
            for thing in ("sea", "hill", "lake", "isle", "cape")
        ],
        [{"text": "All was well. I would come back any time.", "label": "good"} for _ in range(8)],
        [
            {"text": "I sent it from my phone.", "label": "a"},
            {"text": "see https://example.org for more", "label": "b"},
        ],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for sentences, lines and ends that many different texts share."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        found = _found(rows)
        links = rows.ids.filter(rows.texts.str.contains(_LINKS_ONLY).fill_null(False))
        tracked = int(rows.texts.str.contains(_TRACKED).sum() or 0)
        ids = pl.concat([found["id"], links]).unique(maintain_order=True)
        if ids.is_empty():
            return Passed(f"{counted(len(rows))}, no part of 5 words that repeats", {"tracked_links": tracked})
        units = _units(rows, found)
        message = (
            f"{part_of(len(ids), len(rows))} with boilerplate: {_said(units, found['unit'].n_unique(), len(links))}"
        )
        told = "a part word for word in so many rows whose texts differ; known signatures and links always"
        statistics = Statistics.of(
            len(rows), len(ids), threshold=float(fewest_rows(len(rows))[0]), calibration=told, null=0.0
        )
        evidence: dict[str, Any] = {
            "parts": units,
            "links_only": len(links),
            "tracked_links": tracked,
            "first": names(ids),
        }
        return Finding.on(message, ids, statistics=statistics, **evidence)

    def edits(self, rows: Rows) -> pl.DataFrame:
        """Take out what repeats at either end, and signatures; a text that would be empty stays."""
        found = _found(rows).filter(pl.col("place") != "inside")
        table = rows.table.select("id", "text").join(found.select("id", "place", "part"), on="id", how="left")
        first = pl.col("place").str.starts_with("first").fill_null(False)
        end = pl.col("text").str.strip_suffix(pl.col("part").fill_null(""))
        cut = pl.when(first).then(pl.col("text").str.strip_prefix(pl.col("part").fill_null(""))).otherwise(end)
        after = table.with_columns(pl.when(pl.col("part").is_null()).then("text").otherwise(cut).alias("cut"))
        kept = pl.when(pl.col("cut").str.strip_chars() == "").then("text").otherwise("cut")
        changed = after.select(
            pl.when(pl.col("part").is_null()).then("text").otherwise(kept.str.strip_chars()).alias("text")
        )
        return edits.change(rows, "text", changed["text"], "a part that repeats across rows")


def _found(rows: Rows) -> pl.DataFrame:
    """Return ``repeated`` with the rows that end in a known signature, however few."""
    met = repeated(rows.ids, rows.texts.fill_null(""))
    table = rows.table.select("id", "text").filter(rows.texts.str.contains_any(_SIGNED, ascii_case_insensitive=True))
    signed = table.select("id", pl.col("text").str.extract(f"({_SIGNATURE})", 1).alias("part")).drop_nulls()
    unit = pl.col("part").str.to_lowercase().str.strip_chars()
    more = signed.select(
        "id", pl.lit("last").alias("place"), "part", unit.alias("unit"), pl.lit(1, pl.Int64).alias("rows")
    )
    return pl.concat([met, more.join(met, on="id", how="anti")]).sort("id")


def _units(rows: Rows, found: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the most frequent parts with their rows by label."""
    labelled = found.join(rows.table.select("id", "label"), on="id")
    counts = labelled.group_by("unit").agg(pl.len().alias("rows"), pl.col("label").value_counts(sort=True).head(3))
    shown = counts.sort("rows", "unit", descending=[True, False]).head(SHOWN)
    return [
        {"part": unit[:120], "rows": rows, "labels": {_name(one["label"]): one["count"] for one in labels}}
        for unit, rows, labels in shown.iter_rows()
    ]


def _said(units: list[dict[str, Any]], parts: int, links: int) -> str:
    """Return the most frequent part and how many more there are, and the rows that are links alone."""
    more = f" and {counted(parts - 1, 'more part')}" if parts > 1 else ""
    said = [f"{listed([units[0]['part']])} in {counted(units[0]['rows'])}{more}"] if units else []
    return "; ".join([*said, f"{counted(links)} of links alone"] if links else said)


def _name(label: str | None) -> str:
    return "" if label is None else label.replace(LABEL_JOINT, " + ")
