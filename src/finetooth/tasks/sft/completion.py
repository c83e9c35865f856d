"""The loss of tokens, with logits made only where there is something to learn, a few at a time.

Of 1,000 tokens and a vocabulary of 50,000 all logits take 200 MB, their gradient as much again. Here the hidden states
of what is learned are gathered first; each chunk's gradient is made with its loss, so that no more than one chunk of
logits is ever there (the idea of Hsu et al. 2024, "Liger kernel").
"""

from typing import TYPE_CHECKING, Any

from finetooth.computing.inference import linear

if TYPE_CHECKING:
    import torch

VALUES = 4_000_000  # of logits at a time


def completion_loss(
    hidden: "torch.Tensor",
    head: "torch.Tensor",
    bias: "torch.Tensor | None",
    targets: "torch.Tensor",
    weights: "torch.Tensor",
) -> "torch.Tensor":
    """Return the weighted sum of cross-entropies in nats.

    ``hidden`` float[n, d], ``head`` float[v, d], ``bias`` float[v] or None, ``targets`` int64[n], ``weights`` float[n].
    """
    return _function().apply(hidden, head, bias, targets, weights)


def token_losses(
    hidden: "torch.Tensor", head: "torch.Tensor", bias: "torch.Tensor | None", targets: "torch.Tensor"
) -> "torch.Tensor":
    """Return each token's cross-entropy float[n] in nats; there is no gradient."""
    import torch

    with torch.no_grad():
        found = [
            _cross_entropy(_logits(hidden[part], head, bias), targets[part])[0]
            for part in _chunks(len(targets), head.shape[0])
        ]
    return torch.cat(found) if found else hidden.new_zeros(0)


def _chunks(count: int, vocabulary: int) -> list[slice]:
    size = max(1, VALUES // vocabulary)
    return [slice(start, min(count, start + size)) for start in range(0, count, size)]


def _logits(hidden: "torch.Tensor", head: "torch.Tensor", bias: "torch.Tensor | None") -> "torch.Tensor":
    """Return logits float32[n, v]; products are made in the format of the hidden states."""
    logits = linear(hidden, head.to(hidden.dtype), None).float()
    return logits if bias is None else logits.add_(bias.float())


def _cross_entropy(logits: "torch.Tensor", targets: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
    """Return the cross-entropies [n], and the logits turned into probabilities [n, v], in place."""
    truth = logits.gather(1, targets[:, None])[:, 0]
    most = logits.amax(dim=1, keepdim=True)
    powers = logits.sub_(most).exp_()
    sums = powers.sum(dim=1, keepdim=True)
    return (sums.log() + most)[:, 0] - truth, powers.div_(sums)


def _with_slopes(
    hidden: "torch.Tensor",
    head: "torch.Tensor",
    bias: "torch.Tensor | None",
    targets: "torch.Tensor",
    weights: "torch.Tensor",
) -> "tuple[torch.Tensor, list[torch.Tensor | None]]":
    """Return the weighted sum of losses, and its gradient by hidden states, head and biases, None where not needed."""
    import torch

    to_hidden = torch.empty_like(hidden)
    to_head = torch.zeros_like(head) if head.requires_grad else None
    to_bias = torch.zeros_like(bias) if bias is not None and bias.requires_grad else None
    total = weights.new_zeros((), dtype=torch.float64)
    for part in _chunks(len(targets), head.shape[0]):
        losses, slope = _cross_entropy(_logits(hidden[part], head, bias), targets[part])
        total += (losses * weights[part]).sum(dtype=torch.float64)
        slope[torch.arange(len(slope), device=slope.device), targets[part]] -= 1.0
        slope = slope.mul_(weights[part, None]).to(hidden.dtype)
        torch.mm(slope, head.to(hidden.dtype), out=to_hidden[part])
        if to_head is not None:
            to_head.addmm_(slope.T.to(head.dtype), hidden[part].to(head.dtype))
        if to_bias is not None:
            to_bias += slope.sum(dim=0)
    return total.float(), [to_hidden, to_head, to_bias]


def _function() -> Any:
    """Return the differentiable function; torch is imported when it is first asked for."""
    from torch.autograd import Function

    class Completion(Function):  # type: ignore[misc]
        """Makes the gradient with the loss."""

        @staticmethod
        def forward(ctx: Any, hidden: Any, head: Any, bias: Any, targets: Any, weights: Any) -> "torch.Tensor":
            total, slopes = _with_slopes(hidden, head, bias, targets, weights)
            ctx.save_for_backward(*slopes)
            return total

        @staticmethod
        def backward(ctx: Any, slope: "torch.Tensor") -> Any:
            made = (None if each is None else each * slope for each in ctx.saved_tensors)
            return (*made, None, None)

    return Completion
