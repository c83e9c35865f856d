"""What the sections of a recipe are made of: kinds of values, ranges to search, refused unknown keys."""

import re
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from finetooth.core.tuning import middle

N = TypeVar("N", int, float)
V = TypeVar("V")


class Section(BaseModel):
    """A frozen group of options that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True)


class Range(Section, Generic[N]):
    """A range to search: `{low: 1.0e-5, high: 5.0e-4, log: true}`."""

    low: N
    """Smallest value."""
    high: N
    """Largest value."""
    log: bool = False
    """Whether to search on a logarithmic scale."""

    @model_validator(mode="after")
    def _ordered(self) -> "Range[N]":
        if self.low >= self.high or (self.log and self.low <= 0):
            raise ValueError("a range needs low < high, and low > 0 where log is true")
        return self


Values = Annotated[list[V], Field(min_length=1)]
Rate = Annotated[float, Field(gt=0, le=1)]
Share = Annotated[float, Field(ge=0, lt=1)]
Count = Annotated[int, Field(ge=1)]
Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Weight = Annotated[float, Field(ge=0)]


def is_open(value: Any) -> bool:
    """Whether a value is a list or a range to search."""
    return isinstance(value, list | Range)


def first_of(value: Any) -> Any:
    """Return what stands for a list or a range by default: its first value, or its middle."""
    if isinstance(value, Range):
        return middle(value.low, value.high, value.log)
    return value[0] if isinstance(value, list) else value


def ends_of(value: Any) -> tuple[Any, ...]:
    """Return all values of a list, the ends of a range, or the one value that there is."""
    if isinstance(value, Range):
        return value.low, value.high
    return tuple(value) if isinstance(value, list) else (value,)


def _seconds(value: Any) -> Any:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh])", value.strip()) if isinstance(value, str) else None
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]] if match else value


Seconds = Annotated[float, Field(gt=0), BeforeValidator(_seconds)]


def _listed(value: Any) -> Any:
    """Return a bare name as a list of it, `none` as an empty one; other values as they are."""
    return value if not isinstance(value, str) else [] if value == "none" else [value]


def _listed_or_auto(value: Any) -> Any:
    return value if value == "auto" else _listed(value)


Names = Annotated[list[str], BeforeValidator(_listed, json_schema_input_type=list[str] | str)]
AutoOrNames = Annotated[Literal["auto"] | list[str], BeforeValidator(_listed_or_auto)]


def _named(value: Any) -> Any:
    """Return a mapping with its keys as text: YAML reads `1` as a number and `yes` as true."""
    return {str(key): _named(part) for key, part in value.items()} if isinstance(value, dict) else value


Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Costs = Annotated[dict[str, dict[str, Amount]], BeforeValidator(_named)]
