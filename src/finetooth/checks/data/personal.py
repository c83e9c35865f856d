"""The kinds of personal data that can be told by their form, each with its checksum or its surroundings."""

import re

from finetooth.facts.patterns import Pattern

_TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888", "900")
_CALL = r"(?:call|phone|tel|telephone|mobile|cell|text|txt|sms|whatsapp|contact|ring|fax)"
_BRANDS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[3-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d)\d{12}"
)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of a payment card (ISO/IEC 7812)."""
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def is_card(value: str) -> bool:
    """Whether this is a number that a payment brand could have given, and not one digit over and over."""
    digits = re.sub(r"\D", "", value)
    return len(set(digits)) > 1 and bool(_BRANDS.fullmatch(digits)) and luhn(digits)


def is_iban(value: str) -> bool:
    """Whether the check digits of an international bank account number are right (ISO 13616)."""
    plain = value.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and plain.isascii() and int("".join(str(int(one, 36)) for one in turned)) % 97 == 1


def is_social_security(value: str) -> bool:
    """Whether the United States could have given this number: no part is all zeros, nor starts it with 9 or 666."""
    area, middle, last = value.split("-")
    return area not in ("000", "666") and area < "900" and middle != "00" and last != "0000"


def is_phone(value: str) -> bool:
    """Whether this can be somebody's number: of a usual length, no service number, not one digit over and over."""
    digits = re.sub(r"\D", "", value)
    national = digits[1:] if digits.startswith("1") and len(digits) == 11 else digits
    service = (len(national) == 10 and national[:3] in _TOLL_FREE) or digits.startswith(("08", "09", "448", "449"))
    return 9 <= len(digits) <= 15 and len(set(digits)) > 3 and not service and national[3:6] != "555"


def is_public_address(value: str) -> bool:
    """Whether this is an internet address that is not reserved for private nets or documentation."""
    parts = [int(part) for part in value.split(".")]
    reserved = parts[0] in (0, 10, 127) or parts[0] >= 224 or parts[:2] in ([192, 168], [169, 254])
    inside = parts[0] == 172 and 16 <= parts[1] < 32
    documented = parts[:3] in ([192, 0, 2], [198, 51, 100], [203, 0, 113])
    return max(parts) < 256 and not (reserved or inside or documented) and max(parts) > 20


EMAIL = Pattern(
    "email",
    r"[A-Za-z0-9]@[A-Za-z0-9-]+\.[A-Za-z]",
    re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w@])", re.ASCII),
)
IBAN = Pattern(
    "iban",
    r"[A-Z]{2}\d{2} ?[A-Z0-9]{4} ?[A-Z0-9]{4}",
    re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", re.ASCII),
    is_iban,
)
CARD = Pattern(
    "card",
    r"\d{4}[ -]?\d{4,6}[ -]?\d{4,5}",
    re.compile(r"(?<![\w.-])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -]?)\d{6}\2\d{5})(?![\w-])", re.ASCII),
    is_card,
)
SOCIAL_SECURITY = Pattern(
    "ssn",
    r"\d{3}-\d{2}-\d{4}",
    re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])", re.ASCII),
    is_social_security,
)
PHONE = Pattern(
    "phone",
    r"\+\d|\d{3}[)\s./-]{1,2}\d{3}",
    re.compile(
        r"(?<![\w.+/#$-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}"
        r"|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}"
        r"|(?:(?<=\s)|^)0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,4})(?![\w/-]|\.\d)",
        re.ASCII,
    ),
    is_phone,
)
CALLED = Pattern(
    "phone",
    rf"(?i){_CALL}.{{0,16}}\d{{9}}",
    re.compile(
        rf"\b{_CALL}\b(?: me| us| him| her)?(?: on| at| to| is|:|\.)? {{0,2}}(?P<value>\d{{9,12}})(?![\w-])",
        re.ASCII | re.IGNORECASE,
    ),
    is_phone,
)
ADDRESS = Pattern(
    "ip",
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
    re.compile(r"(?<![\w.-])(?<!version )(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)", re.ASCII),
    is_public_address,
)
SERIOUS = (EMAIL, IBAN, CARD, SOCIAL_SECURITY)
ALL = (*SERIOUS, PHONE, CALLED, ADDRESS)
