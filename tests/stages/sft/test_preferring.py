"""A judge behind a real endpoint on this machine: both orders, troubles, what is kept, and what is never written."""

from pathlib import Path

import polars as pl
import pytest
from pydantic import ValidationError

from finetooth.core.errors import UserError
from finetooth.recipe.answering import Judge
from finetooth.report.language import judged_words
from finetooth.stages.sft.endpoint import AskingError, Endpoint, key_of
from finetooth.stages.sft.preferring import QUESTION, SYSTEM, must_answer, preferred, question, verdict

KEY = "sk-very-secret-0123"


def parts(asked: str) -> tuple[str, str]:
    """Return both answers of a question."""
    return tuple(asked.split(f"[Answer {side}]\n")[1].split(f"\n[End of answer {side}]")[0] for side in "AB")


def prefers_good(asked: str) -> str:
    a, b = parts(asked)
    return "A" if "good" in a and "good" not in b else "B" if "good" in b and "good" not in a else "tie"


def answers(*pairs: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"prompt": f"prompt {n}", "reference": "r", "base": base, "tuned": tuned}
            for n, (base, tuned) in enumerate(pairs)
        ]
    )


def judged(one, tmp_path, table: pl.DataFrame, **told):
    pause = told.pop("pause", lambda seconds: None)
    tmp_path.mkdir(exist_ok=True)
    endpoint = Endpoint(Judge(url=one.url, model="a-judge", **told), tmp_path / "judged.jsonl", pause)
    return preferred(endpoint, table, None, 200, 0)


def test_both_orders_are_asked_and_the_win_rate_has_an_interval(served, tmp_path):
    one = served(prefers_good)
    table = answers(*[("bad", f"good {n}") for n in range(9)], ("good", "bad"), ("bad", "poor"), ("same", " same "))
    found, score = judged(one, tmp_path, table)
    assert (found.wins, found.losses, found.ties, found.alike, found.n) == (9, 1, 2, 1, 12)
    assert found.share == score.value == pytest.approx(10 / 12)
    assert 0 < score.low < score.value < score.high <= 1
    assert (len(one.asked), found.first, found.failed, found.contradicted) == (22, 0.5, 0, 0)
    path, body = one.asked[0]
    assert (path, body["temperature"], body["model"]) == ("/v1/chat/completions", 0, "a-judge")


def test_a_judge_that_likes_what_stands_first_decides_nothing(served, tmp_path):
    found, score = judged(served(lambda asked: "A"), tmp_path, answers(*[("bad", f"good {n}") for n in range(6)]))
    assert (found.ties, found.contradicted, found.first, score.value) == (6, 6, 1.0, 0.5)
    assert "100 % of" not in judged_words(found).split(";")[0]
    assert "went to the answer that stood first" in judged_words(found)


def test_no_more_is_asked_than_allowed_and_nothing_twice(served, tmp_path):
    one, table = served(prefers_good), answers(*[("bad", f"good {n}") for n in range(9)])
    found, _ = judged(one, tmp_path, table, max_questions=7)
    assert (found.n, len(one.asked)) == (3, 6)
    judged(one, tmp_path, table)
    assert len(one.asked) == 18
    assert judged(one, tmp_path, table)[0].wins == 9
    assert len(one.asked) == 18


def test_passing_troubles_are_tried_again_and_lasting_ones_end_it(served, tmp_path):
    turns, waits = iter([503, 429]), []
    one = served(lambda asked: next(turns, "B"))
    found, _ = judged(one, tmp_path, answers(("bad", "good")), pause=waits.append)
    assert (found.n, len(one.asked), len(waits)) == (1, 4, 2)
    for state in (401, 307):  # a redirect is not followed: the key would go there
        one = served(lambda asked, state=state: state)
        found, score = judged(one, tmp_path / str(state), answers(*[("bad", f"good {n}") for n in range(20)]))
        assert (found.failed, found.share, score.value, found.trouble) == (20, None, None, f"HTTP {state}")
        assert len(one.asked) <= 8
    found, _ = judged(served(lambda asked: "I cannot say"), tmp_path / "mute", answers(("bad", "good")))
    assert (found.n, found.failed) == (0, 1)
    assert "no verdict" in judged_words(found)


def test_the_key_is_sent_and_never_kept(served, tmp_path, monkeypatch):
    monkeypatch.setenv("JUDGE_KEY", KEY)
    one = served(lambda asked: f"your key is {KEY}: A")
    judge = Judge(url=one.url, model="a-judge", api_key_env="JUDGE_KEY")
    endpoint = Endpoint(judge, tmp_path / "judged.jsonl")
    must_answer(endpoint)
    assert one.keys == [f"Bearer {KEY}"]
    assert KEY not in (tmp_path / "judged.jsonl").read_text("utf-8")
    assert KEY not in judge.model_dump_json() + repr(endpoint)
    monkeypatch.delenv("JUDGE_KEY")
    with pytest.raises(UserError, match="JUDGE_KEY is not set"):
        key_of(judge)


def test_a_judge_that_does_not_answer_is_told_before_any_work(served, tmp_path):
    judge = Judge(url="http://127.0.0.1:9/v1", model="a-judge", retries=0, timeout=2)
    with pytest.raises(UserError, match="the judge does not answer"):
        must_answer(Endpoint(judge, tmp_path / "none.jsonl"))
    odd = Judge(url=served(lambda asked: {"error": "a page of something else"}).url, model="a-judge")
    with pytest.raises(AskingError, match="not as that of OpenAI"):
        Endpoint(odd, tmp_path / "odd.jsonl").ask("system", "question")


def test_addresses_with_keys_or_of_other_kinds_are_refused():
    for url in ("ftp://host/v1", "localhost:8000", "https://user:word@host/v1", "https://host/v1?key=1"):
        with pytest.raises(ValidationError):
            Judge(url=url, model="m")


def test_verdicts_are_read_from_what_judges_say():
    told = {"A": "a", " b.": "b", "Tie": "tie", "Answer B": "b", "**A**": "a", "It is a tie": "tie",
            "A is wrong, so: B": "b", "A or B": "b", "": None, "neither": None}  # fmt: skip
    assert {reply: verdict(reply) for reply in told} == told
    asked = question("Be short.", "p" * 9_000, "r", "{prompt}", "")
    assert asked.startswith("What counts here: Be short.")
    assert "p" * 8_001 not in asked
    assert "[Answer A]\n{prompt}\n" in asked


def test_the_documentation_shows_what_the_judge_is_asked():
    page = Path("docs/sft.md").read_text("utf-8")
    assert " ".join(SYSTEM.split()) in " ".join(page.split())
    assert QUESTION.replace("{criteria}", "") in page
