"""Valid SQL: the share of answers that a database would parse. Nothing is executed."""

import re
import sqlite3
from collections.abc import Sequence

from finetooth.metrics.text.metric import TextMetric, share

_MOST = 0.8
_LONGEST = 100_000  # characters
_STATEMENT = re.compile(r"\s*(select|insert|update|delete|with|create|alter|drop)\b", re.IGNORECASE)
_SYNTAX = ("syntax error", "unrecognized token", "incomplete input", "you can only execute one statement")


class ValidSql(TextMetric):
    """1 where the answer is one statement that SQLite can parse, whether or not its tables exist; else 0.

    SQLite is asked to prepare an EXPLAIN of it in an empty database in memory. Other dialects are not
    told: an answer in the reference's own dialect that SQLite cannot parse counts as wrong.
    """

    name = "valid_sql"
    title = "Valid SQL"
    rank = 35
    examples = [
        ("SELECT name FROM people WHERE age > 3", "SELECT 1", 1.0),
        ("SELECT FROM WHERE", "SELECT 1", 0.0),
        ("the people above three", "SELECT 1", 0.0),
        ("SELECT 1; DROP TABLE people", "SELECT 1", 0.0),
    ]

    def of_row(self, answer: str, reference: str) -> float:
        """Return 1 or 0."""
        return float(parses(answer))

    def fits(self, references: Sequence[str]) -> bool:
        """Nearly all references are SQL."""
        few = list(references)[:200]
        return share(few, [parses(text) for text in few]) >= _MOST


def parses(text: str) -> bool:
    """Whether a text is one SQL statement by its syntax."""
    if len(text) > _LONGEST or not _STATEMENT.match(text):
        return False
    base = sqlite3.connect(":memory:")
    try:
        base.execute(f"EXPLAIN {text}")
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        return not any(told in str(error).lower() for told in _SYNTAX) and not isinstance(error, ValueError)
    finally:
        base.close()
    return True
