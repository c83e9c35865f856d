"""Faults between files: what judges, or an evaluation set, met again in training."""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import looking
from .clean import Talk
from .faults import templated

SHARE = 0.05


@dataclass(frozen=True)
class Leak:
    """``change`` makes a training row of a row that judges."""

    name: str
    codes: tuple[str, ...]
    change: Callable[[Talk, random.Random], Talk | None]
    evaluation: bool = False

    def line(self, talks: list[Talk], root: Path) -> dict[str, Any]:
        """Keep a fifth of the rows as the judging file, leak some into train, and look."""
        draw = random.Random(self.name)
        fifth = len(talks) // 5
        judging, train = talks[:fifth], list(talks[fifth:])
        places: dict[int, int] = {}  # of the judging row, by that of the training row
        for place in draw.sample(range(fifth), fifth):
            if len(places) >= max(3, round(SHARE * fifth)):
                break
            if (made := self.change(copy.deepcopy(judging[place]), draw)) is not None:
                places[len(train)] = place
                train.append(made)
        path, beside = looking.write(train, root / "train.jsonl"), looking.write(judging, root / "other.jsonl")
        files: dict[str, object] = {"evaluation_sets": [str(beside)]} if self.evaluation else {"test": str(beside)}
        found = _flagged(path, self.codes, files)
        hits = set(places) & found["train"] if self.evaluation else set(places.values()) & found["test"]
        return {
            "fault": self.name,
            "codes": self.codes,
            "planted": len(places),
            "recall": round(len(hits) / len(places), 4),
            "least": 0.95,
            "finelint": None,
        }


def _flagged(path: Path, codes: tuple[str, ...], files: dict[str, object]) -> dict[str, set[int]]:
    from finetooth.core.rows import id_of, name_of
    from finetooth.pipeline import audit
    from finetooth.recipe.files import make_recipe

    told = audit(make_recipe({"task": "sft", "data": {"train": str(path), **files}, "audit": {"select": list(codes)}}))
    rows = [row for verdict in told.verdicts for row in verdict.rows]
    test = {int(str(name_of(row)).partition(":")[2]) - 1 for row in rows if str(name_of(row)).startswith("test:")}
    return {"train": {row - 1 for row in rows if row == (id_of(row) or 0)}, "test": test}


def reworded_answer(talk: Talk, draw: random.Random) -> Talk | None:
    """The same prompt under another answer."""
    talk["messages"][-1]["content"] = f"In short: {talk['messages'][-1]['content']}"
    return talk


def in_a_frame(talk: Talk, draw: random.Random) -> Talk | None:
    """The same prompt, with a few words of politeness around it, and another answer."""
    if len(talk["messages"]) > 2 or len(talk["messages"][0]["content"].split()) < 14:
        return None
    talk["messages"][0]["content"] = f"Hello! {talk['messages'][0]['content']} Please take your time."
    talk["messages"][1]["content"] = "That is a good one."
    return talk


LEAKS = (
    Leak("prompts that judge", ("DAT031",), reworded_answer),
    Leak("templates that judge", ("DAT031",), templated),
    Leak("an evaluation set", ("DAT032",), in_a_frame, evaluation=True),
)
