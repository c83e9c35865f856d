"""Personal data: what is found, what is left alone, and what a mask leaves."""

import polars as pl
import pytest

from finetooth.checks.data.personal import is_card, is_iban, is_phone, is_public_address, is_social_security, luhn
from finetooth.checks.data.personal_data import PersonalData
from finetooth.core.finding import Outcome, Severity


def test_the_kinds_are_counted(judge) -> None:
    rows = [{"text": "jo@mail.example.org or sam@mail.example.org"}, {"text": "call +49 30 1234 5678"}, {"text": "hi"}]
    verdict = judge(PersonalData, rows)
    assert verdict.message == ("2 of 3 rows (66.7 %) with personal data: e-mail addresses in 1, telephone numbers in 1")
    assert verdict.rows == (1, 2)
    assert verdict.severity is Severity.WARNING
    assert verdict.statistics.checked == 3


def test_a_telephone_number_alone_is_a_remark(judge) -> None:
    assert judge(PersonalData, [{"text": "call +49 30 1234 5678"}]).severity is Severity.INFO


def test_the_second_text_is_searched_too(judge) -> None:
    assert judge(PersonalData, [{"text": "hi", "pair": "jo@mail.example.org"}]).rows == (1,)


@pytest.mark.parametrize(
    "text",
    [
        "$1,299.00 for 2 at 10:15 on 2024-03-01",
        "order 100-2000-30000, tracking 1Z999AA10123456784",
        "@user1 and @airline.com fans",
        "a@b is no address",
        "flight 4823 gate 12, row 7, 555-1212",
        "IBAN DE00 1234 5678 9012 3456 78",
        "4111 1111 1111 1112",
        "v10.22.33.44 and 1.2.3.4",
        "call 0800 1234567 or 1-888-555-0100",
        "ISBN 978-3-16-148410-0",
        "000-12-3456 and 666-12-3456",
        "<email> <phone> <number>",
        "2015-2016-2017, 123 456 789 people",
        "id 202 555 0143 777",
    ],
)
def test_what_only_looks_like_it_is_left_alone(judge, text: str) -> None:
    verdict = judge(PersonalData, [{"text": text}])
    assert verdict.outcome is Outcome.PASSED, verdict.message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("jo.doe+x@mail.example.org.", "<email>."),
        ("pay GB82 WEST 1234 5698 7654 32 now", "pay <iban> now"),
        ("card 5500-0000-0000-0004!", "card <card>!"),
        ("card 378282246310005", "card <card>"),
        ("ssn 219-09-9999.", "ssn <ssn>."),
        ("(212) 664-7665 or 212-664-7665", "<phone> or <phone>"),
        ("text 07911123456", "text <phone>"),
        ("from 81.2.69.142.", "from <ip>."),
    ],
)
def test_masks(before: str, after: str) -> None:
    assert PersonalData().mend(pl.Series("text", [before])).to_list() == [after]


def test_checksums() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert is_card("4111-1111-1111-1111")
    assert not is_card("0000000000000000")
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE88370400440532013000")
    assert is_social_security("219-09-9999")
    assert not is_social_security("900-12-3456")
    assert is_phone("+49 30 1234 5678")
    assert not is_phone("1-800-664-7665")
    assert is_public_address("81.2.69.142")
    assert not is_public_address("192.168.0.1")
    assert not is_public_address("81.2.69.342")
