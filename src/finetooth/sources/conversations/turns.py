"""Turns: from the messages of a record, in whosever words, to canonical turns."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from finetooth.core.conversation import Conversation, Role, Turn
from finetooth.sources.conversations.format import Misfit, parsed

ROLE_NAMES: dict[str, Role] = {
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(("user", "human", "prompter", "input", "customer"), "user"),
    **dict.fromkeys(("assistant", "gpt", "chatgpt", "bot", "model", "ai", "bing", "bard"), "assistant"),
    **dict.fromkeys(("tool", "function", "observation", "ipython", "function_response", "tool_response"), "tool"),
}
CALLERS = ("function_call", "tool_call", "function-call")  # roles of a turn that is nothing but calls
_ROLE_KEYS, _CONTENT_KEYS = ("role", "from", "speaker"), ("content", "value", "text", "parts")
_LISTED, _SAID = 60, 200


def conversation_of(messages: Any, system: str = "", tools: str = "") -> Conversation:
    """Return the conversation that a list of messages is. Raises Misfit."""
    if not isinstance(messages, list):
        raise Misfit(f"the turns are no list but {_shown(messages)}")
    if not messages:
        raise Misfit("the list of turns is empty")
    turns: list[Turn] = []
    for place, message in enumerate(messages, 1):
        turns.append(_turn(message, place, turns))
    if system.strip() and turns[0].role != "system":
        turns.insert(0, Turn("system", system))
    return Conversation(tuple(turns), tools)


def _turn(message: Any, place: int, before: Sequence[Turn]) -> Turn:
    if not isinstance(message, Mapping):
        raise Misfit(f"turn {place} is no object but {_shown(message)}")
    said = next((message[key] for key in _ROLE_KEYS if message.get(key) is not None), None)
    content = content_in(message)
    if not isinstance(said, str):
        raise Misfit(f"turn {place} has no role: {_shown(message)}")
    name = said.strip().lower()
    if name in CALLERS:
        return Turn("assistant", "", _calls_in(content, before))
    if name not in ROLE_NAMES:
        raise Misfit(f"turn {place} has the role {said[:_LISTED]!r}; known: {', '.join((*ROLE_NAMES, *CALLERS))}")
    role = ROLE_NAMES[name]
    calls = _openai_calls(message, place, before)
    if calls and role != "assistant":
        raise Misfit(f"turn {place} calls tools, and is said by the {role}")
    if not calls and not any(key in message for key in _CONTENT_KEYS) and _has_words(message):
        known = ", ".join(_CONTENT_KEYS)
        raise Misfit(f"turn {place} says nothing: it has {', '.join(map(str, message))}, and none of {known}"[:_SAID])
    answers = str(message.get("tool_call_id") or "") if role == "tool" else ""
    return Turn(role, text_of(content, place), calls, answers or (_waiting(before) if role == "tool" else ""))


def _has_words(message: Mapping[str, Any]) -> bool:
    """Whether a text or list that is not empty stands under a key that is not read."""
    return any(isinstance(value, str | list) and value for key, value in message.items() if key not in _ROLE_KEYS)


def content_in(message: Mapping[str, Any]) -> Any:
    """Return what a turn says, under whichever key it does; None where it has none of them."""
    return next((message[key] for key in _CONTENT_KEYS if key in message), None)


def text_of(content: Any, place: int) -> str:
    """Return the text of a turn's content: a text, nothing, a number, or a list of text parts. Raises Misfit."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, bool | int | float):
        return json.dumps(content)
    if not isinstance(content, list):
        raise Misfit(f"the content of turn {place} is {_shown(content)}, where a text or a list of parts goes")
    return "".join(_part(part, place) for part in content)


def _part(part: Any, place: int) -> str:
    if isinstance(part, str):
        return part
    text = part.get("text") if isinstance(part, Mapping) else None
    if isinstance(text, str):
        return text
    kind = part.get("type", ", ".join(map(str, part))) if isinstance(part, Mapping) else type(part).__name__
    raise Misfit(f"turn {place} has a part of type {str(kind)[:_LISTED]!r}: only texts can be taught")


def _openai_calls(message: Mapping[str, Any], place: int, before: Sequence[Turn]) -> tuple[tuple[str, str, str], ...]:
    listed = parsed(message["tool_calls"]) if isinstance(message.get("tool_calls"), str) else message.get("tool_calls")
    if not listed:
        listed = [{"function": message["function_call"]}] if message.get("function_call") else []
    if not isinstance(listed, list):
        raise Misfit(f"the tool calls of turn {place} are no list but {_shown(listed)}")
    return tuple(_call(call, _numbered(before, nth)) for nth, call in enumerate(listed, 1))


def _calls_in(content: Any, before: Sequence[Turn]) -> tuple[tuple[str, str, str], ...]:
    """Return the calls that a text holds as JSON, one or several; a text that is none is a call without a name."""
    value = parsed(content) if isinstance(content, str) else content
    listed = value if isinstance(value, list) else [value]
    return tuple(_call(call, _numbered(before, nth)) for nth, call in enumerate(listed, 1))


def _call(call: Any, key: str) -> tuple[str, str, str]:
    """Return id, name and arguments (as text); what cannot be read is the arguments of a call without a name."""
    function = call.get("function", call) if isinstance(call, Mapping) else None
    if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
        return key, "", call if isinstance(call, str) else json.dumps(call, ensure_ascii=False)
    arguments = function.get("arguments", function.get("parameters", {}))
    written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return str(call.get("id") or key), function["name"], written


def _numbered(before: Sequence[Turn], nth: int) -> str:
    return f"call_{sum(len(turn.calls) for turn in before) + nth}"


def _waiting(before: Sequence[Turn]) -> str:
    """Return the id of the first call that has no answer yet; empty where none waits."""
    answered = {turn.answers for turn in before}
    return next((key for turn in before for key, _, _ in turn.calls if key not in answered), "")


def _shown(value: Any) -> str:
    return repr(value)[:_LISTED]
