"""What many tests share: rows of our own making, and a tiny real encoder that trains in seconds."""

import csv
import os
import random
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # tiny models: two threads only wait for each other
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

GOOD = ["lovely", "brilliant", "charming", "delightful", "superb", "pleasing", "splendid", "graceful"]
BAD = ["dreadful", "tedious", "clumsy", "horrid", "dismal", "shoddy", "feeble", "wretched"]
PLAIN = [
    "the",
    "lamp",
    "kettle",
    "chair",
    "arrived",
    "on",
    "monday",
    "in",
    "a",
    "box",
    "with",
    "two",
    "screws",
    "and",
    "was",
    "left",
    "near",
    "our",
    "door",
    "by",
    "them",
]


def make_opinions(count: int, seed: int = 0) -> list[dict[str, str]]:
    """Return distinct made-up opinions, label good or bad; about 3 % carry the other label's word too."""
    draw, found = random.Random(seed), {}
    while len(found) < count:
        label = draw.choice(["good", "bad"])
        words = draw.choices(PLAIN, k=draw.randint(5, 12)) + draw.choices(GOOD if label == "good" else BAD, k=2)
        if draw.random() < 0.03:
            words += draw.choices(BAD if label == "good" else GOOD, k=1)
        draw.shuffle(words)
        found.setdefault(" ".join(words), label)
    return [{"text": text, "label": label} for text, label in found.items()]


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests compute is kept in a folder of theirs, not in the user's cache."""
    os.environ["FINETOOTH_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def opinions():
    """Makes made-up opinions: ``opinions(count, seed)``."""
    return make_opinions


@pytest.fixture(scope="session")
def write_csv():
    """Writes rows as CSV: ``write_csv(path, rows)``."""
    return write_rows


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer and 64 dimensions with random weights and a vocabulary of our words."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny") / "model"
    folder.mkdir()
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted({*GOOD, *BAD, *PLAIN, *letters})]
    vocabulary += [f"##{letter}" for letter in letters]
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=128,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    words = BertWordPieceTokenizer(vocab={word: number for number, word in enumerate(vocabulary)})
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words._tokenizer, model_max_length=64, **special)
    tokenizer.save_pretrained(folder)
    return folder
