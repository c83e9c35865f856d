"""How the answers of a language model are scored: by metrics, and by a judge where one is named."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from finetooth.recipe.options import Seconds, Section


class Judge(Section):
    """A language model that says which of two answers is better, behind an endpoint as OpenAI's. Test prompts and both
    answers are sent to it; nothing is sent where no judge is named."""

    url: str
    """What the endpoint's paths begin with: `http://localhost:8000/v1`."""
    model: str
    """The model's name there."""
    api_key_env: str | None = None
    """The environment variable that holds the key. The key itself stands in no recipe, and is written nowhere."""
    criteria: str = ""
    """What makes an answer good in this task, in a sentence that the judge reads."""
    max_questions: int = Field(200, ge=2)
    """Questions that it is asked at most: two for each pair of answers, one in each order."""
    timeout: Seconds = 60.0
    """Seconds that one reply may take (`60s`, `2m`)."""
    retries: int = Field(3, ge=0)
    """How often a question that failed is asked again."""

    @field_validator("url")
    @classmethod
    def _plain(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"an address such as http://localhost:8000/v1 is expected, got {value!r}")
        if parts.username or parts.password or parts.query:
            raise ValueError("the address must hold no key: name its environment variable as api_key_env")
        return value.rstrip("/")


class Answering(Section):
    """How generated answers are scored."""

    metrics: Literal["auto"] | Annotated[list[str], Field(min_length=1)] = "auto"
    """Language models: how generated answers are scored beside the completion loss: `exact_match`, `token_f1`,
    `rouge_l`, `chrf`, `bleu`, `numeric_match`, `valid_json`, `valid_sql`, `valid_python`. `auto` takes those that fit
    the reference answers, the most telling first."""
    max_generations: int = Field(100, ge=1)
    """Language models: to how many prompts of the test the base model and the tuned one generate answers."""
    max_new_tokens: int | None = Field(None, ge=1)
    """Language models: tokens of an answer at most. Where absent, half as many again as nearly all references have."""
    judge: Judge | None = None
    """Language models: another model that says whose answers are better, behind an endpoint as OpenAI's:
    `{url: "http://localhost:8000/v1", model: NAME, api_key_env: VARIABLE}`. Test prompts and answers are sent there;
    nothing is sent where none is named. More keys: docs/sft.md."""
