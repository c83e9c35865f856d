"""Planted content that does not belong: other languages, off-topic rows, personal data, secrets, orders to a model."""

import random
import string
from collections.abc import Callable, Collection
from dataclasses import replace

from .corpus import FIRST, LANGUAGES, OFF_TOPIC, ORDERS, SECOND
from .grammar import made_up_name
from .planting import Planted, Unit, draw, free_rows
from .table import Dataset

Change = Callable[[str, random.Random], str]


def foreign(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Put one or two sentences of another language in the place of texts; no two alike while there are others."""
    choices: list[tuple[str, tuple[str, ...]]] = [
        (name, (text,)) for name, texts in LANGUAGES.items() for text in texts
    ]
    choices += [(name, (one, two)) for name, texts in LANGUAGES.items() for one in texts for two in texts if one != two]
    rng.shuffle(choices)
    edited, units = {}, []
    for row, (language, sentences) in zip(draw(free_rows(data, free), count, rng), choices, strict=False):
        edited[row.key] = replace(row, text=" ".join(sentences))
        units.append(Unit(frozenset({row.key}), language))
    return Planted(data.edited(edited), tuple(units))


def _off_topic(text: str, rng: random.Random) -> str:
    template = rng.choice(OFF_TOPIC)
    return template.format(a=rng.choice(FIRST), b=rng.choice(SECOND), c=rng.randint(2, 998))


def _digits(count: int, rng: random.Random) -> str:
    return "".join(rng.choice(string.digits) for _ in range(count))


def _letters(count: int, rng: random.Random, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def _card(rng: random.Random) -> str:
    """Return a made-up card number whose last digit is right."""
    body = "4" + _digits(14, rng)
    doubled = (sum(divmod(2 * int(digit), 10)) if place % 2 == 0 else int(digit) for place, digit in enumerate(body))
    number = body + str(-sum(doubled) % 10)
    return " ".join(number[start : start + 4] for start in range(0, 16, 4))


def _iban(rng: random.Random) -> str:
    """Return a made-up German account number whose check digits are right."""
    account = _digits(18, rng)
    check = 98 - int(account + "131400") % 97  # D is 13, E is 14
    return f"DE{check:02d} {' '.join(account[start : start + 4] for start in range(0, 18, 4))}"


def _person(text: str, rng: random.Random) -> str:
    first, last = made_up_name(rng), made_up_name(rng)
    said = rng.choice(
        [
            f"Write to {first.lower()}.{last.lower()}@{made_up_name(rng).lower()}mail.com about it.",
            f"Call me on +44 7{_digits(3, rng)} {_digits(6, rng)} after six.",
            f"My card is {_card(rng)}.",
            f"The account is {_iban(rng)}.",
            f"My social security number is {rng.randint(101, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}.",
            f"You can reach {first} at ({rng.randint(212, 989)}) {rng.randint(212, 989)}-{_digits(4, rng)}.",
        ]
    )
    return f"{text} {said}"


def _secret(text: str, rng: random.Random) -> str:
    upper = string.ascii_uppercase + string.digits
    said = rng.choice(
        [
            f"AKIA{_letters(16, rng, upper)}",
            f"ghp_{_letters(36, rng)}",
            f"sk-{_letters(48, rng)}",
            f"xoxb-{_digits(12, rng)}-{_digits(12, rng)}-{_letters(24, rng)}",
            f"-----BEGIN RSA PRIVATE KEY----- {_letters(64, rng)}",
            f"password={_letters(12, rng)}",
            f"postgres://admin:{_letters(14, rng)}@db.{made_up_name(rng).lower()}.net:5432/main",
            f"AIza{_letters(35, rng)}",
        ]
    )
    words = text.split(" ")
    words.insert(rng.randint(0, len(words)), said)
    return " ".join(words)


def _order(text: str, rng: random.Random) -> str:
    said = rng.choice(ORDERS).format(w=made_up_name(rng).lower(), n=made_up_name(rng), l=rng.choice(("A", "good", "1")))
    return rng.choice([f"{text} {said}", f"{said} {text}"])


OFF: dict[str, Change] = {"off topic": _off_topic}
PERSONAL: dict[str, Change] = {"personal data": _person}
SECRET: dict[str, Change] = {"secret": _secret}
INJECTION: dict[str, Change] = {"injection": _order}
