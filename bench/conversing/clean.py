"""Clean conversations: of public sets where they are there, and of our own making."""

import json
import random
import re
from pathlib import Path
from typing import Any

Talk = dict[str, Any]  # messages, and tools where there are any
NOUNS = [
    *("lamp", "kettle", "chair", "parcel", "letter", "garden", "ticket", "bicycle", "window", "jacket", "recipe"),
    *("bridge", "market", "winter", "river", "engine", "basket", "carpet", "ladder", "pillow"),
]
QUALITIES = [
    *("red", "heavy", "narrow", "broken", "quiet", "cheap", "wooden", "early", "muddy", "bright", "hollow", "rusty"),
]
DOINGS = ["repair", "paint", "carry", "sell", "borrow", "clean", "measure", "wrap", "open", "hide", "label", "weigh"]
PLACES = ["cellar", "harbour", "kitchen", "station", "library", "office", "attic", "bakery", "stable", "workshop"]
TOOLS = {
    "weather": ["town", "day"],
    "convert": ["amount", "unit"],
    "search_books": ["title"],
    "send_note": ["to", "text"],
}


def clean(data: Path, count: int, seed: int) -> list[Talk]:
    """Return ``count`` conversations: a third each of sums and instructions, where public sets lie in ``data``."""
    draw = random.Random(seed)
    sums, tasks = _sums(data), _tasks(data)
    draw.shuffle(sums)
    draw.shuffle(tasks)
    third = count // 3
    talks = sums[: third + 1] + tasks[:third]
    talks += own(count - len(talks), seed)
    draw.shuffle(talks)
    return talks


def own(count: int, seed: int) -> list[Talk]:
    """Return conversations of our own: questions, several turns, and calls of tools."""
    draw, found = random.Random(seed + 1), {}
    while len(found) < count:
        made = draw.choice((_question, _turns, _tools))(draw)
        found.setdefault(made["messages"][0]["content"], made)
    return list(found.values())


def _phrase(draw: random.Random) -> str:
    return f"the {draw.choice(QUALITIES)} {draw.choice(NOUNS)} in the {draw.choice(PLACES)}"


def _sentence(draw: random.Random) -> str:
    one, other, like = draw.choice(NOUNS), draw.choice(NOUNS), draw.choice(QUALITIES)
    doing, place = draw.choice(DOINGS), draw.choice(PLACES)
    return draw.choice(
        (
            f"First {doing} the {one} and keep the {like} {other} out of the {place}.",
            f"A {like} {one} is easier to {doing} when the {other} stands in the {place}.",
            f"Nobody should {doing} a {one} without a {like} {other} nearby.",
            f"If the {one} looks {like}, {doing} it before the {other} arrives.",
            f"The {place} is a good place to {doing} any {like} {one}.",
        )
    )


def _text(draw: random.Random, subject: str) -> str:
    said = [f"That depends on {subject}.", *(_sentence(draw) for _ in range(draw.randint(1, 4)))]
    return " ".join(said if draw.random() < 0.7 else said[1:] + said[:1])


def _question(draw: random.Random) -> Talk:
    subject = _phrase(draw)
    asked = draw.choice(("How do I {} {}", "When is it wise to {} {}", "Tell me why people {} {}")).format(
        draw.choice(DOINGS), subject
    )
    return talk(
        [
            ("user", f"{asked} while I {draw.choice(DOINGS)} a {draw.choice(NOUNS)}?"),
            ("assistant", _text(draw, subject)),
        ]
    )


def _turns(draw: random.Random) -> Talk:
    subject, turns = _phrase(draw), []
    for _ in range(draw.randint(2, 3)):
        turns += [("user", f"What about {subject} and {_phrase(draw)}?"), ("assistant", _text(draw, subject))]
        subject = _phrase(draw)
    return talk(turns)


def _tools(draw: random.Random) -> Talk:
    name = draw.choice(list(TOOLS))
    given = {key: f"{draw.choice(QUALITIES)} {draw.choice(NOUNS)}" for key in TOOLS[name]}
    about = " and ".join(given.values())
    made = talk([("user", f"Please use {name} on {about} for {_phrase(draw)}.")])
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(given)}}
    made["messages"] += [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {
            "role": "tool",
            "tool_call_id": "call_1",
            "content": json.dumps({"found": draw.choice(NOUNS), "number": draw.randint(2, 99)}),
        },
        {"role": "assistant", "content": f"I looked up {about}. {_sentence(draw)} {_sentence(draw)}"},
    ]
    made["tools"] = [
        {
            "type": "function",
            "function": {
                "name": tool,
                "parameters": {
                    "type": "object",
                    "properties": {key: {"type": "string"} for key in keys},
                    "required": keys,
                },
            },
        }
        for tool, keys in TOOLS.items()
    ]
    return made


def talk(turns: list[tuple[str, str]]) -> Talk:
    """Return a conversation of plain turns."""
    return {"messages": [{"role": role, "content": content} for role, content in turns]}


def _sums(data: Path) -> list[Talk]:
    path = data / "gsm8k" / "train.jsonl"
    if not path.is_file():
        return []
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [talk([("user", row["question"]), ("assistant", row["answer"])]) for row in rows]


_NATURAL = re.compile(  # faults that these rows are known to have: they are no clean rows
    r"(?i)\bAI\b|language model|sorry|unable|cannot|can't|assistant|translat|password|\[(?:your|insert)|@\w|\bGPT\b"
    r"|french|spanish|german|italian|chinese|russian"
)


def _tasks(data: Path) -> list[Talk]:
    """Return instructions with their answers, without repeated ones and without known faults."""
    path = data / "sft_formats" / "alpaca_en_demo.json"
    if not path.is_file():
        return []
    seen, found = set(), []
    for row in json.loads(path.read_text("utf-8")):
        text = f"{row['instruction']} {row['input']} {row['output']}"
        if row["instruction"] in seen or _NATURAL.search(text) or not row["output"].strip():
            continue
        seen.add(row["instruction"])
        prompt = "\n".join(part for part in (row["instruction"], row["input"]) if part)
        found.append(talk([("user", prompt), ("assistant", row["output"])]))
    return found
