"""What a training under chaos is given: a few rows, and a tiny encoder that knows their words."""

import csv
import random
from pathlib import Path

ROWS, HELD = 64, 24


def rows_of(data: Path) -> list[dict[str, str]]:
    """Return the rows to train on: the first of trec, else rows of our own."""
    if (data / "trec" / "train.csv").exists():
        with (data / "trec" / "train.csv").open(encoding="utf-8", newline="") as stream:
            some = [row for row in csv.DictReader(stream) if row["label"] in ("NUM", "LOC", "HUM")]
        return [{"text": row["text"], "label": row["label"]} for row in some[: ROWS + HELD]]
    draw, told = random.Random(0), {"good": "lovely superb fine neat", "bad": "dreadful clumsy dull torn"}
    found = []
    for _ in range(ROWS + HELD):
        label = draw.choice(list(told))
        words = draw.choices(["the", "lamp", "chair", "kettle", "came", "in", "a", "box"], k=6)
        found.append({"text": " ".join([*words, draw.choice(told[label].split())]), "label": label})
    return found


def tiny_encoder(folder: Path, rows: list[dict[str, str]]) -> Path:
    """Write a BERT of one layer with random weights that knows the rows' words."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.set_num_threads(1)
    torch.manual_seed(0)
    words = sorted({word for row in rows for word in row["text"].lower().split() if word.isalnum()})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, **sizes)).save_pretrained(folder)
    pieces = BertWordPieceTokenizer(vocab={word: number for number, word in enumerate(vocabulary)})
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=pieces._tokenizer, model_max_length=64, **special).save_pretrained(folder)
    torch.optim.AdamW([torch.nn.Parameter(torch.ones(1))], fused=True)  # imported once, before the forks
    from transformers import BertForSequenceClassification  # noqa: F401

    return folder
