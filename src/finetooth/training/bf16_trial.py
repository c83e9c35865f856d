"""A trial in a process of its own: `python -m finetooth.training.bf16_trial FOLDER DEVICE THREADS` prints a ratio."""

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from finetooth.training.precision import autocast

if TYPE_CHECKING:
    import torch
    from torch import nn

ROWS, TOKENS, STEPS = 16, 64, 3
_WORK = 25_000_000  # parameters that are tried with all rows; larger models with fewer, so that a trial ends


def gain(
    model: "nn.Module",
    tokens: int,
    clock: Callable[[], float] = time.perf_counter,
    in_format: "Callable[[bool, torch.device], AbstractContextManager[Any]]" = autocast,
) -> float:
    """Return how many times as fast the model's steps are in bfloat16: the best of three each, in turns."""
    import torch

    model.train()
    ids = torch.full((rows_for(model), tokens), 1, device=model.device)
    best: dict[bool, float] = {}
    for number in range(STEPS + 1):
        for bf16 in (False, True):
            begin = clock()
            with in_format(bf16, model.device):
                answer = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
            answer.float().pow(2).mean().backward()
            if ids.is_cuda:
                torch.cuda.synchronize()
            if number:  # the first is to warm up
                best[bf16] = min(best.get(bf16, float("inf")), clock() - begin)
    return best[False] / best[True]


def rows_for(model: "nn.Module") -> int:
    """Return with how many rows a model is tried: as many as make a step of any model take about as long."""
    parameters: int = sum(parameter.numel() for parameter in model.parameters())
    return min(ROWS, max(1, ROWS * _WORK // max(1, parameters)))


def main() -> None:
    """Build the model of a folder's config with random weights, and print the gain."""
    import torch
    from transformers import AutoConfig, AutoModel

    folder, device, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    config = AutoConfig.from_pretrained(folder)
    options = {"attn_implementation": "eager"} if device == "cpu" else {}
    model = AutoModel.from_config(config, **options).to(device)
    found = gain(model, min(TOKENS, getattr(config, "max_position_embeddings", TOKENS) - 4))
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main()
