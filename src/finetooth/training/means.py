"""The means by which a training fits the memory: smaller micro-batches first, then layers computed again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finetooth.training.footprint import Answer, Demand, Footprint, demand_of, footprint
from finetooth.training.recomputing import can_recompute, recompute

if TYPE_CHECKING:
    from torch import nn

    from finetooth.core.results import Settings

SHARE = 0.85  # of the free memory that may be planned for: an estimate is no promise
ADVICE = "lower training.max_length, set training.lora_r to 8, or freeze layers (training.freeze_layers)"


def adapt(
    model: "nn.Module",
    settings: "Settings",
    lengths: Sequence[int],
    free: Callable[[], int | None],
    note: Callable[[str], None],
    rows: int | None = None,
    answer: Answer | None = None,
    bf16: bool = False,
) -> int:
    """Have the model compute its layers again where that is asked for or needed; return the tokens of a micro-batch.

    Gradients are the same whatever is chosen. Raises UserError where the model cannot do as it is asked to.
    """
    if settings.gradient_checkpointing is True:
        recompute(model)
    demand = demand_of(model, max(lengths), answer, bf16)
    if demand is None:
        return settings.tokens_per_batch
    on_gpu = next(model.parameters()).device.type == "cuda"
    found = means(demand, settings, lengths, free(), can_recompute(model), rows, on_gpu)
    if found.recomputed:
        recompute(model)
    if told := found.told(settings):
        note(told)
    return found.tokens


@dataclass(frozen=True)
class Means:
    """How a training is done so that it fits, what it takes then, and what it would take without."""

    tokens: int  # of a micro-batch
    recomputed: bool
    need: int  # bytes beside what the process holds already
    plain: int  # the same as asked for, before anything was done
    free: int | None

    @property
    def fits(self) -> bool:
        """Whether the free memory holds it; where nobody knows how much that is, it is taken to."""
        return self.free is None or self.need <= SHARE * self.free

    def told(self, asked: "Settings") -> str:
        """Say what was chosen and why; nothing where all is as asked for."""
        chosen = [f"micro-batches of {self.tokens:,} tokens in place of {asked.tokens_per_batch:,}"]
        chosen = chosen if self.tokens < asked.tokens_per_batch else []
        if self.recomputed and asked.gradient_checkpointing != True:  # noqa: E712 - or "auto"
            chosen.append("gradient checkpointing")
        if self.free is None or (not chosen and self.fits):
            return ""
        why = f"training as asked for takes {size(self.plain)} more, and {size(self.free)} are free"
        if not self.fits:
            return f"{why}: even so the memory may run out at {size(self.need)}; {ADVICE}"
        return f"{why}: {' and '.join(chosen)} ({size(self.need)})"


def means(
    demand: Demand,
    settings: "Settings",
    lengths: Sequence[int],
    free: int | None,
    can_recompute: bool = True,
    rows: int | None = None,
    on_gpu: bool = False,
) -> Means:
    """Return the first means that fit, in the order of what they cost; the smallest where none does.

    ``rows`` make a step that cannot be shared out.
    """

    def taken(tokens: int, recomputed: bool) -> int:
        found: Footprint = footprint(demand, settings, lengths, tokens, recomputed, rows, on_gpu)
        return found.on_gpu if on_gpu else found.peak

    always = settings.gradient_checkpointing is True
    plain = taken(settings.tokens_per_batch, always)
    found = Means(settings.tokens_per_batch, always, plain, plain, free)
    for tokens, recomputed in _ways(settings, max(lengths), can_recompute, rows is not None):
        found = Means(tokens, recomputed, taken(tokens, recomputed), plain, free)
        if found.fits:
            return found
    return found


def _ways(settings: "Settings", longest: int, can_recompute: bool, whole: bool) -> Iterator[tuple[int, bool]]:
    """Yield tokens of a micro-batch and whether layers are computed again, from the fastest to the smallest."""
    levels = [settings.tokens_per_batch]
    while levels[-1] // 2 >= longest and not whole:
        levels.append(levels[-1] // 2)
    if not whole and levels[-1] > longest:
        levels.append(longest)
    option = settings.gradient_checkpointing
    if option is not True:
        yield from ((tokens, False) for tokens in levels)
    if option is True or (option == "auto" and can_recompute):
        yield from ((tokens, True) for tokens in levels)


def size(count: int) -> str:
    """Return bytes in words: `640 MB`, `1.6 GB`."""
    return f"{count / 1e9:.1f} GB" if count >= 9.95e8 else f"{max(1, round(count / 1e6))} MB"
