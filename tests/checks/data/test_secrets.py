"""Secrets: known forms, telling words, and no word of the secret in what is said. All of them are made up here."""

import polars as pl
import pytest

from finetooth.checks.data.secret import entropy
from finetooth.checks.data.secrets import Secrets
from finetooth.core.finding import Finding, Outcome, Passed, Severity
from finetooth.core.rows import Rows

MIXED = "Qm7Zt2Kd9Xw4Rb6Vn8Lc3Hj5Py1"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"AKIA{MIXED[:16].upper()}", "aws_key"),
        (f"gho_{MIXED}{MIXED[:9]}", "github_token"),
        (f"xoxb-{MIXED[:24]}", "slack_token"),
        (f"AIza{MIXED}{MIXED[:8]}", "google_key"),
        (f"sk_live_{MIXED}", "stripe_key"),
        (f"sk-{MIXED}", "api_key"),
        (f"hf_{MIXED}{MIXED[:7]}", "hub_token"),
        (f"eyJ{MIXED}.eyJ{MIXED}.{MIXED}", "jwt"),
        ("-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----", "private_key"),
        ("mysql://shop:tr0ub4dor@db/orders", "password"),
        ("password: tr0ub4dor&3", "password"),
        ('"api_key": "a1b2c3d4e5f6g7"', "password"),
        (f"token={MIXED}{MIXED[:9]}", "token"),
        (f"the token is {MIXED}{MIXED[:9]}", "token"),
        ("token=919a819b880393c6d9018961fb1989e8", "token"),
        (f"AccountKey={MIXED}{MIXED}==", "token"),
        ("redis://:tr0ub4dor@cache/0", "password"),
        ("password: 25866075", "password"),
        ("password: nCMlcvXop", "password"),
        ("password: correct#horse", "password"),
        ("the wifi password is: tr0ub4dor", "password"),
        ("password 5CGzH9mYKh", "password"),
        ("pass: 5CGzH9mYKh", "password"),
        (f"npm_{MIXED}{MIXED[:9]}", "package_token"),
        (f"pypi-{MIXED}{MIXED}", "package_token"),
        (f"SG.{MIXED[:22]}.{MIXED}", "sendgrid_key"),
        (f"ya29.{MIXED}{MIXED}", "google_key"),
        ("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", "platform_token"),
        (f"https://hooks.slack.com/services/T0AB1CD2E/B0AB1CD2E/{MIXED[:24]}", "slack_token"),
        (f"425406937:AA{MIXED}{MIXED[:6]}", "bot_token"),
        (f"AGE-SECRET-KEY-1{(MIXED * 3)[:58].upper()}", "age_key"),
        (f"sk-{MIXED}xXx{MIXED}", "api_key"),
    ],
)
def test_each_kind_is_found_and_masked(judge, text: str, kind: str) -> None:
    verdict = judge(Secrets, [{"text": f"see {text} here"}])
    assert verdict.severity is Severity.ERROR
    assert verdict.evidence["kinds"] == {kind: 1}
    masked = Secrets().mend(pl.Series("text", [f"see {text} here"])).item()
    assert f"<{kind}>" in masked
    assert MIXED[:12] not in masked


def test_what_is_said_holds_no_secret(judge) -> None:
    verdict = judge(Secrets, [{"text": "password: tr0ub4dor&3"}])
    assert "tr0ub" not in verdict.message + str(verdict.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "my password is wrong",
        "password is incorrect",
        "forgot my password, is that ok?",
        "password: <your password1>",
        "PASSWORD=${DB_PASSWORD1}",
        "https://example.org/?key=" + MIXED + MIXED,
        "sha 3f2a9c1d5e7b8a6043219fedcba9876543210abc",
        "AKIA" + "EXAMPLEEXAMPLE12",
        "sk-" + "x" * 30,
        "the secret of monkey island",
        "token economy, tokens and keys",
        "my secret: #SundayMorning",
        "password reset",
        "the password is WhatsApp",
        "password: ann@example.org",
        "pass 2: the second lap of 2024",
        "https://example.org/?a=1&csrftoken=" + MIXED + MIXED,
    ],
)
def test_talk_of_secrets_is_none(judge, text: str) -> None:
    verdict = judge(Secrets, [{"text": text}])
    assert verdict.outcome is Outcome.PASSED, verdict.message


def test_entropy_is_in_bits() -> None:
    assert entropy("abcd") == 2.0
    assert entropy("aaaa") == 0.0


@pytest.mark.parametrize(
    ("prompt", "answer", "counted"),
    [
        ("I need a new password. Can you generate one for me?", "Your new password: a9B7#fG3Z1", False),
        ("Give me a random password of eight signs.", "password is kV7#pQ2z!", False),
        ("I cannot log in. My password is kV7#pQ2z!", "Please do not share it.", True),
        ("Where are the keys?", "The password is kV7#pQ2z!", True),
        ("Generate a password, and push with my key", f"AKIA{MIXED[:16].upper()}", True),
        ("Login fails at random. My password: kV7#pQ2z!", "We will look.", True),
        ("I generated a new token yesterday. My password: kV7#pQ2z!", "Thanks.", True),
        ("Generate a password. My old password: kV7#pQ2z!", "Your new password: a9B7#fG3Z1", True),
        ("Can you generate one? My password is kV7#pQ2z!", None, True),
    ],
)
def test_a_password_that_was_asked_for_is_no_secret(prompt: str, answer: str | None, counted: bool):
    found = Secrets().judge(Rows.of([{"text": prompt, "pair": answer, "label": None}]))
    assert isinstance(found, Finding) is counted


@pytest.mark.parametrize("value", ["password123", "Password1!", "admin123", "secret2024!", "qwerty123"])
def test_what_stands_in_every_manual_is_no_secret(value: str):
    assert isinstance(Secrets().judge(Rows.of([{"text": f"password: {value}", "label": "a"}])), Passed)


def test_a_password_that_begins_as_a_word_is_one():
    assert isinstance(Secrets().judge(Rows.of([{"text": "password: secretR0ck#77", "label": "a"}])), Finding)
