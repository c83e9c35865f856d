"""How much the words of a prompt and of its answer have to do with each other: the quick look, without a model."""

import re

import numpy as np
import numpy.typing as npt
import polars as pl

from finetooth.core.facts import fact

FEWEST = 40  # rows, to know which words go together
MOST = 20_000
_DIMENSIONS = 100
_WORD = r"(?u)[^\W_]{2,}"
_STEM = 5  # letters that are compared
_LETTERS = 6_000  # of a text
Floats = npt.NDArray[np.float64]


@fact
def kinship(answered: pl.DataFrame, seed: int = 42) -> pl.DataFrame:
    """Of rows with a prompt and an answer of some words: ``id, prompt, answer, doubt``; the most doubtful come first.

    ``doubt`` grows with how many other prompts suit an answer better (by common words and by words that go together in
    these rows, a latent semantic analysis), and is less where rare words are shared.
    """
    some = answered.filter(~pl.col("plain") & (pl.col("answer").str.count_matches(r"\p{L}{2,}") >= 3))
    if some.height < FEWEST:
        return some.select("id", "prompt", "answer", pl.lit(0.0).alias("doubt")).clear()
    some = some if some.height <= MOST else some.sample(MOST, seed=seed).sort("id")
    table = some.select("id", "prompt", "answer")
    doubt = doubts(*(table[name].str.slice(0, _LETTERS).to_list() for name in ("prompt", "answer")))
    return table.with_columns(pl.Series("doubt", doubt)).sort("doubt", "id", descending=[True, False])


def doubts(prompts: list[str], answers: list[str]) -> Floats:
    """Return a doubt for each pair, 0 to about 3."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    made = TfidfVectorizer(sublinear_tf=True, analyzer=_stems)
    words = made.fit_transform([*prompts, *answers])
    asked, told = words[: len(prompts)], words[len(prompts) :]
    direct = np.asarray(asked.multiply(told).sum(axis=1)).ravel()
    size = max(2, min(_DIMENSIONS, len(prompts) // 4, words.shape[1] - 1))
    latent = TruncatedSVD(size, random_state=0).fit(normalize(asked + told))
    near, far = (normalize(latent.transform(side)) for side in (asked, told))
    related = (near * far).sum(axis=1)
    better = np.zeros(len(prompts))
    for start in range(0, len(prompts), 1_000):  # a stripe of all pairs at a time
        stripe = slice(start, start + 1_000)
        others = np.asarray((asked @ told[stripe].T).todense())
        better[stripe] = (others > direct[None, stripe]).mean(axis=0) + (others == direct[None, stripe]).mean(
            axis=0
        ) / 2
        better[stripe] += ((near @ far[stripe].T) > related[None, stripe]).mean(axis=0)
        better[stripe] += ((near[stripe] @ far.T) > related[stripe, None]).mean(axis=1)
    return np.asarray(better - direct, dtype=np.float64)


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in re.findall(_WORD, text.lower())]
