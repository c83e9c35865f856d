"""Personal data and secrets are masked wherever rows are shown: others may read a log, a report or a screen.

A run's own files keep the rows as they are: the ledger must be able to replay every change.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from finetooth.behaviour.results import Behaviour
from finetooth.checks.data import personal, secret
from finetooth.core.errors import UserError
from finetooth.core.finding import Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.results import ScenarioScore, Splits
from finetooth.core.rows import Rows
from finetooth.facts.patterns import mask
from finetooth.field.results import FieldLook
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.recipe.sections import Recipe
from finetooth.report.evidence import Evidence
from finetooth.scope.results import ScopeLook, Stranger
from finetooth.transfer.results import Transfer

Conceal = Callable[[pl.Series], pl.Series]
_PATTERNS = {"DAT017": secret.ALL, "DAT016": personal.ALL}
_HIDDEN = "(not shown: personal data or a secret was changed here)"


def concealer(recipe: Recipe | None) -> Conceal:
    """Return what masks texts; a kind that the recipe waives or ignores is no secret to its readers."""
    accepted = (*recipe.gate.waive, *recipe.audit.ignore) if recipe else ()
    patterns = [one for code, kinds in _PATTERNS.items() if not code.startswith(accepted) for one in kinds]
    return lambda texts: mask(texts, patterns)


def concealer_of(run: Path) -> Conceal:
    """Return what masks the texts of a run; one whose recipe cannot be read accepts nothing."""
    try:
        return concealer(make_recipe(read_yaml(run / "recipe.yaml")))
    except UserError:
        return concealer(None)


def concealed_rows(table: pl.DataFrame, verdicts: Iterable[Verdict], conceal: Conceal) -> pl.DataFrame:
    """Return the table with both texts masked in all rows that these verdicts name, as findings or as partners."""
    kept = list(verdicts)
    named = {row for one in kept for row in one.rows}
    named |= {match.partner for one in kept for match in one.partners if match.partner is not None}
    places = table["id"].is_in(list(named)).arg_true()
    return table.with_columns(_masked(table[name], places, conceal) for name in ("text", "pair"))


def concealed_entries(entries: pl.DataFrame, conceal: Conceal) -> pl.DataFrame:
    """Return entries of a ledger with what stood there, and what stands there now, masked."""
    return entries.with_columns(conceal(entries[name]).alias(name) for name in ("before", "after"))


def concealed_verdicts(verdicts: Iterable[Verdict], conceal: Conceal) -> tuple[Verdict, ...]:
    """Return the verdicts with all words masked that their messages and evidence quote."""
    kept = tuple(verdicts)
    words = pl.Series(sorted({word for one in kept for word in _words([one.message, one.evidence])}), dtype=pl.String)
    masked = {old: new for old, new in zip(words, conceal(words), strict=True) if old != new}
    return tuple(_quoting(one, masked) for one in kept) if masked else kept


def concealed_evidence(evidence: Evidence) -> Evidence:
    """Return all that a report shows with the texts masked that it may quote."""
    conceal = concealer(evidence.recipe)
    shown = (*evidence.verdicts, *evidence.history)
    splits = {
        name: Rows(concealed_rows(part.table, shown, conceal)) if len(part) else part
        for name, part in vars(evidence.splits).items()
    }
    return replace(
        evidence,
        verdicts=concealed_verdicts(evidence.verdicts, conceal),
        history=concealed_verdicts(evidence.history, conceal),
        ledger=Ledger(concealed_entries(evidence.ledger.table, conceal)),
        splits=Splits(**splits),
        scenario_scores=tuple(_tried(score, conceal) for score in evidence.scenario_scores),
        behaviour=_behaved(evidence.behaviour, conceal),
        field_look=_looked(evidence.field_look, conceal),
        transfer=_named(evidence.transfer, conceal),
        out_of_scope=_strange(evidence.out_of_scope, conceal),
    )


def _masked(texts: pl.Series, places: pl.Series, conceal: Conceal) -> pl.Series:
    masked = conceal(texts.gather(places)).alias(texts.name)
    return texts.clone().scatter(places, masked).alias(texts.name) if len(places) else texts


def _tried(score: ScenarioScore, conceal: Conceal) -> ScenarioScore:
    """Mask the examples; what a scenario made of a masked text may have lost its form, so it is not shown at all."""
    before = conceal(pl.Series([example[0] for example in score.examples], dtype=pl.String)).to_list()
    after = conceal(pl.Series([example[1] for example in score.examples], dtype=pl.String)).to_list()
    examples = tuple(
        (text, changed if text == example[0] else _HIDDEN, *example[2:])
        for text, changed, example in zip(before, after, score.examples, strict=True)
    )
    return replace(score, examples=examples)


def _behaved(behaviour: Behaviour | None, conceal: Conceal) -> Behaviour | None:
    """Mask the cases that are quoted."""
    if behaviour is None:
        return None
    cases = [case for one in behaviour.results for case in one.worst]
    texts = pl.Series([text for case in cases for text in (case.text, case.variant)], dtype=pl.String)
    masked = iter(conceal(texts).to_list())
    results = tuple(
        replace(one, worst=tuple(replace(case, text=next(masked), variant=next(masked)) for case in one.worst))
        for one in behaviour.results
    )
    return replace(behaviour, results=results)


def _looked(look: FieldLook | None, conceal: Conceal) -> FieldLook | None:
    """Mask the field rows that are quoted."""
    if look is None:
        return None
    topics = tuple(
        replace(one, examples=tuple(conceal(pl.Series(list(one.examples), dtype=pl.String)).to_list()))
        for one in look.coverage.topics
    )
    return replace(look, coverage=replace(look.coverage, topics=topics))


def _named(transfer: Transfer | None, conceal: Conceal) -> Transfer | None:
    """Mask the names of groups: they may be those of people."""
    if transfer is None or transfer.groups is None:
        return transfer
    names = conceal(pl.Series([one.name for one in transfer.groups.groups], dtype=pl.String)).to_list()
    groups = tuple(replace(one, name=name) for one, name in zip(transfer.groups.groups, names, strict=True))
    return replace(transfer, groups=replace(transfer.groups, groups=groups))


def _strange(look: ScopeLook | None, conceal: Conceal) -> ScopeLook | None:
    """Mask the rows that are quoted."""

    def masked(rows: tuple[Stranger, ...]) -> tuple[Stranger, ...]:
        texts = conceal(pl.Series([row.text for row in rows], dtype=pl.String)).to_list()
        return tuple(replace(row, text=text) for row, text in zip(rows, texts, strict=True))

    return look and replace(look, strangers=masked(look.strangers), missed=masked(look.missed))


def _words(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _words([name, part])
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)


def _quoting(verdict: Verdict, masked: Mapping[str, str]) -> Verdict:
    message = masked.get(verdict.message, verdict.message)
    return replace(verdict, message=message, evidence=_replaced(verdict.evidence, masked))


def _replaced(value: Any, masked: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return masked.get(value, value)
    if isinstance(value, Mapping):
        return {_replaced(name, masked): _replaced(part, masked) for name, part in value.items()}
    return type(value)(_replaced(part, masked) for part in value) if isinstance(value, list | tuple) else value
