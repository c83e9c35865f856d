"""Making cases: from texts, pairs or templates of one test to what the model will read."""

from collections.abc import Mapping
from itertools import islice

from finetooth.behaviour.keys import Keys
from finetooth.behaviour.suite import Case, Kind
from finetooth.behaviour.templates import filled, fillings, slots
from finetooth.core.errors import UserError, did_you_mean

MOST_CASES, LONGEST = 200, 5_000  # of a test: unless it says otherwise, and at all
VARIANTS = 10  # of one text where a lexicon is swapped

Lexicons = Mapping[str, tuple[str, ...]]


def cases_of(
    keys: Keys, kind: Kind, labels: tuple[str, ...], lexicons: Lexicons, most: int, seed: int
) -> tuple[Case, ...]:
    """Return the cases of a test, at most ``most``. Raises UserError."""
    right = labels if kind == "minimum_functionality" else ()
    written = [Case((text,), right) for text in keys.texts("texts")]
    pairs = [Case(texts) for texts in keys.lists("pairs")]
    made = _made(keys, right, lexicons, most, seed)
    if kind == "minimum_functionality":
        if pairs or "to" in keys or "swap" in keys:
            raise UserError("a minimum functionality test looks at single texts", keys.where, "use texts or templates")
        found = [*written, *made]
    else:
        if written:
            fix = "use pairs, or templates with `to` or `swap`"
            raise UserError("this kind of test compares texts with each other", keys.at("texts"), fix)
        found = [*pairs, *made]
    if not found:
        raise UserError("this test has no texts", keys.where, "add texts, pairs or templates")
    return tuple(islice(dict.fromkeys(found), most))


def _made(keys: Keys, right: tuple[str, ...], lexicons: Lexicons, most: int, seed: int) -> list[Case]:
    templates, others = keys.texts("templates"), keys.texts("to")
    swap = keys.text("swap") if "swap" in keys else ""
    names = slots(*templates, *others)
    for name in (*names, *([swap] if swap else [])):
        if name not in lexicons:
            hint = did_you_mean(name, lexicons)
            fix = f"lexicons: {', '.join(lexicons) or 'there are none'}"
            raise UserError(f"there is no lexicon {name!r}{hint}", keys.where, fix)
    if swap and swap not in names:
        raise UserError(f"no template has {{{swap}}}", keys.at("swap"), "name a lexicon that a template uses")
    each = max(1, -(-most // max(1, len(templates))))
    cases: list[Case] = []
    for template in templates:
        cases += _cases(template, others, swap, right, lexicons, each, seed)
    return cases


def _cases(
    template: str, others: tuple[str, ...], swap: str, right: tuple[str, ...], lexicons: Lexicons, most: int, seed: int
) -> list[Case]:
    names = tuple(name for name in slots(template, *others) if name != swap)
    cases = []
    for words in fillings(names, lexicons, most, seed):
        if swap:
            choices = fillings((swap,), lexicons, VARIANTS, seed)
            texts = [filled(template, words | choice) for choice in choices]
        else:
            texts = [filled(one, words) for one in (template, *others)]
        if len(texts) > 1 or right:
            cases.append(Case(tuple(dict.fromkeys(texts)), right))
    return [case for case in cases if right or len(case.texts) > 1]
