"""Keys and values with room for a whole answer: each new token is put in its place, and nothing is copied."""

from inspect import signature
from typing import TYPE_CHECKING, Any

from transformers.cache_utils import DynamicCache, DynamicLayer, DynamicSlidingWindowLayer

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

_NAMES = ("cache", "past_key_values")  # the first since transformers 5.24


class RoomyLayer(DynamicLayer):  # type: ignore[misc]  # transformers tells no types
    """Keys and values float[batch, heads, tokens, width] of one layer, views of what has room for ``most`` tokens.

    transformers' own layer joins all of them anew for each token.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def update(
        self, key_states: "torch.Tensor", value_states: "torch.Tensor", *_: Any, **__: Any
    ) -> "tuple[torch.Tensor, torch.Tensor]":
        """Put the new keys and values behind the others; return all of them."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
            self._rooms = [self._room(states) for states in (key_states, value_states)]
        begin = self.get_seq_length()
        end = begin + key_states.shape[-2]
        if end > self._rooms[0].shape[-2]:
            raise ValueError(f"{end} tokens where there is room for {self._rooms[0].shape[-2]}")
        for room, states in zip(self._rooms, (key_states, value_states), strict=True):
            room[:, :, begin:end] = states
        self.keys, self.values = (room[:, :, :end] for room in self._rooms)
        return self.keys, self.values

    def _room(self, states: "torch.Tensor") -> "torch.Tensor":
        batch, heads, tokens, width = states.shape
        return states.new_empty(batch, heads, max(self.most, tokens), width)


def roomy_cache(model: "PreTrainedModel", most: int) -> dict[str, DynamicCache]:
    """Return what ``generate`` is told: a cache for ``most`` tokens a row, by the name that the model knows it under.

    Empty for a model that remembers otherwise, or asks for another cache. Layers that attend to a window keep the
    layers of transformers, which forget what lies before it.
    """
    settings = model.generation_config
    name = next((name for name in _NAMES if name in signature(model.forward).parameters), None)
    if name is None or settings.use_cache is False or settings.cache_implementation is not None:
        return {}
    made = DynamicCache(config=model.config)
    if not {type(layer) for layer in made.layers} <= {DynamicLayer, DynamicSlidingWindowLayer}:
        return {}
    made.layers = [RoomyLayer(most) if type(layer) is DynamicLayer else layer for layer in made.layers]
    return {name: made}
