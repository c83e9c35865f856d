"""An endpoint as OpenAI's: one question, one reply, with a time limit, further tries, and replies kept on disk."""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.fingerprint import digest
from finetooth.recipe.answering import Judge

_MOST_BYTES = 1_000_000  # of a reply
_LONGEST_WAIT = 30.0  # seconds between two tries
_PASSING = (408, 409, 425, 429, 500, 502, 503, 504)  # states that another try may mend
_WHERE = "recipe: evaluate.judge"


class AskingError(Exception):
    """A question that got no reply; ``lasting`` where no further question would get one."""

    def __init__(self, told: str, lasting: bool = False) -> None:
        super().__init__(told)
        self.lasting = lasting


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key must not go where another host sends it."""

    def redirect_request(self, *_: Any) -> None:
        return None


def key_of(judge: Judge) -> str | None:
    """Return the key of an endpoint. Raises UserError where the variable that is named does not hold one."""
    if judge.api_key_env is None:
        return None
    key = os.environ.get(judge.api_key_env, "").strip()
    if not key:
        told = f"the environment variable {judge.api_key_env} is not set"
        raise UserError(told, f"{_WHERE}.api_key_env", f"set it: export {judge.api_key_env}=...")
    return key


@dataclass
class Endpoint:
    """The judge's endpoint. ``kept``: a JSONL file of replies by question, so that nothing is asked twice."""

    judge: Judge
    kept: Path
    pause: Callable[[float], None] = time.sleep
    _known: dict[str, str] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        self._key = key_of(self.judge)
        self._opener = urllib.request.build_opener(_NoRedirect)
        self._known |= {line["question"]: line["reply"] for line in store.read_lines(self.kept)}

    def ask(self, system: str, question: str) -> str:
        """Return the reply to a question, at temperature 0. Raises AskingError."""
        content = {
            "model": self.judge.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": question}],
        }
        name = digest(self.judge.url, json.dumps(content, sort_keys=True))[:32]
        if name not in self._known:
            reply = self._tried(json.dumps(content).encode("utf-8"))
            with self._lock:
                self._known[name] = reply
                store.append_json(self.kept, {"question": name, "reply": reply[:2_000]})
        return self._known[name]

    def _tried(self, body: bytes) -> str:
        for turn in range(self.judge.retries + 1):
            try:
                return self._once(body)
            except urllib.error.HTTPError as error:
                told, asked = f"HTTP {error.code}", _seconds(error.headers.get("Retry-After"))
                error.close()
                if error.code not in _PASSING:
                    raise AskingError(told, lasting=True) from None
            except (OSError, http.client.HTTPException) as error:  # the network, and the time limit
                told, asked = str(getattr(error, "reason", error) or type(error).__name__)[:200], None
            except (ValueError, KeyError, IndexError, TypeError):
                raise AskingError("the reply is not as that of OpenAI's chat completions", lasting=True) from None
            if turn < self.judge.retries:
                self.pause(min(_LONGEST_WAIT, asked if asked is not None else 2.0**turn))
        raise AskingError(f"{told}, after {self.judge.retries + 1} tries")

    def _once(self, body: bytes) -> str:
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        asked = urllib.request.Request(f"{self.judge.url}/chat/completions", body, headers)  # noqa: S310 - http(s) alone
        with self._opener.open(asked, timeout=self.judge.timeout) as reply:
            found = json.loads(reply.read(_MOST_BYTES))
        told = str(found["choices"][0]["message"]["content"] or "")
        return told.replace(self._key, "***") if self._key else told


def _seconds(told: str | None) -> float | None:
    try:
        return max(0.0, float(told)) if told else None
    except ValueError:
        return None
